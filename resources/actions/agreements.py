"""What is agreed in writing with a provider: nothing of a person leaves without it (principles.md D5)."""

from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.permissions import Permission
from audit import events
from resources.models import Agreement, Provider

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accounts.models import Office, User


@transaction.atomic
def enter_agreement(
    *,
    actor: "User",
    provider: Provider,
    office: "Office",
    begins: date,
    ends: date | None = None,
    allows: "Sequence[str]" = (),
    reference: str = "",
    words: str = "",
) -> Agreement:
    """Enter what an office of ours agreed with a provider; it binds every office of that organisation.

    Raises PermissionDenied, ValidationError.
    """
    row = Agreement(
        provider=provider,
        office=office,
        begins=begins,
        ends=ends,
        allows=sorted(allows),
        entered_by=actor,
        reference=reference,
        words=words,
    )
    _require(actor, row)
    row.full_clean(exclude={"office", "provider", "entered_by"})
    row.save()
    facts = {"categories": row.allows}
    events.record("agreement.entered", subject=row, office=row.office_id, actor=actor, facts=facts)
    return row


@transaction.atomic
def end_agreement(*, actor: "User", agreement: Agreement) -> None:
    """It holds no longer, whatever its day: nothing is passed on from now on. Raises PermissionDenied."""
    _require(actor, agreement)
    agreement.ended_at = timezone.now()
    agreement.save()
    events.record("agreement.ended", subject=agreement, office=agreement.office_id, actor=actor)


def _require(actor: "User", row: Agreement) -> None:
    if not actor.can(Permission.PROVIDER_REGISTER, row.office_id):
        raise PermissionDenied
