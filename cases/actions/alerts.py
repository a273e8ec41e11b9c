"""Setting and lifting an alert (practice.md P16). It ends by its day, too: nothing warns for ever."""

from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from audit import events
from cases import access, case_tasks
from cases.models import Audience, Case, CaseAlert

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def set_alert(
    *, actor: "User", case: Case, reason: str, until: date, audience: str = Audience.ALL, words: str = ""
) -> CaseAlert:
    """Warn everybody of the audience who opens the case, up to and including a day at its office.

    Nobody sets an alert that they could not read. Raises PermissionDenied, FileClosed, ValidationError.
    """
    access.require(actor, Permission.CASE_EDIT, case)
    access.require_in_use(case)
    if audience not in Audience or not access.may(actor, Permission(audience), case):
        raise PermissionDenied(str(audience))
    if until < case.office.today():
        raise ValidationError({"until": _("The end lies in the past.")})
    row = CaseAlert(case=case, reason=reason, audience=audience, words=words, set_by=actor)
    row.expires_at = case_tasks.end_of_day(case, until)
    row.full_clean(exclude={"case", "set_by"})
    row.save()
    _record("alert.set", actor, row)
    return row


@transaction.atomic
def lift_alert(*, actor: "User", alert: CaseAlert) -> None:
    """It does not hold any more; lifted twice, the first word counts. Raises PermissionDenied, FileClosed."""
    access.require(actor, Permission.CASE_EDIT, alert.case)
    access.require_in_use(alert.case)
    if alert.lifted_at is None:
        alert.lifted_at, alert.lifted_by = timezone.now(), actor
        alert.save()
        _record("alert.lifted", actor, alert)


def _record(event: str, actor: "User", row: CaseAlert) -> None:
    facts = {"kind": row.reason}
    events.record(event, subject=row, scope=row.case_id, office=row.case.office_id, facts=facts, actor=actor)
