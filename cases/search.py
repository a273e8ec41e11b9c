"""Finding a person again, under another spelling, by somebody who may.

The search box must not become an oracle: only cases the searcher may already see take part, "none" and
"not yours" are one answer, every search is counted and recorded without its text.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise

from accounts.permissions import Permission
from accounts.settings_register import value as setting
from audit import events
from cases import cards, ranking
from cases.cards import INDEXED, index
from cases.models import Case, CaseSearchMade, SearchCard
from cases.querysets import CaseQuerySet
from cases.reference import read_reference
from vault import indexes
from vault.sealed import open_many

if TYPE_CHECKING:
    from accounts.models import User

__all__ = ["INDEXED", "Match", "SearchLimitReached", "SearchQuery", "SearchResult", "find", "index"]

SHOWN = 20
YEARS_AROUND = 2


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


@transaction.atomic
def find(actor: "User", query: SearchQuery) -> SearchResult:
    """Look for a person among the cases `actor` may see. An empty query finds nobody and still counts.

    Raises PermissionDenied, SearchLimitReached.
    """
    offices = actor.offices_with(Permission.CASE_SEARCH)
    if not offices:
        raise PermissionDenied
    _limit(actor, offices[0])
    made = CaseSearchMade.objects.create(actor=actor)
    visible = Case.objects.visible_to(actor).in_use()
    groups = _groups(query)
    direct = _direct(visible, query)
    found, narrow = _by_tags(visible, query, groups, setting("cases.search_candidates", offices[0]))
    matches = _with_cases([*direct, *found][:SHOWN])
    hashed = hashlib.sha256(",".join(str(tag) for group in groups for tag in group).encode()).hexdigest()
    facts = {"tags_hash": hashed, "count": len(matches), "filters": _filters(query)}
    events.record("case.searched", office=offices[0], actor=actor, facts=facts)
    return SearchResult(made=made, matches=matches, narrow=narrow)


def _limit(actor: "User", office: Any) -> None:
    since = timezone.now() - timedelta(hours=1)
    made = CaseSearchMade.objects.filter(actor=actor, at__gte=since).count()
    if made >= setting("cases.searches_per_hour", office):
        facts = {"reason": "too_many", "count": made}
        events.record(
            "case.search_refused", office=office, actor=actor, facts=facts, result="refused", apart=True
        )
        raise SearchLimitReached


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


def _groups(query: SearchQuery) -> list[list[int]]:
    """One set of tags per thing given; a record has to carry one tag of every set."""
    numbers = (
        indexes.exact_query_tags(cards.PHONE, [cards.tidy_phone(query.phone)]),
        indexes.exact_query_tags(cards.DOCUMENT, [indexes.code(query.document)]),
        indexes.exact_query_tags(cards.EMAIL, [cards.tidy_email(query.email)]),
    )
    return [*indexes.query_tag_groups(cards.NAME, query.name), *(tags for tags in numbers if tags)]


def _by_tags(
    visible: CaseQuerySet, query: SearchQuery, groups: list[list[int]], cap: int
) -> tuple[list[ranking.Ranked], bool]:
    """Ranked candidates, and whether there were too many to open.

    A record that carries all sounds first; if none of those really fits, any one sound will do, and the
    spelling decides: that is how a name with a wrong consonant is found.
    """
    if not groups:
        return [], False
    table = SearchCard.objects.filter(case__in=visible.values("pk"))
    strict = table
    for group in groups:
        strict = strict.filter(tags__overlap=group)
    candidates, narrow = _candidates(strict, table, query, cap)
    found = ranking.rank(candidates, query)
    if found or narrow or len(groups) < 2:
        return found, narrow
    every = sorted({tag for group in groups for tag in group})
    candidates, narrow = _candidates(table.filter(tags__overlap=every), table, query, cap)
    return ranking.rank(candidates, query, misspelt=True), narrow


def _candidates(rows: Any, table: Any, query: SearchQuery, cap: int) -> tuple[list[SearchCard], bool]:
    """Opened cards; when there are too many, those whose family name goes with the birth year, if one was given."""
    found = list(rows[: cap + 1])
    if len(found) > cap and query.birth_year:
        found = list(table.filter(tags__overlap=_with_year(query))[: cap + 1])
    if len(found) > cap:
        return [], True
    open_many(found)
    return found, False


def _with_year(query: SearchQuery) -> list[int]:
    year = query.birth_year or 0
    sounds = {sound for token in indexes.tokens(query.name) for sound in indexes.expand(token)}
    years = range(year - YEARS_AROUND, year + YEARS_AROUND + 1)
    compounds = [cards.with_birth_year(sound, one) for sound in sounds for one in years]
    return indexes.exact_query_tags(cards.NAME_YEAR, compounds, bits=cards.YEAR_BITS)


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
