"""Tasks of a child's protection: raised when the record calls for them, settled when it no longer does.

One function looks at the case as it stands, and every action that may change it calls that: nobody raises one by hand.
"""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from accounts.settings_register import value as setting
from cases import case_tasks
from cases.child import record as child_record
from cases.child import suspicion
from cases.child.children import UNDECIDED, Guardian
from cases.models import AssessmentState, BestInterests, Case, ChildProtection, ConsentRecord

if TYPE_CHECKING:
    from accounts.models import User

GUARDIAN = "child_guardian"
ASSESS = "best_interests"
SECOND = "best_interests_second"
# What waits for the second person there stands in no plain column.
LOOK = "child_look"
PANEL = "best_interests_panel"
REVIEW = "best_interests_review"
ASK_AGAIN = "ask_consents_again"
OF_CHILDREN = (GUARDIAN, ASSESS, SECOND, LOOK, PANEL, REVIEW)


def follow_child(*, actor: "User | None", case: Case) -> None:
    """Raise and settle what is due about a child. Opens the child section; of an adult it settles them all."""
    waiting = {task.kind for task in case_tasks.of_case(case)}
    if not child_record.is_child(case):
        for kind in waiting.intersection(OF_CHILDREN):
            case_tasks.settle(case, kind, actor=actor)
        return
    row = child_record.row_of(case)
    for kind, cause in _wanted(case, row).items():
        if cause and kind not in waiting:
            case_tasks.raise_task(case, kind, due_at=_due(case, kind), cause=cause, actor=actor)
        elif not cause and kind in waiting:
            case_tasks.settle(case, kind, actor=actor)


def _wanted(case: Case, row: ChildProtection) -> dict[str, str]:
    """Of each kind the cause for which it is wanted now, or nothing."""
    nobody_acts = suspicion.guardian_in(row) is not Guardian.ACTING
    looked_into = BestInterests.objects.plain().filter(
        case=case, state__in=(AssessmentState.AGREED, AssessmentState.WAITS)
    )
    panel = row.bid_required and (row.bid_outcome or "") in UNDECIDED
    return {
        # Why nobody can act stands in no plain column: a suspicion is the record's own.
        GUARDIAN: "nobody_acts" if nobody_acts else "",
        ASSESS: "nobody_acts" if nobody_acts and not looked_into.exists() else "",
        PANEL: "required" if panel else "",
    }


def _due(case: Case, kind: str) -> case_tasks.Due:
    if kind == PANEL:
        days = int(setting("cases.best_interests_panel_days", case.office_id))
        return timezone.now() + timedelta(days=days)
    key = "cases.guardian_days" if kind == GUARDIAN else "cases.best_interests_days"
    return case_tasks.working_days_after(case, int(setting(key, case.office_id)))


def follow_asking(*, actor: "User | None", case: Case) -> None:
    """Settle the task to ask again once no consent stands at "ended" any more; part of recording a consent."""
    known = ConsentRecord.objects.plain().filter(case=case).newest_of_each()
    if "expired" not in known.values_list("consent_status", flat=True):
        case_tasks.settle(case, ASK_AGAIN, actor=actor)
