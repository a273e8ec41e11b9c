"""How well an opened search card fits what somebody typed, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rapidfuzz import fuzz

from cases import cards
from vault import indexes

if TYPE_CHECKING:
    from cases.models import SearchCard
    from cases.search import SearchQuery

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


def rank(opened: Iterable["SearchCard"], query: "SearchQuery", *, misspelt: bool = False) -> list[Ranked]:
    """The cards that fit, exact spellings first, then by score; all of them, for the caller to cut.

    Without `misspelt` every token must fit a token of the card; with it the whole name must be close enough.
    """
    asked = [(token, indexes.expand(token)) for token in indexes.tokens(query.name)]
    found = [ranked for row in opened if (ranked := _one(row, query, asked, misspelt)) is not None]
    return sorted(found, key=lambda ranked: (-ranked.is_exact, -ranked.score, str(ranked.case_id)))


def _one(row: "SearchCard", query: "SearchQuery", asked: list[Any], misspelt: bool) -> Ranked | None:
    card = row.card
    reasons = _number_reasons(card, query)
    if reasons is None:
        return None
    if not asked:
        return Ranked(row.case_id, 100.0, tuple(reasons), is_exact=True)
    fits = [_best(token, sounds, card) for token, sounds in asked]
    mean = sum(score for score, _reason in fits) / len(fits)
    if mean < MISSPELT_LEAST if misspelt else any(score < ALIKE_LETTERS for score, _reason in fits):
        return None
    typed = " ".join(token for token, _sounds in asked)
    whole = fuzz.token_sort_ratio(typed, " ".join([*card["given"], *card["family"]]))
    # Spelt as it is stored, every typed word; of those, the ones in the same order come first.
    words = indexes.normalise(query.name).split()
    exact = {*words} <= {*card["given"], *card["family"], *card["others"]}
    order = fuzz.ratio(" ".join(words), " ".join([*card["given"], *card["family"]])) if exact else 0.0
    reasons += [SAME_SPELLING] if exact else list(dict.fromkeys(reason for _score, reason in fits if reason))
    penalty, year_reason = _year(card, query.birth_year)
    reasons += [year_reason] if year_reason else []
    score = max(0.7 * mean + 0.3 * whole + order * ORDER_SHARE - penalty, 0.0)
    return Ranked(row.case_id, score, tuple(reasons), is_exact=exact)


def _best(token: str, sounds: set[str], card: dict[str, Any]) -> tuple[float, str | Promise]:
    """The score of the card's best token for one typed token, with the reason."""
    best: tuple[float, str | Promise] = (0.0, "")
    for tokens, ahead_by, alike, similar in (
        (card["given"], 0.0, GIVEN_ALIKE, GIVEN_SIMILAR),
        (card["family"], 0.0, FAMILY_ALIKE, FAMILY_SIMILAR),
        # Aliases and the original script often repeat the name: they count when they fit clearly better.
        (card["others"], OTHERS_AHEAD, OTHER_ALIKE, OTHER_SIMILAR),
    ):
        for stored in tokens:
            found = _score(token, stored, sounds)
            if found[0] > best[0] + ahead_by or (found[0] == 100.0 > best[0]):
                best = (found[0], alike if found[1] else similar)
    return best


def _score(token: str, stored: str, sounds: set[str]) -> tuple[float, bool]:
    """How well two tokens agree, and whether they sound alike."""
    letters = fuzz.ratio(token, stored)
    sounds_alike = indexes.skeleton(stored) in sounds
    return (max(letters, SOUND_BONUS) if sounds_alike else letters), sounds_alike


def _number_reasons(card: dict[str, Any], query: "SearchQuery") -> list[str | Promise] | None:
    """Reasons by number; None when a number was given and the card has another (its tag merely coincided)."""
    asked = (
        (cards.tidy_phone(query.phone), card["phones"], SAME_PHONE),
        (indexes.code(query.document), cards.numbers_of(card), SAME_DOCUMENT),
        (cards.tidy_email(query.email), [card["email"]], SAME_EMAIL),
    )
    given = [(value, known, reason) for value, known, reason in asked if value]
    if any(value not in known for value, known, _reason in given):
        return None
    return [reason for _value, _known, reason in given]


def _year(card: dict[str, Any], wanted: int | None) -> tuple[float, str | Promise]:
    """What a different birth year costs, and the reason when it is the same or close."""
    if wanted is None or not card["birth"]:
        return 0.0, ""
    distance = abs(int(card["birth"][:4]) - wanted)
    reason = SAME_YEAR if distance == 0 else CLOSE_YEAR if distance <= 2 else ""
    return min(distance * YEAR_PENALTY, MOST_YEAR_PENALTY), reason
