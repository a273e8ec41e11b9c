"""Held to be a child from now on, or no longer: what follows, by whatever way the record came to say so (consent.md 5)."""

from datetime import timedelta
from typing import TYPE_CHECKING

from accounts.settings_register import value as setting
from cases import case_tasks
from cases.actions.child_tasks import ASK_AGAIN, follow_child
from cases.actions.guardians import OTHERS, end_consents_of
from cases.child.record import age_of
from cases.models import AssessmentState, BestInterests, Case
from cases.models.scoped import set_quietly

if TYPE_CHECKING:
    from accounts.models import User

OF_AGE = "of_age"


def follow_age(*, actor: "User | None", case: Case) -> list[str]:
    """Follow a change of majority since upkeep noted it on the case; the kinds of consent that ended. Part of actions.

    A child gets the tasks of its protection. Whoever is an adult decides alone: what others had agreed to ends and is
    asked again, and an assessment of best interests that waits for a second person is of nobody.
    """
    before, case.majority_before = case.majority_before, ""
    after = age_of(case).majority
    if not before or before == after:
        return []
    ended = _decides_alone(actor, case) if (before, after) == ("minor", "adult") else []
    follow_child(actor=actor, case=case)
    return ended


def _decides_alone(actor: "User | None", case: Case) -> list[str]:
    for row in BestInterests.objects.plain().filter(case=case, state=AssessmentState.WAITS):
        set_quietly(row, state=AssessmentState.LAPSED)
    days = timedelta(days=int(setting("cases.of_age_days", case.office_id)))
    # The file of a closed case rests: what ends there is asked again when somebody opens it.
    by = None if case.status == "closed" else case_tasks.end_of_day(case, case.office.today() + days)
    ended = end_consents_of(actor=actor, case=case, givers=OTHERS, cause=OF_AGE, ask_by=by)
    # Also where no guardian had agreed to anything: the person hears that she, or he, decides alone from now on.
    if by is not None and not ended:
        case_tasks.raise_task(case, ASK_AGAIN, due_at=by, cause=OF_AGE, actor=actor)
    return ended
