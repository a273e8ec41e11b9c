"""Finding a person again, under another spelling, by somebody who may.

The search box must not become an oracle: only cases the searcher may already see take part, "none" and
"not yours" are one answer, every search is counted and recorded without its text.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise

from accounts.models import Membership, User
from accounts.permissions import Permission, Role
from accounts.settings_register import value as setting
from audit import events
from cases.finding import candidates, cards, ranking
from cases.finding.candidates import Wanted
from cases.finding.cards import INDEXED, index
from cases.models import Case, CaseGrant, CaseSearchMade, SearchCard
from cases.querysets import CaseQuerySet
from cases.reference import read_reference
from notifications import outbox
from vault import indexes
from vault.sealed import open_many

__all__ = ["INDEXED", "Match", "SearchLimitReached", "SearchQuery", "SearchResult", "find", "index"]

SHOWN = 20


class SearchLimitReached(Exception):
    """This person has searched as often as one may within an hour."""


@dataclass(frozen=True)
class SearchQuery:
    """What somebody is looked for by; empty means not given."""

    name: str = ""
    birth_year: int | None = None
    reference: str = ""
    code_name: str = ""
    phone: str = ""
    document: str = ""
    email: str = ""


@dataclass(frozen=True)
class Match:
    """One case that may be the person; `reasons` say why, `score` runs from 0 to 100."""

    case: Case
    score: float
    reasons: tuple[str | Promise, ...]
    is_exact: bool = False


@dataclass(frozen=True)
class SearchResult:
    """At most twenty matches, best first. `made` allows a case to be opened; `narrow` asks for more detail."""

    made: CaseSearchMade
    matches: list[Match] = field(default_factory=list)
    narrow: bool = False

    @property
    def search_id(self) -> Any:
        return self.made.pk


def find(actor: "User", query: SearchQuery) -> SearchResult:
    """Look for a person among the cases `actor` may see. An empty query finds nobody and still counts.

    Raises PermissionDenied, SearchLimitReached.
    """
    offices = actor.offices_with(Permission.CASE_SEARCH)
    if not offices:
        raise PermissionDenied
    # One at a time, so that the limit holds; what was made waits for the end of the search before it. A refusal is
    # kept, the notice with it: only what is raised after the transaction undoes nothing.
    with transaction.atomic():
        User.objects.select_for_update(of=("self",), no_key=True).get(pk=actor.pk)
        result = None if _is_too_many(actor, offices[0]) else _find(actor, query, offices[0])
    if result is None:
        raise SearchLimitReached
    return result


def _find(actor: "User", query: SearchQuery, office: UUID) -> SearchResult:
    made = CaseSearchMade.objects.create(actor=actor)
    visible = Case.objects.visible_to(actor).in_use()
    # By name, birth date and numbers only where the actor may read them: a match alone would tell.
    named = Case.objects.visible_to(actor, Permission.IDENTITY_READ).in_use()
    if query.document:
        named = named.filter(pk__in=Case.objects.visible_to(actor, Permission.DOCUMENT_READ).values("pk"))
    sought = _Sought(query, actor, named, setting("cases.search_candidates", office))
    direct = _direct(visible, query)
    found, narrow = sought.found()
    matches = _with_cases([*direct, *found][:SHOWN])
    facts = {"tags_hash": sought.tags_hash(), "count": len(matches), "filters": _filters(query)}
    events.record("case.searched", office=office, actor=actor, facts=facts)
    return SearchResult(made=made, matches=matches, narrow=narrow)


def _is_too_many(actor: "User", office: UUID) -> bool:
    """Whether the hour's searches are used up. The data protection officer is told, once an hour at most."""
    now = timezone.now()
    made = CaseSearchMade.objects.filter(actor=actor, at__gte=now - timedelta(hours=1)).count()
    if made < setting("cases.searches_per_hour", office):
        return False
    facts = {"reason": "too_many", "count": made}
    events.record(
        "case.search_refused", office=office, actor=actor, facts=facts, result="refused", apart=True
    )
    officers = Membership.objects.valid().filter(office=office, role=Role.DATA_PROTECTION_OFFICER)
    told = User.objects.filter(pk__in=officers.values("user"), is_active=True)
    # Which person it was stands in the record, which the officer reads; the notice names nobody.
    outbox.enqueue("search.limited", to=told, occurrence=f"{actor.pk}/{now:%Y%m%d%H}")
    return True


def _filters(query: SearchQuery) -> list[str]:
    return sorted(name for name, given in vars(query).items() if given)


