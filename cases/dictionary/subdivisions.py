"""Regions of the world by ISO 3166-2: codes, names, and which one somebody's words mean."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from cases.dictionary import _labels, _sort_key, _spoken, rows

_APART = re.compile(r"[\[\](),/]")


@dataclass(frozen=True)
class Region:
    """One subdivision of a country; `part_of` is the code of the larger one it lies in, or empty."""

    code: str
    part_of: str
    labels: dict[str, str]

    @property
    def country(self) -> str:
        return self.code.partition("-")[0]

    @property
    def name(self) -> str:
        """The name in the reader's language, else as the country writes it."""
        return _spoken(self.labels)


@cache
def every() -> dict[str, Region]:
    """Every region by its code."""
    return {
        row["code"]: Region(row["code"], row["part_of"], _labels(row, "name"))
        for row in rows("subdivisions.csv")
    }


@cache
def _of_country() -> dict[str, list[Region]]:
    found: dict[str, list[Region]] = {}
    for region in every().values():
        found.setdefault(region.country, []).append(region)
    return found


def of_country(country: str) -> list[Region]:
    """The regions of a country, sorted by name in the reader's language; empty for a country without."""
    return sorted(_of_country().get(country, ()), key=lambda region: _sort_key(region.name))


def found(words: str, country: str) -> str:
    """The code of the region that words mean in a country: a code, or a name in any of the languages; empty for none.

    Where a larger and a smaller region share a name, the larger one is meant.
    """
    code = words.strip().upper()
    if code in every():
        return code
    known = _by_name(country)
    return next((known[way] for way in _written(words) if way in known), "")


@cache
def _by_name(country: str) -> dict[str, str]:
    """Name, plain and in lower case -> code. The larger regions come first and keep the name."""
    names: dict[str, str] = {}
    for region in sorted(_of_country().get(country, ()), key=lambda one: (bool(one.part_of), one.code)):
        for label in region.labels.values():
            for name in _ways(label):
                names.setdefault(name, region.code)
    return names


def _ways(label: str) -> list[str]:
    """The ways to write a name: whole, and its parts ("Catalunya [Cataluña]", "Asturias, Principado de")."""
    ways = [label, *_APART.split(label)]
    return [plain for way in ways for plain in _written(way) if len(plain) > 1]


def _written(words: str) -> tuple[str, str]:
    """Words as they sound in Latin letters, and with the accents merely left out, as people type them."""
    apart = unicodedata.normalize("NFD", words.casefold())
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return _sort_key(words), " ".join(bare.split())
