"""The entries of a section that repeats, as cards to read."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from accounts.models import User
from cases import access
from cases.models import Case
from cases.on_paper import paper_forms
from cases.record.reading import Row, rows
from cases.section import Section


@dataclass(frozen=True)
class Card:
    """One entry as this reader may read it."""

    pk: UUID
    title: str
    rows: list[Row]
    # Entered from a paper form.
    is_from_paper: bool = False


def title_of(section: Section, row: Any) -> str:
    """What an entry is called: its kind and number."""
    return str(section.entry_title) % {"number": row.number}


def cards(user: User, case: Case, section: Section) -> list[Card]:
    """The entries of a case in their order."""
    on_paper = paper_forms.parts_on_paper(case)
    found = section.rows_of(case)
    marked = [paper_forms.named_part(section, row) in on_paper for row in found]
    return [
        replace(card(user, case, section, row), is_from_paper=is_marked)
        for row, is_marked in zip(found, marked, strict=True)
    ]


def card(user: User, case: Case, section: Section, row: Any) -> Card:
    """One entry with the answers this person may read."""
    readable = access.readable_fields(user, case, section.key)
    keys = [key for key in section.shown_fields if key in readable]
    return Card(row.pk, title_of(section, row), rows(row, keys, reader=user))
