"""Legal holds: nothing of a case is erased while one is in force."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from accounts.permissions import Permission
from audit import events
from cases import access
from cases.models import Case, LegalHold

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def place_hold(
    *, actor: "User", case: Case, reason: str, authority: str, held_from: date, held_until: date | None = None
) -> LegalHold:
    """Put the case under legal hold: nothing of it is erased while it is in force. Raises PermissionDenied."""
    access.require(actor, Permission.LEGAL_HOLD, case)
    hold = LegalHold(
        case=case,
        reason=reason,
        authority=authority,
        held_from=held_from,
        held_until=held_until,
        placed_by=actor,
    )
    hold.full_clean(exclude={"envelope"})
    hold.save()
    events.record(
        "hold.placed",
        subject=hold,
        scope=case.pk,
        office=case.office_id,
        actor=actor,
        facts={"reason": reason},
    )
    return hold


@transaction.atomic
def lift_hold(*, actor: "User", hold: LegalHold) -> None:
    """End a hold before its time. Raises PermissionDenied."""
    access.require(actor, Permission.LEGAL_HOLD, hold.case)
    LegalHold.objects.filter(pk=hold.pk, lifted_at__isnull=True).update(
        lifted_by=actor, lifted_at=timezone.now()
    )
    events.record(
        "hold.lifted",
        subject=hold,
        scope=hold.case_id,
        office=hold.case.office_id,
        actor=actor,
        facts={"reason": hold.reason},
    )
