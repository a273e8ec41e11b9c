"""Possible duplicates: found by the house in its own time, seen by who may open both cases or by the duplicate desk.

Nothing of this runs in the request of whoever records a person: neither an answer nor its time can tell that
somebody of that name is known elsewhere. Every card written anew waits here to be held against all others;
each comparison is one transaction, so a run may be cut short at any moment and the next one goes on.
"""

import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models import F, Q
from django.http import Http404
from django.utils import timezone

from accounts import acting
from accounts.permissions import Permission
from accounts.settings_register import value as setting
from audit import events
from cases.finding import candidates, cards, sameness
from cases.finding.candidates import Wanted
from cases.finding.sameness import Likeness
from cases.models import Case, ConflictOfInterest, DuplicatePair, PairState, PersonLink, SearchCard
from vault import indexes
from vault.envelope import VaultError
from vault.sealed import open_many

if TYPE_CHECKING:
    from accounts.models import User

# Cards opened for one comparison at most; a name shared by more is compared by its own sounds, or by numbers alone.
MOST_OPENED = 800


def compare_waiting(limit: int) -> int:
    """Hold up to `limit` cards that wait against all others, the newest cases first; how many were."""
    waiting = SearchCard.objects.plain().filter(compared_at__isnull=True).order_by("-case__opened_at")
    return sum(compare_card(pk) for pk in list(waiting.values_list("pk", flat=True)[:limit]))


@transaction.atomic
def compare_card(card_id: uuid.UUID) -> bool:
    """Propose the pairs of one card and note that it was compared. False when somebody else is at it."""
    waiting = SearchCard.objects.select_for_update(skip_locked=True, of=("self",))
    card = waiting.select_related("case").filter(pk=card_id, compared_at__isnull=True).first()
    if card is None:
        return False
    if not card.case.is_closed_to_use:
        _propose_all(card)
    # Without raising the row's version: nothing that somebody edits has changed.
    models.QuerySet(SearchCard).filter(pk=card.pk).update(compared_at=timezone.now())
    return True


def _propose_all(card: SearchCard) -> None:
    if not _opened([card]):
        return
    least = setting("cases.duplicate_score", card.office_id)
    for other in _opened(_others(card)):
        found = sameness.compare(card.card, other.card)
        if found.score >= least:
            _propose(card.case_id, other.case_id, found, card.office_id)


def _others(card: SearchCard) -> list[SearchCard]:
    """Cards of other cases that share both names or a number with this one, still closed."""
    content = card.card
    among = Case.objects.plain().in_use().filter(erased_at__isnull=True).exclude(pk=card.case_id)
    found: dict[uuid.UUID, SearchCard] = {}
    for wanted in (_by_numbers(content), _by_names(content)):
        for step in wanted:
            if (cards_found := candidates.at_most(MOST_OPENED, step, among)) is not None:
                found |= {one.pk: one for one in cards_found}
                break
    return list(found.values())


def _by_numbers(content: dict[str, Any]) -> list[Wanted]:
    tags = [
        *indexes.exact_query_tags(cards.PHONE, content["phones"]),
        *indexes.exact_query_tags(cards.DOCUMENT, cards.numbers_of(content)),
        *indexes.exact_query_tags(cards.EMAIL, [content["email"]]),
    ]
    return [Wanted([[tags]])] if tags else []


def _by_names(content: dict[str, Any]) -> list[Wanted]:
    """Both names in any spelling; where too many share them, as they are spelt."""
    groups = [[*content[part], *content["others"]] for part in ("given", "family")]
    if not all(groups):
        return []
    return [
        Wanted(indexes.parts_of_words(cards.NAME, groups, spelt_otherwise=otherwise))
        for otherwise in (True, False)
    ]


def _propose(one: uuid.UUID, other: uuid.UUID, found: Likeness, office: uuid.UUID) -> None:
    """Put a pair on the list, or back on it when more is known than when it was decided."""
    first, second = sorted((one, other))
    pair = DuplicatePair.objects.select_for_update().filter(first=first, second=second).first()
    if pair is None:
        pair = DuplicatePair(first_id=first, second_id=second)
    elif pair.state == PairState.SAME or not _has_changed(pair, found, office):
        return
    elif pair.state == PairState.DIFFERENT:
        pair.state = PairState.OPEN
    pair.score, pair.reasons = found.score, list(found.reasons)
    pair.save()
    events.record("duplicate.found", subject=pair, facts={"count": found.score})


