"""No case without a next step (principles.md B7): which open cases have none, for their worker and the supervisor."""

from typing import TYPE_CHECKING, Any, cast

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import Permission
from accounts.settings_register import value as setting
from agenda.models import Appointment, Todo
from cases import case_tasks
from cases.models import Case, CaseTask

if TYPE_CHECKING:
    from collections.abc import Iterable

NEXT_STEP = "next_step"
KIND = case_tasks.TaskKind(
    NEXT_STEP, _("Plan the next step"), "agenda:todo_give", permission=Permission.CASE_EDIT
)


def without_next(cases: QuerySet[Any]) -> QuerySet[Any]:
    """Of these cases the open ones of which nothing is to be done: no task, no written one, no appointment."""
    here, rows = {"case": OuterRef("pk")}, cast("Any", cases)
    found: QuerySet[Any] = (
        rows.open()
        .in_use()
        .filter(
            ~Exists(CaseTask.objects.waiting().exclude(kind=NEXT_STEP).filter(**here)),
            ~Exists(Todo.objects.plain().waiting().filter(**here)),
            ~Exists(Appointment.objects.plain().planned().filter(**here)),
        )
    )
    return found


def shown_to(user: User) -> QuerySet[Any]:
    """For the start page: one's own, and those of the offices one supervises, the oldest first."""
    seen: Any = Case.objects.plain().visible_to(user)
    if not user.offices_with(Permission.CASE_ASSIGN):
        seen = seen.filter(owner=user)
    found: QuerySet[Any] = without_next(seen).select_related("person").order_by("opened_at", "pk")
    return found


@transaction.atomic
def look() -> int:
    """Raise a task for every open case without a next step, by the day an office has set (by beat); gives how many."""
    raised = 0
    cases: Iterable[Case] = without_next(Case.objects.plain()).select_related("office")
    waiting = set(CaseTask.objects.waiting().filter(kind=NEXT_STEP).values_list("case", flat=True))
    for case in cases:
        if case.pk not in waiting:
            days = int(setting("agenda.next_step_days", case.office_id))
            due = case_tasks.working_days_after(case, days)
            case_tasks.raise_task(case, NEXT_STEP, due_at=due, cause="none_planned")
            raised += 1
    return raised


def found(case: Case, actor: User | None) -> None:
    """A next step is planned: the task to plan one is done. Part of other actions."""
    case_tasks.settle(case, NEXT_STEP, actor=actor)
