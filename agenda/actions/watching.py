"""Whoever goes on a home visit or an escort is watched: checks in with one press, or others hear of it (P16)."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts import acting
from accounts.models import User
from accounts.permissions import Permission
from agenda.models import Appointment
from audit import events
from cases import access, case_tasks
from cases.actions.protecting import alarm_people
from notifications import outbox


@transaction.atomic
def check_in(*, actor: User, row: Appointment) -> None:
    """Everything is well: said by who goes, or by a colleague who has heard it. Raises PermissionDenied.

    After an alarm those who were told hear that it is over.
    """
    _may(actor, row)
    if row.checked_in_at is not None:
        return
    row.checked_in_at = timezone.now()
    row.save()
    _record("visit.checked_in", row, actor)
    if row.alarmed_at is not None:
        outbox.enqueue("visit.safe", to=_told(row), occurrence=str(row.pk))


@transaction.atomic
def extend_watch(*, actor: User, row: Appointment, minutes: int) -> None:
    """It takes longer: check in so many minutes from now. Raises PermissionDenied, ValueError for no time at all."""
    _may(actor, row)
    if minutes <= 0:
        raise ValueError("a watch is extended by some minutes")
    row.check_in_by, row.alarmed_at = timezone.now() + timedelta(minutes=minutes), None
    row.save()
    _record("visit.extended", row, actor)


@transaction.atomic
def raise_alarms() -> int:
    """Tell of everybody who has not checked in by their time (by beat, each minute); gives how many. Once for each time."""
    rows = Appointment.objects.plain().unanswered().filter(alarmed_at__isnull=True)
    found = list(
        rows.select_related("case__office", "case__owner", "companion").select_for_update(
            of=("self",), skip_locked=True
        )
    )
    for row in found:
        Appointment.objects.filter(pk=row.pk).update(alarmed_at=timezone.now())
        _record("visit.alarm", row, None)
        moment = row.check_in_by.isoformat() if row.check_in_by else ""
        outbox.enqueue("visit.alarm", to=_told(row), occurrence=f"{row.pk}{moment}")
    return len(found)


def alarms_for(user: User) -> list[Appointment]:
    """Visits of colleagues that have not been answered, for who goes, who works on the case, or who acts on a danger.

    The place is not opened here: it is read on the case, by who may.
    """
    with acting.by_rule("visit_alarms"):
        rows = Appointment.objects.plain().unanswered()
        rows = rows.select_related("case__office", "case__person", "case__owner", "companion")
        return [row for row in rows.defer("case__envelope") if user.pk in {one.pk for one in _told(row)}]


def _told(row: Appointment) -> list[User]:
    people = (row.companion, *case_tasks.responsible_for(row.case), *alarm_people(row.case))
    return list({person.pk: person for person in people if person is not None}.values())


def _may(actor: User, row: Appointment) -> None:
    if actor.pk != row.companion_id or not access.may(actor, Permission.CASE_VIEW, row.case):
        access.require(actor, Permission.CASE_EDIT, row.case)
    if not row.waits_for_check_in and row.checked_in_at is None:
        raise PermissionDenied


def _record(event: str, row: Appointment, actor: User | None) -> None:
    facts = {"kind": row.kind}
    events.record(event, subject=row, scope=row.case_id, office=row.case.office_id, facts=facts, actor=actor)
