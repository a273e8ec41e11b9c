"""Which region the words of an answer mean, and what a code stands for (practice.md P23).

The dictionary's answers about regions are words. Beside three of them stands a code that the house finds by itself: a
region of ISO 3166-2, or a place of the case's office. Figures may count by the codes; the words stay as they were said.
"""

from collections.abc import Iterable
from typing import Any

from cases.dictionary import country_label, subdivisions
from cases.models import Case, Place

# The answer in words -> the code beside it, and the answers that say in which country.
CODED: dict[str, tuple[str, tuple[str, ...]]] = {
    "origin_region": ("origin_region_code", ("habitual_residence_country", "birth_country", "citizenship")),
    "current_region": ("current_region_code", ("current_country",)),
    "exp_region": ("exp_region_code", ("exp_country",)),
}


def derive(case: Case, row: Any) -> None:
    """Set the codes beside the regions that a row about to be saved names; empty where the words are no known region."""
    for words, (code, countries) in CODED.items():
        if hasattr(row, code):
            setattr(row, code, code_for(case, getattr(row, words), _countries(row, countries)))


def _countries(row: Any, names: Iterable[str]) -> list[str]:
    given = [getattr(row, name) for name in names]
    flat = [code for one in given for code in (one if isinstance(one, list) else [one])]
    return list(dict.fromkeys(code for code in flat if code))


def code_for(case: Case, words: str | None, countries: Iterable[str]) -> str:
    """The code that words mean in the first of these countries that knows them; empty for none."""
    if not words:
        return ""
    wanted = list(countries)
    for country in wanted:
        if code := subdivisions.found(words, country):
            return code
    return _place_for(case, words, wanted) if wanted else ""


def _place_for(case: Case, words: str, countries: list[str]) -> str:
    """The code of the office's own place of this name, or of what it was merged into."""
    plain = words.strip().casefold()
    for place in Place.objects.filter(office=case.office_id, country__in=countries):
        if plain in (place.name.casefold(), place.code.casefold()):
            return resolve(place.code)
    return ""


def resolve(code: str) -> str:
    """Where a code is counted: a merged place stands for what it was merged into."""
    for _step in range(10):
        if not code or "-" in code:
            return code
        into: str | None = Place.objects.filter(code=code).values_list("merged_into", flat=True).first()
        if not into:
            return code
        code = into
    return code


def name_of(code: str) -> str:
    """A code in words: the region or place, and its country; a code nobody knows shows itself."""
    counted = resolve(code)
    if region := subdivisions.every().get(counted):
        return f"{region.name}, {country_label(region.country)}"
    place = Place.objects.filter(code=counted).first() if counted else None
    return f"{place.name}, {country_label(place.country)}" if place else counted
