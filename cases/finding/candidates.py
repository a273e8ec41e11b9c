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
from django.db.models.expressions import RawSQL

from cases.finding import cards
from cases.models import SearchCard
from vault import indexes

if TYPE_CHECKING:
    from cases.finding.search import SearchQuery
    from cases.querysets import CaseQuerySet

YEARS_AROUND = 2
# Materialised, or PostgreSQL would look twice, once for each of the two answers.
LOOKED_UP = """
    WITH looked AS MATERIALIZED (SELECT ARRAY(SELECT search_card_cases(%s, %s, %s)) AS up)
    SELECT cardinality(up), up::text FROM looked
"""
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


def year_tags(query: "SearchQuery") -> list[int]:
    """The tags of a family name of these sounds with the birth year, give or take; empty without either."""
    if not query.birth_year:
        return []
    years = range(query.birth_year - YEARS_AROUND, query.birth_year + YEARS_AROUND + 1)
    sounds = {sound for token in indexes.tokens(query.name) for sound in indexes.expand(token)}
    compounds = [cards.with_birth_year(sound, year) for sound in sounds for year in years]
    return indexes.exact_query_tags(cards.NAME_YEAR, compounds, bits=cards.YEAR_BITS)


def in_whole_offices(wanted: Wanted, most: int) -> tuple[int, str]:
    """Cases that are `wanted`, no more than `most`: how many, and PostgreSQL's text of their identifiers.

    Of the offices that whoever asks reaches whole, of all for a process that reads search cards. To be narrowed to what
    is visible by whoever reads on: nothing is made of the identifiers here, which go back as they came.
    """
    with connection.cursor() as cursor:
        cursor.execute(LOOKED_UP, [_json(wanted.parts), _json(wanted.also), most])
        count, cases = cursor.fetchone()
    return int(count), str(cases)


def _json(tags: Sequence[object]) -> str:
    return orjson.dumps(list(tags)).decode()


def at_most(
    cap: int, wanted: Wanted, visible: "CaseQuerySet", named: Sequence[UUID] = ()
) -> list[SearchCard] | None:
    """The closed cards of `visible` cases that are `wanted`; None when there are more than `cap`.

    `named` are visible cases that somebody reaches by name. Asked in two steps: first how many, of which no card is
    read where there are too many, then all cards at once.
    """
    count, cases = in_whole_offices(wanted, cap + 1)
    if count > cap:
        return None
    # Asked also where nothing was found: the number of statements tells nothing then.
    seen = visible.filter(pk__in=RawSQL("SELECT unnest(%s::uuid[])", [cases]))
    rows = SearchCard.objects.only("case", "version", "envelope")
    found = {card.pk: card for card in rows.filter(case__in=seen)}
    if named:
        own = rows.filter(wanted.as_condition(), case__in=named)
        found |= {card.pk: card for card in own[: cap + 1]}
    return None if len(found) > cap else list(found.values())
