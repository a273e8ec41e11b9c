"""R3: sex and gender."""

from django.utils.translation import gettext_lazy as _

from cases.dictionary import label
from reports.figures.base import CrossTable, by_columns, single
from reports.figures.dimensions import CodeList

GENDER = CrossTable(
    key="R3",
    report="R3",
    title=_("Gender by age band"),
    rows=CodeList(label("gender"), "gender"),
    columns=CodeList(label("age_band"), "age_band"),
    chart="bar",
    query=by_columns("personbiodata__gender", "personbiodata__age_band"),
    group=single,
)

SEX = CrossTable(
    key="R3_sex",
    report="R3",
    title=_("Sex, adults and children"),
    rows=CodeList(label("sex"), "sex"),
    columns=CodeList(label("majority_status"), "majority_status"),
    chart="bar",
    query=by_columns("personbiodata__sex", "personbiodata__majority_status"),
    group=single,
)
