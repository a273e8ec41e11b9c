"""R6: nationality. Somebody with two citizenships counts once under each."""

from django.utils.translation import gettext_lazy as _

from cases.dictionary import label
from reports.figures.base import CrossTable, by_columns, several
from reports.figures.dimensions import CodeList, Countries

SEVERAL_VALUES = _(
    "A person with several values counts once under each, so shares may add up to more than 100 %."
)

NATIONALITY = CrossTable(
    key="R6",
    report="R6",
    title=_("Nationality"),
    rows=Countries(label("citizenship")),
    columns=CodeList(label("sex"), "sex"),
    chart="ranked",
    query=by_columns("personbiodata__citizenship", "personbiodata__sex"),
    group=several,
    rows_overlap=True,
    notes=(SEVERAL_VALUES,),
)
