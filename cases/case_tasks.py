"""Tasks of a case with a clock: which kinds there are, raising and settling them, telling that one is overdue.

    case_tasks.register(TaskKind("risk_review", _("Assess the risk again"), "cases:risk"))
    case_tasks.raise_task(case, "risk_review", due_at=…, cause="threat")      # within the action that causes it
    case_tasks.settle(case, "risk_review", actor=actor)                        # within the action that does it

A rule of the house opens a task, the deed it asks for settles it; nobody ticks one off. An overdue one is told once a
day to the responsible worker and the supervisors who may know of the case, or to whom its kind names.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Min, QuerySet
from django.utils import timezone
from django.utils.functional import Promise

from accounts import acting
from accounts.approvals import holders
from accounts.models import Office
from accounts.permissions import Permission
from audit import events
from cases import access
from cases.models import Case, CaseTask
from notifications import outbox

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from accounts.models import User

Audience = Callable[[Case], Iterable["User"]]
DAY = timedelta(hours=24)


def supervisors_of(case: Case) -> list["User"]:
    """Those of the case's office who supervise and may know of the case."""
    return [
        person
        for person in holders(Permission.CASE_ASSIGN)
        if access.may(person, Permission.CASE_ASSIGN, case)
    ]


def responsible_for(case: Case) -> list["User"]:
    """The responsible worker and the supervisors."""
    return list({person.pk: person for person in (case.owner, *supervisors_of(case))}.values())


@dataclass(frozen=True)
class WorkingDays:
    """So many working days after a day at an office, and the moment that is by its calendar now."""

    days: int
    since: date
    at: datetime


Due = datetime | WorkingDays


@dataclass(frozen=True)
class TaskKind:
    """A kind: what it is called, where it is done (a page of the case), and who is told when it is overdue."""

    key: str
    title: str | Promise
    url_name: str
    told: Audience = responsible_for
    # Who may do it, as far as that is more than seeing the case.
    permission: Permission = Permission.CASE_VIEW


_kinds: dict[str, TaskKind] = {}


def register(kind: TaskKind) -> None:
    """Name a kind at start-up. Raises ValueError when its key is taken."""
    if kind.key in _kinds:
        raise ValueError(f"{kind.key} is a kind of task already")
    _kinds[kind.key] = kind


def kind_of(task: CaseTask) -> TaskKind:
    """The kind of a task. Raises KeyError for one that nobody registered."""
    return _kinds[task.kind]


def raise_task(case: Case, kind: str, *, due_at: Due, cause: str, actor: "User | None" = None) -> CaseTask:
    """Open a task, or add the cause to the waiting one and bring its day nearer. Part of other actions.

    A later day never replaces an earlier one: what had to be looked at by Monday still has to be.
    """
    if kind not in _kinds:
        raise KeyError(f"{kind} is no kind of task")
    waiting = CaseTask.objects.waiting().select_for_update().filter(case=case, kind=kind).first()
    clock = _clock_of(due_at)
    if waiting is None:
        task: CaseTask = CaseTask.objects.create(case=case, kind=kind, causes=[cause], **clock)
    else:
        task = waiting
        for name, value in clock.items() if clock["due_at"] < task.due_at else ():
            setattr(task, name, value)
        task.causes = list(dict.fromkeys([*task.causes, cause]))
        task.save(update_fields=["causes", *clock])
    facts = {
        "kind": kind,
        "reason": cause,
        "effect_from": task.due_at.astimezone(case.office.zone).date().isoformat(),
    }
    events.record("task.raised", subject=task, scope=case.pk, office=case.office_id, actor=actor, facts=facts)
    return task


def _clock_of(due_at: Due) -> dict[str, Any]:
    """The columns of a task's clock."""
    if isinstance(due_at, WorkingDays):
        return {"due_at": due_at.at, "working_days": due_at.days, "counted_from": due_at.since}
    return {"due_at": due_at, "working_days": None, "counted_from": None}


