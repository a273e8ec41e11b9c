"""Which search cards may be the one asked for: by tags, in the database, before anything is opened."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from cases import cards
from cases.models import SearchCard
from vault import indexes

if TYPE_CHECKING:
    from cases.search import SearchQuery

YEARS_AROUND = 2
Parts = list[list[list[int]]]


def numbers(query: "SearchQuery") -> list[list[int]]:
    """The tags of each number given; a record has to carry one of each."""
    asked = (
        indexes.exact_query_tags(cards.PHONE, [cards.tidy_phone(query.phone)]),
        indexes.exact_query_tags(cards.DOCUMENT, [indexes.code(query.document)]),
        indexes.exact_query_tags(cards.EMAIL, [cards.tidy_email(query.email)]),
    )
    return [tags for tags in asked if tags]


def carrying(parts: Parts, also: Sequence[list[int]] = ()) -> Q:
    """Records that satisfy one of `parts`, every word of it, and carry one tag of each set of `also`."""
    wanted = Q()
    for part in parts:
        every = Q()
        for tags in part:
            every &= Q(tags__overlap=tags)
        wanted |= every
    for tags in also:
        wanted &= Q(tags__overlap=tags)
    return wanted


def any_word(parts: Parts) -> Q:
    """Records that share one sound with the name."""
    return Q(tags__overlap=sorted({tag for part in parts for tags in part for tag in tags}))


def with_year(query: "SearchQuery") -> Q:
    """Records in which a family name of these sounds goes with the birth year, give or take."""
    year = query.birth_year or 0
    sounds = {sound for token in indexes.tokens(query.name) for sound in indexes.expand(token)}
    years = range(year - YEARS_AROUND, year + YEARS_AROUND + 1)
    compounds = [cards.with_birth_year(sound, one) for sound in sounds for one in years]
    return Q(tags__overlap=indexes.exact_query_tags(cards.NAME_YEAR, compounds, bits=cards.YEAR_BITS))


def at_most(cap: int, among: Any, wanted: Q) -> list[SearchCard] | None:
    """The cards `among` these that are `wanted`, still closed; None when there are more than `cap`."""
    found = list(SearchCard.objects.filter(wanted, among)[: cap + 1])
    return None if len(found) > cap else found
