"""A task somebody writes: given, put off or given on, done, taken up again; and the clock that reminds of it."""

from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Permission
from accounts.settings_register import value as setting
from agenda import next_steps
from agenda.models import Todo
from audit import events
from cases import access, case_tasks
from cases.models import Case
from notifications import outbox

if TYPE_CHECKING:
    from collections.abc import Iterable


@transaction.atomic
def give_todo(*, actor: User, case: Case, what: str, assignee: User, due_on: date) -> Todo:
    """Write a task for oneself or a colleague who works on the case, due at the end of a day at its office.

    Raises PermissionDenied, FileClosed, ValidationError for somebody who could not do it.
    """
    _open(actor, case)
    _check(assignee, case)
    row = Todo(case=case, what=what, assignee=assignee, given_by=actor)
    row.due_at = case_tasks.end_of_day(case, due_on)
    row.full_clean(exclude={"case", "assignee", "given_by"})
    row.save()
    next_steps.found(case, actor)
    _record("todo.given", actor, row)
    _tell(actor, row)
    return row


@transaction.atomic
def move_todo(
    *, actor: User, todo: Todo, due_on: date | None = None, assignee: User | None = None, why: str = ""
) -> Todo:
    """Put a task off, or give it to somebody else; why is kept with it. Raises as give_todo."""
    _open(actor, todo.case)
    if assignee is not None and assignee.pk != todo.assignee_id:
        _check(assignee, todo.case)
        _told(todo, _("For %(name)s: %(why)s"), name=assignee.display_name, why=why or "–")
        todo.assignee, todo.told_at = assignee, None
        _tell(actor, todo)
    if due_on is not None:
        due = case_tasks.end_of_day(todo.case, due_on)
        if due != todo.due_at:
            day = formats.date_format(due_on, "SHORT_DATE_FORMAT")
            _told(todo, _("To %(day)s: %(why)s"), day=day, why=why or "–")
            todo.due_at, todo.told_at, todo.escalated_at = due, None, None
    todo.save()
    _record("todo.moved", actor, todo)
    return todo


@transaction.atomic
def do_todo(*, actor: User, todo: Todo) -> None:
    """It is done; done twice, the first counts. Raises PermissionDenied, FileClosed."""
    _open(actor, todo.case)
    if todo.done_at is None:
        todo.done_at, todo.done_by = timezone.now(), actor
        todo.save()
        _record("todo.done", actor, todo)


@transaction.atomic
def reopen_todo(*, actor: User, todo: Todo) -> None:
    """It was not done after all. Raises PermissionDenied, FileClosed."""
    _open(actor, todo.case)
    if todo.done_at is not None:
        todo.done_at, todo.done_by = None, None
        todo.save()
        _record("todo.reopened", actor, todo)


@transaction.atomic
def remind() -> int:
    """Tell the assignee once on the day a task is due, and the supervisors once it is long overdue (by beat)."""
    now, told = timezone.now(), 0
    rows = (
        Todo.objects.waiting()
        .plain()
        .select_related("case__office", "assignee")
        .filter(case__closed_to_use_at__isnull=True, case__erased_at__isnull=True)
    )
    today = rows.filter(due_at__lt=now + case_tasks.DAY, told_at__isnull=True)
    for row in today.select_for_update(of=("self",), skip_locked=True):
        _mark(row, "todo.due", [row.assignee], told_at=now)
        told += 1
    for row in rows.filter(due_at__lt=now, escalated_at__isnull=True).select_for_update(
        of=("self",), skip_locked=True
    ):
        office = row.case.office
        days = int(setting("agenda.escalate_days", office))
        if office.working_day_after(row.due_at.astimezone(office.zone).date(), days) < office.today():
            _mark(row, "todo.late", case_tasks.supervisors_of(row.case), escalated_at=now)
            told += 1
    return told


def _mark(row: Todo, event: str, people: "Iterable[User]", **moment: object) -> None:
    Todo.objects.filter(pk=row.pk).update(**moment)
    outbox.enqueue(event, to=list(people), occurrence=f"{row.pk}{row.due_at.isoformat()}")


def _open(actor: User, case: Case) -> None:
    access.require(actor, Permission.CASE_EDIT, case)
    access.require_in_use(case)


def _check(assignee: User, case: Case) -> None:
    if not access.may(assignee, Permission.CASE_EDIT, case):
        raise ValidationError({"assignee": _("This person does not work on the case.")})


def _told(todo: Todo, sentence: str, **words: str) -> None:
    todo.story = "\n".join([*filter(None, [todo.story]), sentence % words])


def _tell(actor: User, row: Todo) -> None:
    if row.assignee_id != actor.pk:
        outbox.enqueue("todo.given", to=[row.assignee], occurrence=f"{row.pk}{timezone.now().isoformat()}")


def _record(event: str, actor: User, row: Todo) -> None:
    events.record(event, subject=row, scope=row.case_id, office=row.case.office_id, actor=actor)
