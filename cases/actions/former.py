"""Former answers: hidden unless somebody says what for (P11)."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from accounts.permissions import Permission
from audit import events
from cases import access
from cases.models import WHOLE_SECTION, Case, SectionVersion

if TYPE_CHECKING:
    from accounts.models import User

# The name under which former answers to offices' own questions are kept.
LOCAL = "local"


@dataclass(frozen=True)
class FormerAnswers:
    """What one save replaced: `values` as save_section takes them back, `kind` correction or other interview."""

    replaced_at: datetime
    replaced_by_id: UUID
    kind: str
    values: dict[str, Any]
    # By field, the interview at which it was said.
    said_in: dict[str, str]


@transaction.atomic
def read_former_answers(
    *, actor: "User", case: Case, section: str, purpose: str, row: UUID | str | None = None
) -> list[FormerAnswers]:
    """The answers that saves of a section replaced, newest first, as far as the actor may read the fields.

    `purpose` is a code and is recorded. Raises PermissionDenied, FileClosed, ValueError without a purpose.
    """
    access.require(actor, Permission.CASE_VIEW, case)
    access.require_in_use(case)
    readable = access.readable_fields(actor, case, section)
    return _read(actor, case, section, purpose, row or WHOLE_SECTION, readable)


@transaction.atomic
def read_former_local_answers(*, actor: "User", case: Case, purpose: str) -> list[FormerAnswers]:
    """The answers to offices' own questions (P23) that were replaced, newest first, by the question's id.

    `purpose` is a code and is recorded. Raises PermissionDenied, FileClosed, ValueError without a purpose.
    """
    access.require(actor, Permission.CONFIDENTIAL_READ, case)
    access.require_in_use(case)
    return _read(actor, case, LOCAL, purpose, WHOLE_SECTION)


def _read(
    actor: "User",
    case: Case,
    section: str,
    purpose: str,
    row: UUID | str,
    readable: frozenset[str] | None = None,
) -> list[FormerAnswers]:
    """Open them and say so to the audit; all of them where no fields are named, and then only how many are told."""
    if not purpose:
        raise ValueError("former answers are opened for a purpose")
    rows = SectionVersion.objects.filter(case=case, section=section, row=row)
    found = [
        FormerAnswers(one.replaced_at, one.replaced_by_id, one.kind, values, dict(one.said_in or {}))
        for one in rows.order_by("-replaced_at")
        if (
            values := {key: value for key, value in one.values.items() if readable is None or key in readable}
        )
    ]
    keys = {key for one in found for key in one.values}
    facts = {"section": section, "fields": [] if readable is None else sorted(keys)}
    events.record(
        "section.read", subject=case, office=case.office_id, actor=actor, facts=facts, purpose=purpose
    )
    return found
