"""Deciding whether two cases are the same person, and undoing a link. Neither file is changed by it."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from audit import events
from cases.actions.errors import AlreadyDecided
from cases.finding.duplicates import get_pair_for, rows_for
from cases.models import DuplicatePair, PairState, PersonLink

if TYPE_CHECKING:
    from accounts.models import User

OUTCOMES = (PairState.SAME, PairState.DIFFERENT, PairState.UNSURE)


@transaction.atomic
def decide_pair(*, actor: "User", pair: DuplicatePair, outcome: str, note: str = "") -> DuplicatePair:
    """Say of a pair: same person (linked), different (remembered), or not sure yet.

    Raises Http404 when the pair is not the actor's to see, AlreadyDecided, ValueError for no outcome.
    """
    if outcome not in OUTCOMES:
        raise ValueError("not an outcome")
    with rows_for(actor):
        held = _decide(actor, pair, outcome, note)
    events.record("duplicate.decided", subject=held, actor=actor, facts={"decision": outcome})
    return held


def _decide(actor: "User", pair: DuplicatePair, outcome: str, note: str) -> DuplicatePair:
    DuplicatePair.objects.plain().select_for_update(of=("self",)).filter(pk=pair.pk).first()
    held = get_pair_for(actor, pair.pk)
    if not held.is_waiting:
        raise AlreadyDecided
    held.state, held.note = outcome, note
    held.decided_at, held.decided_by = timezone.now(), actor
    held.decided_on = {"score": held.score, "reasons": held.reasons}
    held.save()
    if outcome == PairState.SAME:
        PersonLink.objects.create(pair=held, made_by=actor)
    return held


@transaction.atomic
def undo_link(*, actor: "User", pair: DuplicatePair) -> DuplicatePair:
    """End the link of a pair, which is to be reviewed again then.

    Raises Http404 when the pair is not the actor's to see, AlreadyDecided when there is no link.
    """
    with rows_for(actor):
        held = get_pair_for(actor, pair.pk)
        standing = PersonLink.objects.standing().filter(pair=held)
        if standing.update(ended_at=timezone.now(), ended_by=actor) != 1:
            raise AlreadyDecided
        held.state, held.decided_at, held.decided_by = PairState.OPEN, None, None
        held.save()
    events.record("duplicate.link_undone", subject=held, actor=actor)
    return held