def settle(case: Case, kind: str, *, actor: "User | None", cause: str = "") -> CaseTask | None:
    """The deed is done: settle the waiting task, if there is one.

    With a `cause` only that part of it is done, and the task goes on waiting for what is left.
    """
    task: CaseTask | None = (
        CaseTask.objects.waiting().select_for_update().filter(case=case, kind=kind).first()
    )
    if task is not None and cause and set(task.causes) - {cause}:
        task.causes = [one for one in task.causes if one != cause]
        task.save(update_fields=["causes"])
    elif task is not None:
        task.done_at, task.done_by = timezone.now(), actor
        task.save(update_fields=["done_at", "done_by"])
        facts = {"kind": kind, "late": task.done_at > task.due_at}
        events.record(
            "task.settled", subject=task, scope=case.pk, office=case.office_id, actor=actor, facts=facts
        )
    return task


def waiting_for(user: "User") -> QuerySet[CaseTask]:
    """Waiting tasks of cases this person may know of, the most urgent first; for the start page."""
    rows = CaseTask.objects.waiting().filter(case__in=Case.objects.plain().visible_to(user).in_use())
    kinds = [kind.key for kind in _kinds.values() if user.can(kind.permission)]
    found: QuerySet[CaseTask] = (
        rows.filter(kind__in=kinds).select_related("case__person").defer("case__envelope")
    )
    return found.order_by("due_at", "pk")


def next_due(case: Case) -> datetime | None:
    """When something of the case is due next; read with the case by its door."""
    if "due_next" in case.__dict__:
        found: datetime | None = case.__dict__["due_next"]
        return found
    return CaseTask.objects.waiting().filter(case=case).aggregate(next=Min("due_at"))["next"]


def of_case(case: Case) -> list[CaseTask]:
    """The waiting tasks of one case."""
    return list(CaseTask.objects.waiting().filter(case=case).order_by("due_at", "pk"))


@transaction.atomic
def remind_of_overdue() -> int:
    """Tell once a day of what is overdue (by beat); gives how many. What belongs to a closed file waits for nobody."""
    now, told = timezone.now(), 0
    late = CaseTask.objects.overdue(now).select_related("case__owner", "case__office")
    for task in late.filter(case__closed_to_use_at__isnull=True, case__erased_at__isnull=True):
        if task.reminded_at is not None and task.reminded_at > now - DAY:
            continue
        task.reminded_at = now
        task.save(update_fields=["reminded_at"])
        facts = {"kind": task.kind}
        events.record(
            "task.overdue", subject=task, scope=task.case_id, office=task.case.office_id, facts=facts
        )
        people = kind_of(task).told(task.case)
        outbox.enqueue("task.overdue", to=people, about=task.case, occurrence=f"{task.pk}{now.isoformat()}")
        told += 1
    return told


def working_days_after(case: Case, days: int) -> WorkingDays:
    """The end of the last of so many working days of the case's office, from today on; moves with its calendar."""
    today = case.office.today()
    return WorkingDays(days, today, _end_of(case.office, case.office.working_day_after(today, days)))


def end_of_day(case: Case, day: date | None = None) -> datetime:
    """The last moment of a day (today) at the case's office."""
    return _end_of(case.office, day or case.office.today())


def _end_of(office: Office, day: date, zone: "ZoneInfo | None" = None) -> datetime:
    return datetime.combine(day, time.max, zone or office.zone)


def follow_calendar(office: Office, before: "ZoneInfo") -> int:
    """Move the waiting tasks of an office whose calendar was edited; gives how many (accounts/calendars.py).

    Working days are counted again; what is due at the end of a day stays due on that day, in the new zone. What has
    passed stays passed.
    """
    now, moved = timezone.now(), []
    office = Office.objects.prefetch_related("holidays").get(pk=office.pk)
    with acting.by_rule("office_calendar"):
        rows = CaseTask.objects.waiting().select_for_update(of=("self",)).filter(case__office=office)
        for task in rows.filter(due_at__gt=now):
            due = _moved(office, task, before)
            if due != task.due_at:
                task.due_at = due
                moved.append(task)
        CaseTask.objects.bulk_update(moved, ["due_at"], batch_size=1000)
    if moved:
        events.record("tasks.moved", subject=office, office=office.pk, facts={"count": len(moved)})
    return len(moved)


def _moved(office: Office, task: CaseTask, before: "ZoneInfo") -> datetime:
    if task.working_days is not None and task.counted_from is not None:
        return _end_of(office, office.working_day_after(task.counted_from, task.working_days))
    day = task.due_at.astimezone(before).date()
    return _end_of(office, day) if task.due_at == _end_of(office, day, before) else task.due_at
