"""Episodes of exploitation as cards to read."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from cases import access
from cases.models import Case, Exploitation
from cases.reading import Row, rows
from cases.sections import SECTIONS


@dataclass(frozen=True)
class Card:
    """One episode as this reader may read it."""

    pk: UUID
    title: str
    rows: list[Row]


def cards(user: User, case: Case) -> list[Card]:
    """The episodes of a case in their order."""
    return [card(user, case, row) for row in Exploitation.objects.filter(case=case)]


def card(user: User, case: Case, row: Any) -> Card:
    """One episode with the answers this person may read."""
    readable = access.readable_fields(user, case, "exploitation")
    keys = [key for key in SECTIONS["exploitation"].all_fields if key in readable]
    return Card(row.pk, _("Episode %(number)s") % {"number": row.exp_number}, rows(row, keys, reader=user))
