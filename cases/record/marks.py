"""Marks: what is missing or odd in a record. They are shown and counted; they never refuse a save (P1)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models import Case, SectionRow
from cases.record import conditions
from cases.record.conditions import RowValues, Surroundings
from cases.record.oddities import ODD
from cases.record.oddities_of_work import Days
from cases.section import Section

# A mark on the first says something about the others: who may not read them is not shown the mark.
TOLD_BY = {
    "age_at_registration": ("birth_date",),
    "interpreter_used": ("interpreter_name",),
    "exit_mode": ("exit_date",),
    "guardian_type": ("guardian_name",),
}
MISSING = _("Not answered yet")


@dataclass(frozen=True)
class Mark:
    """Something to look at again: which section, row and field, and why."""

    section: str
    field: str
    reason: str | Promise
    row: UUID | None = None

    def __iter__(self) -> Iterator[Any]:
        """Unpacks as (section, field, reason)."""
        return iter((self.section, self.field, self.reason))


def days_of(case: Case) -> Days:
    """The days by which the answers of a case are odd."""
    return Days(case.registration_date, case.office.today())


def marks_of(section: Section, row: SectionRow, around: Surroundings, days: Days) -> list[Mark]:
    """The marks of one row."""
    values = RowValues(row)
    row_id = row.pk if section.repeats else None
    missing = [
        Mark(section.key, key, MISSING, row_id)
        for key in section.all_fields
        if conditions.is_required(key, values, around) and not conditions.has_answer(row, key, around)
    ]
    find_odd = ODD.get(section.key)
    odd = find_odd(values, days) if find_odd else []
    return missing + [Mark(section.key, key, reason, row_id) for key, reason in odd]
