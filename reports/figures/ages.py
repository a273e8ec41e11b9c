"""R4: age bands by sex."""

from django.utils.translation import gettext_lazy as _

from cases.dictionary import label
from reports.figures.base import CrossTable, by_columns, single
from reports.figures.dimensions import CodeList

AGES = CrossTable(
    key="R4",
    report="R4",
    title=_("Age"),
    rows=CodeList(label("age_band"), "age_band"),
    columns=CodeList(label("sex"), "sex"),
    chart="pyramid",
    query=by_columns("personbiodata__age_band", "personbiodata__sex"),
    group=single,
    notes=(
        _(
            "The chart shows women and girls on one side and men and boys on the other; the table has everybody."
        ),
    ),
)
