"""What has to be asked again by when: tasks of the case, raised with the consent that needs it and by the clock.

Each kind of task has the kinds of consent as its causes; a new decision on one of them settles its part. Urgent and
protective help waits for none of them (consent.md 6, practice.md P10, P15).
"""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.settings_register import value as setting
from cases import case_tasks
from cases.consent import consents
from cases.consent.inf_consents import LONGEST_WARNING
from cases.consent.validity import GRANTED
from cases.models import Case, CaseTask, ConsentRecord
from cases.models.consent import LAST_FIRST
from notifications import outbox

if TYPE_CHECKING:
    from accounts.models import User

NOT_ABLE, WEAK, PAPER, ENDS = "consent_able", "consent_weak", "consent_paper", "consent_ends"
# Raised by migration 0062 alone: since decision 0250 no such no is recorded any more.
NO_OVER_YES = "consent_no_over_yes"
KINDS = {
    NOT_ABLE: _("Ask for consent again: the person was not able to decide"),
    WEAK: _("Ask for consent again: it was not given freely"),
    PAPER: _("Have a spoken consent confirmed in writing, when that is safe"),
    ENDS: _("Ask for consent again before it ends"),
    NO_OVER_YES: _("Decide what follows from a no to what had been agreed to"),
}
# One look at this many at a time; the next comes a day later, long before the day itself.
LOOKED_AT = 1_000


def register() -> None:
    """Name the tasks and the notice; called at start-up."""
    for kind, title in KINDS.items():
        case_tasks.register(case_tasks.TaskKind(kind, title, "cases:consent"))
    outbox.register("consent.ending", _("A consent ends soon"), "cases:consent")


def follow(actor: "User | None", case: Case, consent: ConsentRecord) -> None:
    """A decision was recorded: what waited for it is done, and what it leaves to be asked again is noted."""
    kind = consent.consent_type
    due = {} if case.is_closed_to_use else _due(case, consent)
    waiting = CaseTask.objects.waiting().filter(case=case, kind__in=KINDS, causes__contains=[kind])
    for task in set(waiting.values_list("kind", flat=True)) - due.keys():
        case_tasks.settle(case, task, cause=kind, actor=actor)
    for task, moment in due.items():
        case_tasks.raise_task(case, task, due_at=moment, cause=kind, actor=actor)


def without_effect(case: Case) -> frozenset[str]:
    """The kinds to which the person said no after a yes, before a no did anything (decision 0268); one query."""
    tasks = CaseTask.objects.waiting().filter(case=case, kind=NO_OVER_YES).values_list("causes", flat=True)
    return frozenset(kind for causes in tasks for kind in causes)


def _due(case: Case, consent: ConsentRecord) -> dict[str, datetime]:
    """By when which question comes again."""
    now = timezone.now()
    if consent.consent_status == "not_able":
        return {NOT_ABLE: now + _time(case, "cases.consent_able_hours")}
    if consent.consent_status not in GRANTED:
        return {}
    due = {}
    if consent.pressure_present or consent.in_detention:
        due[WEAK] = now + _time(case, "cases.consent_weak_hours")
    if consents.waits_for_paper(consent):
        due[PAPER] = now + _time(case, "cases.consent_paper_hours")
    return due


def _time(case: Case, key: str) -> timedelta:
    return timedelta(hours=int(setting(key, case.office_id)))


@transaction.atomic
def look_ahead() -> int:
    """Note what ends soon, once, and tell the responsible worker (by beat); gives how many. Closed files wait for nobody."""
    told = 0
    # A day more than the longest: where the office is, tomorrow may have begun.
    for row in _ending(timezone.localdate() + timedelta(days=LONGEST_WARNING + 1))[:LOOKED_AT]:
        case: Case = row.case
        today = case.office.today()
        warned = today + timedelta(days=int(setting("cases.consent_warning_days", case.office_id)))
        ends = row.consent_valid_until
        if ends is None or ends > warned:
            continue
        due = case_tasks.end_of_day(case, ends)
        case_tasks.raise_task(case, ENDS, due_at=due, cause=row.consent_type)
        outbox.enqueue("consent.ending", to=[case.owner], about=case, occurrence=str(row.pk))
        told += 1
    return told


def _ending(until: date) -> list[ConsentRecord]:
    """Newest decisions that say yes and end by that day, of which nobody was told; the first to end first."""
    plain = ConsentRecord.objects.plain()
    same = plain.counting().filter(case=OuterRef("case"), consent_type=OuterRef("consent_type"))
    last = same.with_order().order_by(*LAST_FIRST).values("pk")[:1]
    rows = plain.counting().filter(
        consent_status__in=GRANTED,
        consent_valid_until__lte=until,
        case__closed_to_use_at__isnull=True,
        case__erased_at__isnull=True,
    )
    rows = rows.filter(pk=Subquery(last)).select_related("case__owner", "case__office")
    found = list(rows.order_by("consent_valid_until", "pk"))
    noted = CaseTask.objects.waiting().filter(kind=ENDS, case__in={row.case_id for row in found})
    told = {(case, cause) for case, causes in noted.values_list("case", "causes") for cause in causes}
    return [row for row in found if (row.case_id, row.consent_type) not in told]
