"""How well an opened search card fits what somebody typed, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rapidfuzz import fuzz

from cases.finding import cards
from vault import indexes

if TYPE_CHECKING:
    from cases.finding.search import SearchQuery
    from cases.models import SearchCard

SAME_REFERENCE = _("same reference")
SAME_CODE_NAME = _("same code name")
SAME_SPELLING = _("same spelling")
GIVEN_ALIKE = _("given name sounds alike")
FAMILY_ALIKE = _("family name sounds alike")
OTHER_ALIKE = _("another name sounds alike")
GIVEN_SIMILAR = _("given name is spelt alike")
FAMILY_SIMILAR = _("family name is spelt alike")
OTHER_SIMILAR = _("another name is spelt alike")
SAME_YEAR = _("same birth year")
CLOSE_YEAR = _("birth year close")
SAME_PHONE = _("same phone number")
SAME_DOCUMENT = _("same document number")
SAME_EMAIL = _("same e-mail address")

# A token counts as the same name when it sounds alike, or when this much of its letters agree.
ALIKE_LETTERS = 70.0
# The mean over all tokens a misspelt name has to reach.
MISSPELT_LEAST = 74.0
SOUND_BONUS = 88.0
OTHERS_AHEAD = 10.0
# Less than a year of birth date is worth: it decides among equal spellings alone.
ORDER_SHARE = 0.02
YEAR_PENALTY = 3.0
MOST_YEAR_PENALTY = 15.0


@dataclass(frozen=True)
class Ranked:
    """A case's score from 0 to 100 with reasons."""

    case_id: UUID
    score: float
    reasons: tuple[str | Promise, ...]
    is_exact: bool = False


@dataclass(frozen=True)
class _Asked:
    """What somebody typed, tidied once for a thousand cards."""

    words: list[str]
    tokens: list[tuple[str, set[str]]]
    numbers: list[tuple[str, str, str | Promise]]
    birth_year: int | None

    @classmethod
    def of(cls, query: "SearchQuery") -> "_Asked":
        numbers = (
            (cards.PHONE, cards.tidy_phone(query.phone), SAME_PHONE),
            (cards.DOCUMENT, indexes.code(query.document), SAME_DOCUMENT),
            (cards.EMAIL, cards.tidy_email(query.email), SAME_EMAIL),
        )
        return cls(
            words=indexes.normalise(query.name).split(),
            tokens=[(token, indexes.expand(token)) for token in indexes.tokens(query.name)],
            numbers=[number for number in numbers if number[1]],
            birth_year=query.birth_year,
        )


def rank(opened: Iterable["SearchCard"], query: "SearchQuery", *, misspelt: bool = False) -> list[Ranked]:
    """The cards that fit, exact spellings first, then by score; all of them, for the caller to cut.

    Without `misspelt` every token must fit a token of the card; with it the whole name must be close enough.
    """
    asked = _Asked.of(query)
    found = [ranked for row in opened if (ranked := _one(row, asked, misspelt)) is not None]
    return sorted(found, key=lambda ranked: (-ranked.is_exact, -ranked.score, str(ranked.case_id)))


def _one(row: "SearchCard", asked: _Asked, misspelt: bool) -> Ranked | None:
    card = row.card
    reasons = _number_reasons(card, asked)
    if reasons is None:
        return None
    if not asked.tokens:
        return Ranked(row.case_id, 100.0, tuple(reasons), is_exact=True)
    fits = _fits(card, asked, misspelt)
    if fits is None:
        return None
    mean = sum(score for score, _reason in fits) / len(fits)
    names = [*card["given"], *card["family"]]
    whole = fuzz.token_sort_ratio(" ".join(token for token, _sounds in asked.tokens), " ".join(names))
    # Spelt as it is stored, every typed word; of those, the ones in the same order come first.
    exact = {*asked.words} <= {*names, *card["others"]}
    order = fuzz.ratio(" ".join(asked.words), " ".join(names)) if exact else 0.0
    reasons += [SAME_SPELLING] if exact else list(dict.fromkeys(reason for _score, reason in fits if reason))
    penalty, year_reason = _year(card, asked.birth_year)
    reasons += [year_reason] if year_reason else []
    score = max(0.7 * mean + 0.3 * whole + order * ORDER_SHARE - penalty, 0.0)
    return Ranked(row.case_id, score, tuple(reasons), is_exact=exact)


def _fits(card: dict[str, Any], asked: _Asked, misspelt: bool) -> list[tuple[float, str | Promise]] | None:
    """How each typed word fits best; None where the card does not: most cards of a search fail with the first word."""
    fits = []
    for token, sounds in asked.tokens:
        best = _best(token, sounds, card)
        if not misspelt and best[0] < ALIKE_LETTERS:
            return None
        fits.append(best)
    if misspelt and sum(score for score, _reason in fits) < MISSPELT_LEAST * len(fits):
        return None
    return fits


def _best(token: str, sounds: set[str], card: dict[str, Any]) -> tuple[float, str | Promise]:
    """The score of the card's best token for one typed token, with the reason."""
    for part, reason in (("given", GIVEN_ALIKE), ("family", FAMILY_ALIKE), ("others", OTHER_ALIKE)):
        if token in card[part]:
            return 100.0, reason
    best: tuple[float, str | Promise] = (0.0, "")
    for tokens, ahead_by, alike, similar in (
        (card["given"], 0.0, GIVEN_ALIKE, GIVEN_SIMILAR),
        (card["family"], 0.0, FAMILY_ALIKE, FAMILY_SIMILAR),
        # Aliases and the original script often repeat the name: they count when they fit clearly better.
        (card["others"], OTHERS_AHEAD, OTHER_ALIKE, OTHER_SIMILAR),
    ):
        for stored in tokens:
            found = _score(token, stored, sounds)
            if found[0] > best[0] + ahead_by:
                best = (found[0], alike if found[1] else similar)
    return best


def _score(token: str, stored: str, sounds: set[str]) -> tuple[float, bool]:
    """How well two tokens agree, and whether they sound alike."""
    letters = fuzz.ratio(token, stored)
    sounds_alike = indexes.skeleton(stored) in sounds
    return (max(letters, SOUND_BONUS) if sounds_alike else letters), sounds_alike


def _number_reasons(card: dict[str, Any], asked: _Asked) -> list[str | Promise] | None:
    """Reasons by number; None when a number was given and the card has another (its tag merely coincided)."""
    if not asked.numbers:
        return []
    known = {
        cards.PHONE: card["phones"],
        cards.DOCUMENT: cards.numbers_of(card),
        cards.EMAIL: [card["email"]],
    }
    if any(value not in known[kind] for kind, value, _reason in asked.numbers):
        return None
    return [reason for _kind, _value, reason in asked.numbers]


def _year(card: dict[str, Any], wanted: int | None) -> tuple[float, str | Promise]:
    """What a different birth year costs, and the reason when it is the same or close."""
    if wanted is None or not card["birth"]:
        return 0.0, ""
    distance = abs(int(card["birth"][:4]) - wanted)
    reason = SAME_YEAR if distance == 0 else CLOSE_YEAR if distance <= 2 else ""
    return min(distance * YEAR_PENALTY, MOST_YEAR_PENALTY), reason
