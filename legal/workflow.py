"""What can happen to an application to stay: which step leads where (practice.md P18).

What has happened can always be recorded: an application enters in whatever state it is known to be, and each step
names the states it usually comes from only so that the page offers what makes sense. The one thing refused is a
step that says nothing new.
"""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PermitState(TextChoices):
    """Where an application stands."""

    PREPARED = "prepared", _("Being prepared")
    APPLIED = "applied", _("Applied for")
    GRANTED = "granted", _("Granted")
    REFUSED = "refused", _("Refused")
    APPEALED = "appealed", _("Appeal lodged")
    FINALLY_REFUSED = "finally_refused", _("Refused for good")
    REVOKED = "revoked", _("Taken away")
    ENDED = "ended", _("Ended")
    GIVEN_UP = "given_up", _("Given up by the person")


S = PermitState
WAITING = frozenset({S.PREPARED, S.APPLIED, S.APPEALED})
OVER = frozenset({S.FINALLY_REFUSED, S.ENDED, S.GIVEN_UP})


class StepKind(TextChoices):
    """What happened to an application."""

    ENTERED = "entered", _("Entered here")
    APPLY = "apply", _("The application was made")
    GRANT = "grant", _("It was granted")
    REFUSE = "refuse", _("It was refused")
    APPEAL = "appeal", _("An appeal was lodged")
    REFUSE_FINALLY = "refuse_finally", _("The refusal is final")
    EXTEND = "extend", _("It was extended")
    REVOKE = "revoke", _("It was taken away")
    END = "end", _("It has ended")
    GIVE_UP = "give_up", _("The person does not want it any more")


@dataclass(frozen=True)
class Step:
    """One step: from which states the page offers it, to which it leads, and which days it asks for."""

    kind: StepKind
    offered: frozenset[PermitState]
    to: PermitState
    asks: frozenset[str] = frozenset()


VALIDITY, DEADLINE = frozenset({"valid_from", "valid_until"}), frozenset({"appeal_until"})
STEPS: dict[str, Step] = {
    step.kind.value: step
    for step in (
        Step(StepKind.APPLY, frozenset({S.PREPARED}), S.APPLIED),
        Step(StepKind.GRANT, frozenset({S.PREPARED, S.APPLIED, S.REFUSED, S.APPEALED}), S.GRANTED, VALIDITY),
        Step(StepKind.REFUSE, frozenset({S.PREPARED, S.APPLIED}), S.REFUSED, DEADLINE),
        Step(StepKind.APPEAL, frozenset({S.REFUSED, S.REVOKED, S.FINALLY_REFUSED}), S.APPEALED),
        Step(StepKind.REFUSE_FINALLY, frozenset({S.REFUSED, S.APPEALED, S.REVOKED}), S.FINALLY_REFUSED),
        Step(StepKind.EXTEND, frozenset({S.GRANTED, S.ENDED}), S.GRANTED, VALIDITY),
        Step(StepKind.REVOKE, frozenset({S.GRANTED}), S.REVOKED, DEADLINE),
        Step(StepKind.END, frozenset({S.GRANTED, S.REVOKED}), S.ENDED),
        Step(StepKind.GIVE_UP, WAITING, S.GIVEN_UP),
    )
}


def steps_from(state: str) -> dict[str, Step]:
    """The steps a page offers in a state, by name."""
    return {name: step for name, step in STEPS.items() if state in step.offered}
