"""Using a consent that covers one use: for what and when; the next use needs a new consent (consent.md 2)."""

from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.permissions import Permission
from audit import events
from cases import access
from cases.actions import erasing
from cases.consent import consents
from cases.consent.validity import ONE_USE
from cases.models import Case, ConsentRecord, ConsentUse

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def use_consent(
    *, actor: "User", case: Case, consent_type: str, used_for: str, used_on: date | None = None
) -> ConsentUse:
    """Note the one use that the standing consent covers, and use it up.

    `used_on` is today where nobody says; a day to come is refused, because what is planned is no use yet. How the
    yes was given refuses nothing: what has happened is recorded. Raises PermissionDenied, FileClosed, ValidationError
    for a kind that is not used up or without saying for what, and ConsentMissing where no unused yes stands.
    """
    access.require(actor, Permission.CONSENT_RECORD, case)
    if consent_type not in ONE_USE:
        raise ValidationError({"consent_type": "this kind of consent is not used up"})
    if not used_for.strip():
        raise ValidationError({"used_for": "say for what it was used"})
    erasing.lock_case(case)
    access.require_in_use(case)
    today = case.office.today()
    if used_on is not None and used_on > today:
        raise ValidationError({"used_on": "a use that lies ahead"})
    verdict = consents.given(case, consent_type)
    if not verdict:
        raise consents.ConsentMissing(consent_type, verdict.reasons)
    row = ConsentRecord.objects.filter(case=case).newest_of(consent_type).first()
    use = ConsentUse(
        case=case,
        consent=row,
        noted_by=actor,
        used_for=used_for.strip(),
        used_on=used_on or today,
    )
    use.save()
    facts = {"consent_type": consent_type, "status": "used"}
    events.record("consent.used", subject=case, office=case.office_id, actor=actor, facts=facts)
    return use