def _direct(visible: CaseQuerySet, query: SearchQuery) -> list[ranking.Ranked]:
    """By reference or code name: office-made, so they stand in plain columns."""
    reasons: dict[Any, list[str | Promise]] = {}
    if reference := read_reference(query.reference):
        for pk in visible.filter(reference=reference).values_list("pk", flat=True):
            reasons.setdefault(pk, []).append(ranking.SAME_REFERENCE)
    if words := " ".join(query.code_name.casefold().split()):
        for pk in visible.filter(person__code_name=words).values_list("pk", flat=True)[:SHOWN]:
            reasons.setdefault(pk, []).append(ranking.SAME_CODE_NAME)
    return [ranking.Ranked(pk, 100.0, tuple(given), is_exact=True) for pk, given in reasons.items()]


class _Sought:
    """One search: what is asked in tags, and the steps from strict to lenient."""

    def __init__(self, query: SearchQuery, actor: "User", visible: CaseQuerySet, cap: int) -> None:
        self.query, self.cap = query, cap
        self.visible = visible
        grants = CaseGrant.objects.valid().filter(user=actor).values("content_object")
        self.named = list(visible.filter(pk__in=grants).values_list("pk", flat=True))
        self.parts = indexes.query_parts(cards.NAME, query.name)
        self.numbers = candidates.numbers(query)
        self.year_tags = candidates.year_tags(query)

    def tags_hash(self) -> str:
        """Tells two searches for the same apart from others, and nothing of the name."""
        tags = [tags for part in [*self.parts, self.numbers] for tags in part]
        return hashlib.sha256(",".join(str(tag) for group in tags for tag in group).encode()).hexdigest()

    def found(self) -> tuple[list[ranking.Ranked], bool]:
        """Ranked candidates, and whether more people fit than were looked at.

        Records that carry all sounds first; if none of those really fits, any one sound will do, and the
        spelling decides: that is how a name with a wrong consonant is found. Where any one sound is shared
        by too many, one word may be off by one sound while the others hold.
        """
        if not self.parts and not self.numbers:
            return [], self._is_year_alone()
        for step, (wanted, narrow) in enumerate(self._strict()):
            if (opened := self._opened(wanted)) is None:
                continue
            found = ranking.rank(opened, self.query)
            if found or step:
                return found, narrow or not found
            return self._lenient() if self._is_long() else ([], False)
        return [], True

    def _strict(self) -> Iterator[tuple[Wanted, bool]]:
        """The records that carry everything asked for; where they are too many, ever nearer to what was typed.

        The second of each says whether people who fit are left out.
        """
        yield Wanted(self.parts, self.numbers), False
        besides = [*self.numbers, self.year_tags] if self.year_tags else self.numbers
        if self.year_tags:
            yield Wanted(self.parts, besides), False
        for parts in indexes.narrower_parts(cards.NAME, self.query.name):
            yield Wanted(parts, besides), True

    def _is_year_alone(self) -> bool:
        """A year of birth is shared by too many to look for anybody by."""
        query = self.query
        return query.birth_year is not None and not (query.reference or query.code_name)

    def _is_long(self) -> bool:
        """Whether more than one thing was asked for, so that part of it may be wrong."""
        return sum(map(len, [*self.parts[:1], self.numbers])) > 1

    def _lenient(self) -> tuple[list[ranking.Ranked], bool]:
        """What is left when nothing fits: spellings decide."""
        steps = [candidates.any_word([*self.parts, self.numbers])]
        if near := indexes.near_parts(cards.NAME, self.query.name):
            steps.append(Wanted(near, self.numbers))
        for wanted in steps:
            if (opened := self._opened(wanted)) is not None:
                return ranking.rank(opened, self.query, misspelt=True), False
        return [], True

    def _opened(self, wanted: Wanted) -> list[SearchCard] | None:
        """The cards that are wanted, opened; None when there are too many."""
        found = candidates.at_most(self.cap, wanted, self.visible, self.named)
        if found:
            open_many(found)
        return found


def _with_cases(found: Iterable[ranking.Ranked]) -> list[Match]:
    ranked = {one.case_id: one for one in reversed(list(found))}
    cases = (
        Case.objects.plain()
        .select_related("office", "owner", "person", "person__personbiodata")
        .in_bulk(list(ranked))
    )
    matches = [
        Match(cases[pk], one.score, one.reasons, one.is_exact) for pk, one in ranked.items() if pk in cases
    ]
    return sorted(matches, key=lambda match: (-match.is_exact, -match.score, match.case.reference))
