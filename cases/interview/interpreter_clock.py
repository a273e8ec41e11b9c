"""Hours booked with an interpreter who can no longer be taken: a task to choose again, as soon as it is known (P7).

The vetting ends before the hour or was failed, the interpreter left, or the person said no elsewhere. Whoever was never
vetted was chosen in spite of the warning: nothing new is known of them. Nobody's hour is cancelled by this.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import acting
from accounts.permissions import Permission
from accounts.settings_register import value as setting
from cases import case_tasks
from cases.interview import refusals
from cases.models import Case, CaseTask, Interpreter, InterpreterBooking, Vetting
from notifications import outbox

if TYPE_CHECKING:
    from accounts.models import User

AGAIN = "interpreter_again"
CLOCK = "watch_interpreters"
PAGE = "cases:interpreter_choose"
REASONS: dict[str, str | Promise] = {
    "interpreter_left": _("Interprets for the office no longer."),
    "vetting_ends": _("The vetting does not hold on that day."),
    "interpreter_refused": _("The person does not want this interpreter."),
}
# Cases looked at in one run; the next comes within hours, long before most hours.
LOOKED_AT = 1_000


def register() -> None:
    """Name the task and the notice; called at start-up."""
    title = _("Choose another interpreter for an hour that is booked")
    case_tasks.register(case_tasks.TaskKind(AGAIN, title, PAGE, permission=Permission.CASE_EDIT))
    outbox.register("interpreter.again", _("An interpreter who is booked can no longer be taken"), PAGE)


def against(booking: InterpreterBooking) -> str:
    """Why the booked one cannot be taken at that hour: a code of REASONS, or empty. Of refusals `follow` asks."""
    row = booking.interpreter
    day = booking.starts_at.astimezone(booking.case.office.zone).date()
    if row.left_at is not None:
        return "interpreter_left"
    failed = row.vetting == Vetting.FAILED
    runs_out = row.vetting == Vetting.PASSED and not row.is_vetted(day)
    return "vetting_ends" if failed or runs_out else ""


def to_change(
    case: Case, heard: Sequence[refusals.Word] | None = None
) -> list[tuple[InterpreterBooking, str]]:
    """Coming hours for which somebody else has to be chosen, the next first, each with a code of REASONS.

    `heard` is what refusals.words gave, if it was asked before.
    """
    with acting.by_rule(CLOCK):
        rows = _coming().filter(case=case).order_by("starts_at")
        bookings: list[InterpreterBooking] = list(rows.select_related("interpreter", "case__office"))
        booked = [one.interpreter for one in bookings]
        refused = refusals.refused(case, booked, heard) if bookings else set()
    no = "interpreter_refused"
    found = [(one, against(one) or (no if one.interpreter_id in refused else "")) for one in bookings]
    return [(one, code) for one, code in found if code]


def follow(case: Case, *, actor: "User | None" = None) -> bool:
    """Raise, add to or settle the task of a case as its coming hours stand now; whether something is to be done.

    Done by a rule: whoever keeps the register may not see the case.
    """
    found: dict[str, datetime] = {}
    for booking, code in to_change(case):
        found.setdefault(code, booking.starts_at)
    with acting.by_rule(CLOCK):
        _note(case, found, actor)
    return bool(found)


def follow_interpreter(interpreter: Interpreter, *, actor: "User | None" = None) -> None:
    """The same for every case with a coming hour of somebody whose entry in the register changed."""
    with acting.by_rule(CLOCK):
        named = _coming().filter(interpreter=interpreter).values("case")
        cases = list(Case.objects.filter(pk__in=named).select_related("office", "owner"))
    for case in cases:
        follow(case, actor=actor)


@transaction.atomic
def look_ahead() -> int:
    """Look at every case with a coming hour (by beat); how many have something to be done."""
    named = _coming().values("case")
    cases = Case.objects.filter(pk__in=named).select_related("office", "owner").order_by("pk")
    return sum(follow(case) for case in cases[:LOOKED_AT])


def _coming() -> QuerySet[InterpreterBooking]:
    return InterpreterBooking.objects.filter(
        cancelled_at=None,
        starts_at__gt=timezone.now(),
        case__closed_to_use_at__isnull=True,
        case__erased_at__isnull=True,
    )


def _note(case: Case, found: dict[str, datetime], actor: "User | None") -> None:
    waiting = CaseTask.objects.waiting().filter(case=case, kind=AGAIN).first()
    known = set(waiting.causes) if waiting else set()
    for code in known - found.keys():
        case_tasks.settle(case, AGAIN, actor=actor, cause=code)
    before = timedelta(hours=int(setting("cases.interpreter_again_hours", case.office_id)))
    for code, starts_at in found.items():
        due = starts_at - before
        if code in known and waiting and waiting.due_at <= due:
            continue
        task = case_tasks.raise_task(case, AGAIN, due_at=due, cause=code, actor=actor)
        outbox.enqueue("interpreter.again", to=[case.owner], about=case, occurrence=f"{task.pk}{code}")