def _has_changed(pair: DuplicatePair, found: Likeness, office: uuid.UUID) -> bool:
    """Whether a pair that waits looks different now, or a decided one materially more alike than it did."""
    if pair.state == PairState.OPEN:
        return (pair.score, pair.reasons) != (found.score, list(found.reasons))
    known = pair.decided_on or {}
    more = found.score - int(known.get("score", pair.score))
    return more >= setting("cases.duplicate_change", office)


@contextmanager
def rows_for(user: "User") -> Iterator[None]:
    """Around everything below: row security shows the desk both sides; which pairs it is shown, `pairs_for` says."""
    if not user.can(Permission.DUPLICATE_REVIEW):
        yield
        return
    with acting.by_rule("duplicate_desk"):
        yield


def pairs_for(user: "User") -> models.QuerySet[DuplicatePair]:
    """Pairs this person may see: both cases within reach, or across offices as the duplicate desk of one of them."""
    reach = Q(pk__in=[])
    if user.can(Permission.DUPLICATE_OWN):
        own = Case.objects.visible_to(user, Permission.DUPLICATE_OWN).in_use().values("pk")
        named = Case.objects.visible_to(user, Permission.IDENTITY_READ).values("pk")
        reach |= Q(first__in=own, second__in=own) & Q(first__in=named, second__in=named)
    if desks := user.offices_with(Permission.DUPLICATE_REVIEW):
        reach |= _at_desk(user, desks)
    return DuplicatePair.objects.filter(reach).select_related("first__office", "second__office")


def _at_desk(user: "User", desks: Iterable[uuid.UUID]) -> Q:
    """Pairs across offices that touch the desk's own: nobody is named on a case by a likeness.

    Cases restricted to named staff, closed or erased ones, those of an office that is locked down, and those the
    desk's holder has a conflict of interest with stay out.
    """
    across = ~Q(first__office=F("second__office")) & (
        Q(first__office__in=desks) | Q(second__office__in=desks)
    )
    conflicts = ConflictOfInterest.objects.blocking().filter(user=user).values("case")
    for side in ("first", "second"):
        across &= Q(
            **{
                f"{side}__restricted_case": False,
                f"{side}__closed_to_use_at__isnull": True,
                f"{side}__erased_at__isnull": True,
                f"{side}__office__locked_at__isnull": True,
            }
        ) & ~Q(**{f"{side}__in": conflicts})
    return across


def get_pair_for(user: "User", pair_id: uuid.UUID | str) -> DuplicatePair:
    """The door: a pair this person may see; any other is a 404 like one that does not exist."""
    pair = pairs_for(user).filter(pk=pair_id).first()
    if pair is None:
        facts = {"permission": Permission.DUPLICATE_OWN.value, "reason": "not_visible"}
        events.record(
            "access.refused", subject=("cases.duplicatepair", pair_id), facts=facts, result="refused"
        )
        raise Http404
    return pair


def linked_cases(user: "User", case: Case) -> list[Case]:
    """Cases linked to this one as the same person, of those the user may open."""
    links = PersonLink.objects.standing().filter(Q(pair__first=case) | Q(pair__second=case))
    pairs = links.values_list("pair__first", "pair__second")
    others = {one for pair in pairs for one in pair if one != case.pk}
    return (
        list(Case.objects.visible_to(user).select_related("office").filter(pk__in=others)) if others else []
    )


def readable(pairs: Iterable[DuplicatePair]) -> list[DuplicatePair]:
    """Opened pairs; one that cannot be read is left out and recorded."""
    return _opened(pairs)


def _opened(rows: Iterable[Any]) -> list[Any]:
    """Opened rows; one that cannot be read stops nobody and is recorded."""

    def left_out(row: Any, problem: VaultError) -> None:
        facts = {"section": row.Sealed.section, "reason": type(problem).__name__.lower()}
        events.record("vault.unreadable", subject=row, facts=facts, result="failed")

    return open_many(rows, unreadable=left_out)
