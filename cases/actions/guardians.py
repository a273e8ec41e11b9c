"""Consents that somebody gave for a child and that count no longer: a suspect's, and all of them at 18 (consent.md 5)."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.utils import timezone

from accounts.settings_register import value as setting
from audit import events
from cases import case_tasks
from cases.actions.child_tasks import ASK_AGAIN
from cases.actions.consenting import take_effect
from cases.child.record import OF_THE_SUSPECT
from cases.consent.validity import GRANTED
from cases.models import Case, ConsentRecord

if TYPE_CHECKING:
    from accounts.models import User

OTHERS = frozenset({"parent", "guardian", "authority", "other"})


def end_suspects_consents(*, actor: "User | None", case: Case) -> None:
    """End every yes of a guardian who may be involved, and have it asked again. Part of actions."""
    due = case_tasks.working_days_after(case, int(setting("cases.guardian_days", case.office_id)))
    end_consents_of(actor=actor, case=case, givers=OF_THE_SUSPECT, cause="guardian", ask_by=due)


def end_consents_of(
    *, actor: "User | None", case: Case, givers: Collection[str], cause: str, ask_by: case_tasks.Due | None
) -> list[str]:
    """End by a new row every yes that one of these gave, and have it asked again; the kinds that ended. Part of actions.

    Without `ask_by` nobody is asked to ask again.

    Nothing is stopped by it that protects: an ended consent is neither a refusal nor a withdrawal.
    """
    ended = []
    for row in list(ConsentRecord.objects.filter(case=case).newest_of_each()):
        if row.consent_status not in GRANTED or row.consent_giver not in givers:
            continue
        end = ConsentRecord(
            case=case,
            recorded_by=actor,
            consent_type=row.consent_type,
            consent_status="expired",
            consent_date=timezone.now(),
            consent_giver=row.consent_giver,
        )
        end.save()
        take_effect(actor, case, end)
        facts = {"consent_type": row.consent_type, "status": end.consent_status, "reason": cause}
        events.record("consent.ended", subject=case, office=case.office_id, actor=actor, facts=facts)
        ended.append(row.consent_type)
    if ended and ask_by is not None:
        case_tasks.raise_task(case, ASK_AGAIN, due_at=ask_by, cause=cause, actor=actor)
    return ended
