"""Requests of a person (P21): recorded by the worker, answered by the supervisor within their days."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import Membership, User
from accounts.permissions import Permission, Role
from accounts.settings_register import value as setting
from audit import events
from cases import access
from cases.models import Case
from notifications import outbox
from redress.models import Breach, PersonRequest

REMINDER_DAYS = 5


@transaction.atomic
def record_request(*, actor: User, case: Case, kind: str, what: str, received_on: date) -> PersonRequest:
    """Note what the person asks; the clock runs from the day it was received. Raises PermissionDenied."""
    access.require(actor, Permission.REQUEST_RECORD, case)
    days = int(setting("redress.request_days", case.office_id))
    row = PersonRequest(
        case=case,
        kind=kind,
        what=what,
        received_on=received_on,
        due_on=received_on + timedelta(days=days),
        recorded_by=actor,
    )
    row.save()
    events.record("request.recorded", subject=row, office=case.office_id, facts={"kind": kind}, actor=actor)
    outbox.enqueue("request.answer_due", to=_answerers(case), about=row)
    return row


@transaction.atomic
def answer_request(*, actor: User, request: PersonRequest, result: str, answer: str) -> None:
    """Answer it. Raises PermissionDenied. What is to be corrected is corrected by an ordinary, logged edit."""
    access.require(actor, Permission.REQUEST_ANSWER, request.case)
    request.result, request.answer = result, answer
    request.answered_at, request.answered_by = timezone.now(), actor
    request.save()
    facts = {"outcome": result}
    events.record(
        "request.answered", subject=request, office=request.case.office_id, facts=facts, actor=actor
    )


def _answerers(case: Case) -> list[User]:
    """The supervisors of the office who may know of the case: not of a restricted one, nor in conflict with it."""
    rows = Membership.objects.valid().filter(
        office=case.office_id, role=Role.SUPERVISOR, user__is_active=True
    )
    people = [row.user for row in rows.select_related("user")]
    return [one for one in people if access.may(one, Permission.REQUEST_ANSWER, case)]


def remind() -> int:
    """Remind once of every request and breach whose time is nearly over; by beat. Says how many."""
    near = timedelta(days=REMINDER_DAYS)
    somewhere = timezone.now().date() + timedelta(days=1)  # some office is in it
    waiting = PersonRequest.objects.plain().filter(answered_at__isnull=True, due_on__lte=somewhere + near)
    due = [
        row for row in waiting.select_related("case__office") if row.due_on <= row.case.office.today() + near
    ]
    for row in due:
        outbox.enqueue("request.answer_due", to=_answerers(row.case), about=row, occurrence="reminder")
    late = timezone.now() + timedelta(hours=12)
    breaches = list(
        Breach.objects.plain()
        .filter(authority_told_at__isnull=True, authority_not_needed=False, authority_due_at__lte=late)
        .select_related("recorded_by")
    )
    for breach in breaches:
        outbox.enqueue("breach.overdue", to=[breach.recorded_by], about=breach, occurrence="reminder")
    return len(due) + len(breaches)
