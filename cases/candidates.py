"""Which search cards may be the one asked for: by tags, in the database, before anything is opened.

PostgreSQL does not use an index on tags for somebody under row security, because its operator might tell of
rows that are hidden. So the function `search_card_cases` (migration 0014) looks tags up for whole offices, which
it takes from the signed context of the transaction, never from its caller; cards are then read as any row is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

import orjson
from django.db import connection
from django.db.models import Q

from cases import cards
from cases.models import SearchCard
from vault import indexes

if TYPE_CHECKING:
    from cases.querysets import CaseQuerySet
    from cases.search import SearchQuery

YEARS_AROUND = 2
NOBODY = UUID(int=0)
Parts = list[list[list[int]]]


@dataclass(frozen=True)
class Wanted:
    """Records that satisfy one of `parts`, each set of it by one of its tags, and carry one tag of each set of `also`."""

    parts: Parts
    also: Sequence[list[int]] = ()

    def as_condition(self) -> Q:
        """The same as a condition on search cards."""
        wanted = Q()
        for part in self.parts:
            every = Q()
            for tags in part:
                every &= Q(tags__overlap=tags)
            wanted |= every
        for tags in self.also:
            wanted &= Q(tags__overlap=tags)
        return wanted


def numbers(query: "SearchQuery") -> list[list[int]]:
    """The tags of each number given; a record has to carry one of each."""
    asked = (
        indexes.exact_query_tags(cards.PHONE, [cards.tidy_phone(query.phone)]),
        indexes.exact_query_tags(cards.DOCUMENT, [indexes.code(query.document)]),
        indexes.exact_query_tags(cards.EMAIL, [cards.tidy_email(query.email)]),
    )
    return [tags for tags in asked if tags]


def any_word(parts: Parts) -> Wanted:
    """Records that share one sound with the name."""
    return Wanted([[sorted({tag for part in parts for tags in part for tag in tags})]])


def with_year(query: "SearchQuery") -> Wanted:
    """Records in which a family name of these sounds goes with the birth year, give or take."""
    year = query.birth_year or 0
    sounds = {sound for token in indexes.tokens(query.name) for sound in indexes.expand(token)}
    years = range(year - YEARS_AROUND, year + YEARS_AROUND + 1)
    compounds = [cards.with_birth_year(sound, one) for sound in sounds for one in years]
    return Wanted([[indexes.exact_query_tags(cards.NAME_YEAR, compounds, bits=cards.YEAR_BITS)]])


def in_whole_offices(wanted: Wanted, most: int) -> list[UUID]:
    """Cases that are `wanted`, no more than `most`: of the offices that whoever asks reaches whole, of all for a
    process that reads search cards. To be narrowed to what is visible by whoever reads on."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT search_card_cases(%s, %s, %s)",
            [orjson.dumps(wanted.parts).decode(), orjson.dumps(list(wanted.also)).decode(), most],
        )
        return [case for (case,) in cursor.fetchall()]


def at_most(
    cap: int, wanted: Wanted, visible: "CaseQuerySet", named: Sequence[UUID] = ()
) -> list[SearchCard] | None:
    """The closed cards of `visible` cases that are `wanted`; None when there are more than `cap`.

    `named` are visible cases that somebody reaches by name. Asked in steps, each by identifiers: joined into one
    statement, the policies of both tables cost PostgreSQL more than the cards.
    """
    cases = in_whole_offices(wanted, cap + 1)
    if len(cases) > cap:
        return None
    # Asked also where nothing was found: the number of statements tells nothing then.
    seen = visible.filter(pk__in=[*cases, NOBODY]).values_list("pk", flat=True)
    found = {card.pk: card for card in SearchCard.objects.filter(case__in=[*seen, NOBODY])}
    if named:
        own = SearchCard.objects.filter(wanted.as_condition(), case__in=named)
        found |= {card.pk: card for card in own[: cap + 1]}
    return None if len(found) > cap else list(found.values())
