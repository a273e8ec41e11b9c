"""R12: highest level of education by sex."""

from django.utils.translation import gettext_lazy as _

from cases.dictionary import label
from reports.figures.base import CrossTable, by_columns, single
from reports.figures.dimensions import CodeList

EDUCATION = CrossTable(
    key="R12",
    report="R12",
    title=_("Education"),
    rows=CodeList(label("education_level"), "education_level"),
    columns=CodeList(label("sex"), "sex"),
    chart="bar",
    query=by_columns("personeducation__education_level", "personbiodata__sex"),
    group=single,
)
