"""An appointment: made, changed, kept or not, cancelled (practice.md P16). What has happened is never refused."""

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Permission
from accounts.settings_register import value as setting
from agenda import next_steps
from agenda.models import Appointment, AppointmentState
from agenda.models.appointments import WATCHED
from audit import events
from cases import access
from cases.models import Case
from vault.sealed import StaleVersion


@transaction.atomic
def make_appointment(
    *,
    actor: User,
    case: Case,
    kind: str,
    starts_at: datetime,
    check_in_by: datetime | None = None,
    **given: Any,
) -> Appointment:
    """Make an appointment; whoever goes on a home visit or an escort is watched until they check in.

    Without `check_in_by` that is so many minutes after the beginning [INF]. Raises PermissionDenied, FileClosed,
    ValidationError for a watched one without anybody who goes, or somebody who could not.
    """
    _open(actor, case)
    row = Appointment(case=case, kind=kind, starts_at=starts_at, made_by=actor, **given)
    row.check_in_by = _watch(row, check_in_by)
    _check(row)
    row.save()
    next_steps.found(case, actor)
    _record("appointment.made", actor, row)
    return row


@transaction.atomic
def change_appointment(
    *, actor: User, row: Appointment, base_version: int, check_in_by: datetime | None = None, **given: Any
) -> Appointment:
    """Change what is agreed. Raises as make_appointment, and StaleVersion."""
    _open(actor, row.case)
    if row.version != base_version:
        raise StaleVersion
    for name, value in given.items():
        setattr(row, name, value)
    row.check_in_by = _watch(row, check_in_by)
    _check(row)
    row.save()
    _record("appointment.changed", actor, row)
    return row


@transaction.atomic
def close_appointment(*, actor: User, row: Appointment, kept: bool, outcome: str = "") -> Appointment:
    """Note how it went: it took place, or not and why. Nobody is punished for one that was not kept (P28).

    Raises PermissionDenied, FileClosed.
    """
    _open(actor, row.case)
    row.state = AppointmentState.KEPT if kept else AppointmentState.NOT_KEPT
    row.outcome = outcome
    row.save()
    _record("appointment.closed", actor, row)
    return row


@transaction.atomic
def cancel_appointment(*, actor: User, row: Appointment, outcome: str = "") -> Appointment:
    """It will not be. Raises PermissionDenied, FileClosed."""
    _open(actor, row.case)
    row.state, row.outcome = AppointmentState.CANCELLED, outcome
    row.save()
    _record("appointment.cancelled", actor, row)
    return row


def _watch(row: Appointment, check_in_by: datetime | None) -> datetime | None:
    if row.kind not in WATCHED:
        return None
    minutes = timedelta(minutes=int(setting("agenda.check_in_minutes", row.case.office_id)))
    return check_in_by or row.starts_at + minutes


def _check(row: Appointment) -> None:
    row.full_clean(exclude={"case", "made_by", "companion", "booking"})
    if row.kind in WATCHED and row.companion is None:
        raise ValidationError({"companion": _("Say who goes: somebody is watched until they check in.")})
    if row.companion is not None and not access.may(row.companion, Permission.CASE_VIEW, row.case):
        raise ValidationError({"companion": _("This person does not work on the case.")})


def _open(actor: User, case: Case) -> None:
    access.require(actor, Permission.CASE_EDIT, case)
    access.require_in_use(case)


def _record(event: str, actor: User, row: Appointment) -> None:
    facts = {"kind": row.kind, "status": row.state}
    events.record(event, subject=row, scope=row.case_id, office=row.case.office_id, facts=facts, actor=actor)
