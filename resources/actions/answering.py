"""A provider says what becomes of what was referred to it (P6)."""

from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import acting
from audit import events
from cases.models.scoped import set_quietly
from notifications import outbox
from resources import desk
from resources.models import ProviderReferral, ProviderReport

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def report_on_referral(
    *, actor: "User", referral: ProviderReferral, state: str, on: date, note: str = ""
) -> ProviderReport:
    """Note what a provider says: accepted, declined, begun, ended, or, once stopped, returned or destroyed.

    Who works on the case is told that there is something to read. Raises PermissionDenied for an account of another
    organisation, ValidationError for what cannot be said now.
    """
    with acting.by_rule(desk.RULE):
        rows = desk.referred_to(actor).select_for_update(of=("self",))
        row: ProviderReferral | None = rows.filter(pk=referral.pk).first()
        if row is None:
            raise PermissionDenied
        if state not in dict(desk.may_say(row)):
            raise ValidationError(_("This can no longer be said."))
        report = ProviderReport(case=row.case, referral=row, state=state, on=on, by=actor, note=note)
        report.save()
        set_quietly(row, state=state)
        events.record(
            "referral.reported",
            subject=row,
            scope=row.case_id,
            office=row.case.office_id,
            facts={"status": state},
            actor=actor,
        )
        outbox.enqueue("referral.answered", to=[row.case.owner], about=row.case, occurrence=str(report.pk))
    return report
