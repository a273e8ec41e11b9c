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
    if not purpose:
        raise ValueError("former answers are opened for a purpose")
    readable = access.readable_fields(actor, case, section)
    rows = SectionVersion.objects.filter(case=case, section=section, row=row or WHOLE_SECTION)
    found = [
        FormerAnswers(one.replaced_at, one.replaced_by_id, one.kind, values, dict(one.said_in or {}))
        for one in rows.order_by("-replaced_at")
        if (values := {key: value for key, value in one.values.items() if key in readable})
    ]
    facts = {"section": section, "fields": sorted({key for one in found for key in one.values})}
    events.record(
        "section.read", subject=case, office=case.office_id, actor=actor, facts=facts, purpose=purpose
    )
    return found
