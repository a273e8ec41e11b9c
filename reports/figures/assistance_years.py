"""R1: persons by the year their assistance began."""

from django.db.models.functions import ExtractYear
from django.utils.translation import gettext_lazy as _

from cases.dictionary import label
from reports.figures.base import CrossTable, by_columns, single
from reports.figures.dimensions import CodeList, Years

ASSISTANCE_YEARS = CrossTable(
    key="R1",
    report="R1",
    title=_("Persons by year of assistance"),
    rows=Years(_("Year assistance began")),
    columns=CodeList(label("sex"), "sex"),
    chart="column",
    query=by_columns(ExtractYear("assistance_start_date"), "personbiodata__sex"),
    group=single,
)
