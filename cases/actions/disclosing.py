"""Noting who received data of a case, and preparing the person's own file."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.permissions import Permission
from audit import events
from cases import access
from cases.models import Case, ConsentRecord, Disclosure, Ground, RecipientKind

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def record_disclosure(
    *,
    actor: "User",
    case: Case,
    recipient: str,
    ground: str,
    categories: Iterable[str],
    how: str,
    recipient_kind: str = RecipientKind.OTHER,
    consent: ConsentRecord | None = None,
    at: datetime | None = None,
) -> Disclosure:
    """Note that data went to somebody: `ground` of P12, `categories` (data categories or sections), `how`.

    Asks no consent: whether data may leave is decided before (consent.md 3 and 7), that it did is always
    noted (P1). A consent, where one is the ground, is the newest granted one given. Raises PermissionDenied
    for somebody who neither sees the case nor approves exports at its office, ValidationError for an
    unknown code or no recipient.
    """
    _may_note(actor, case)
    row = Disclosure(
        case=case,
        by=actor,
        at=at or timezone.now(),
        recipient=recipient,
        recipient_kind=recipient_kind,
        ground=ground,
        categories=sorted(categories),
        how=how,
        consent=consent if ground == Ground.CONSENT else None,
    )
    row.clean_fields(exclude={"envelope", "case", "by"})
    row.save()
    facts = {"categories": row.categories, "method": how, "recipient_kind": recipient_kind}
    events.record(
        "disclosure.recorded", subject=row, office=case.office_id, actor=actor, facts=facts, purpose=ground
    )
    return row


@transaction.atomic
def prepare_person_file(*, actor: "User", case: Case, sections: Iterable[str], method: str) -> None:
    """Note that the person's own file was opened, `method` read_out or printed. Raises PermissionDenied, FileClosed."""
    access.require(actor, Permission.PERSON_FILE, case)
    access.require_in_use(case)
    events.record(
        "person_file.prepared",
        subject=case,
        office=case.office_id,
        actor=actor,
        facts={"sections": sorted(sections), "method": method},
        purpose="own_file",
    )


def _may_note(actor: "User", case: Case) -> None:
    sees = access.may(actor, Permission.CASE_VIEW, case)
    if not sees and not actor.can(Permission.EXPORT_APPROVE, case.office_id):
        raise PermissionDenied
