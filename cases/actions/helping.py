"""Immediate help: recorded on any case from the first minute, whatever was agreed, told or decided (practice.md P10)."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cases.actions.entries import add_entry
from cases.models import AssistanceItem, Case

if TYPE_CHECKING:
    from accounts.models import User

# What may be given to anybody at once: it decides nothing, binds nobody and tells nobody anything. The others
# (travel, money, work, reunion) are planned with the person.
IMMEDIATE_KINDS = (
    *("shelter", "food_material", "medical", "psychological", "security", "interpretation"),
    *("child_care", "legal", "counselling", "social"),
)


@transaction.atomic
def give_immediate_help(
    *,
    actor: "User",
    case: Case,
    kinds: Sequence[str],
    on: date | None = None,
    provider: str = "",
    notes: str = "",
) -> list[AssistanceItem]:
    """Record help that was given or begun: an item of assistance for each kind.

    Asks neither consent nor interview, determination or name. Raises PermissionDenied, FileClosed, ValidationError for
    no kind or one that is not immediate.
    """
    if not kinds or set(kinds) - set(IMMEDIATE_KINDS):
        raise ValidationError(_("Choose what was given."))
    shared: dict[str, Any] = {
        "assist_phase": "immediate",
        "assist_status": "ongoing",
        "assist_start": on or case.office.today(),
        "assist_provider": provider,
        "assist_notes": notes,
    }
    return [
        add_entry(actor=actor, case=case, section="assistance", values={**shared, "assist_type": kind})
        for kind in dict.fromkeys(kinds)
    ]
