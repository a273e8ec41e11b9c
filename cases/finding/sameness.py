"""How alike two opened search cards are, from 0 to 100, with reasons as codes. Pure; the weights are [INF].

Names alone do not make a pair: many people share one. A document does; a telephone with a name does, while
a telephone alone may be a shelter's.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from cases.finding.cards import numbers_of
from vault import indexes

Card = dict[str, Any]
SAME_NAMES, NAMES_ALIKE, ONE_NAME_ALIKE = "same_names", "names_alike", "one_name_alike"
SAME_BIRTH_DATE, BIRTH_DATE_SWAPPED, BIRTH_DATE_FITS = (
    "same_birth_date",
    "birth_date_swapped",
    "birth_date_fits",
)
SAME_BIRTH_YEAR, BIRTH_YEAR_CLOSE, BIRTH_DATE_DIFFERS = (
    "same_birth_year",
    "birth_year_close",
    "birth_date_differs",
)
SAME_CITIZENSHIP, OTHER_CITIZENSHIP = "same_citizenship", "other_citizenship"
SAME_DOCUMENT, OTHER_DOCUMENT, SAME_PHONE, SAME_EMAIL = (
    "same_document",
    "other_document",
    "same_phone",
    "same_email",
)
WEIGHTS = {
    SAME_NAMES: 42,
    NAMES_ALIKE: 34,
    ONE_NAME_ALIKE: 14,
    SAME_BIRTH_DATE: 30,
    BIRTH_DATE_SWAPPED: 24,
    BIRTH_DATE_FITS: 18,
    SAME_BIRTH_YEAR: 12,
    BIRTH_YEAR_CLOSE: 4,
    BIRTH_DATE_DIFFERS: -25,
    SAME_CITIZENSHIP: 6,
    OTHER_CITIZENSHIP: -8,
    SAME_DOCUMENT: 62,
    OTHER_DOCUMENT: -6,
    SAME_PHONE: 30,
    SAME_EMAIL: 38,
}
CLOSE_YEARS = 1


@dataclass(frozen=True)
class Likeness:
    """A score with the codes it comes from, the weightiest first."""

    score: int
    reasons: tuple[str, ...]


def compare(one: Card, other: Card) -> Likeness:
    """What two cards have in common and what speaks against it."""
    found = [
        _names(one, other),
        _births(one.get("birth", ""), other.get("birth", "")),
        _shared(one, other, "citizenship", SAME_CITIZENSHIP, OTHER_CITIZENSHIP),
        _documents(set(numbers_of(one)), set(numbers_of(other))),
        _shared(one, other, "phones", SAME_PHONE),
        SAME_EMAIL if one["email"] and one["email"] == other["email"] else "",
    ]
    reasons = sorted((code for code in found if code), key=lambda code: -WEIGHTS[code])
    return Likeness(max(0, min(100, sum(WEIGHTS[code] for code in reasons))), tuple(reasons))


def _names(one: Card, other: Card) -> str:
    """Given and family name each find one of the other's names; their order and aliases do not matter."""
    everything = set(other["given"]) | set(other["family"]) | set(other["others"])
    mine = [set(one["given"]), set(one["family"])]
    if one["others"]:
        mine = [words | set(one["others"]) for words in mine if words] or [set(one["others"])]
    mine = [words for words in mine if words]
    if len(mine) == 2 and all(words & everything for words in mine):
        return SAME_NAMES
    sounds = {sound for word in everything for sound in indexes.expand(word)}
    alike = [any(indexes.skeleton(word) in sounds for word in words) for words in mine]
    if len(alike) == 2 and all(alike):
        return NAMES_ALIKE
    return ONE_NAME_ALIKE if any(alike) else ""


def _births(one: str, other: str) -> str:
    """Dates as they are known: 1994, 1994-05 or 1994-05-21."""
    if not one or not other:
        return ""
    mine, theirs = one.split("-"), other.split("-")
    if mine[0] != theirs[0]:
        near = abs(int(mine[0]) - int(theirs[0])) <= CLOSE_YEARS
        return BIRTH_YEAR_CLOSE if near else BIRTH_DATE_DIFFERS
    if mine == theirs:
        return {3: SAME_BIRTH_DATE, 2: BIRTH_DATE_FITS}.get(len(mine), SAME_BIRTH_YEAR)
    if len(mine) == len(theirs) == 3 and mine[1:] == theirs[:0:-1]:
        return BIRTH_DATE_SWAPPED
    if len(mine) > 1 and len(theirs) > 1 and mine[1] == theirs[1] and len(mine) != len(theirs):
        return BIRTH_DATE_FITS
    return SAME_BIRTH_YEAR


def _documents(one: set[str], other: set[str]) -> str:
    """People have several documents, so another number says little."""
    if not one or not other:
        return ""
    return SAME_DOCUMENT if one & other else OTHER_DOCUMENT


def _shared(one: Card, other: Card, key: str, same: str, different: str = "") -> str:
    mine, theirs = _values(one.get(key)), _values(other.get(key))
    if not mine or not theirs:
        return ""
    return same if mine & theirs else different


def _values(given: Iterable[str] | None) -> set[str]:
    return {value for value in given or () if value}
