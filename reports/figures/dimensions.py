"""How answers become the lines of a table: which codes count as an answer, in which order, under which label."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases import dictionary
from cases.models.scoped import STATE_OF_CODE
from reports.figures.table import MISSING, REST, Label, Line

NOT_RECORDED = _("Unknown or not recorded")
# Codes that say "no information" in any list (CTDC maps them to empty as well).
NO_ANSWER = frozenset({"", *STATE_OF_CODE})

Mapping = Callable[[str], str]


@dataclass(frozen=True)
class Dimension:
    """A question whose answers are the rows or columns of a table."""

    title: Label

    def code(self, answer: Any) -> str:
        """The line an answer belongs to; MISSING where it says nothing."""
        return MISSING if answer is None else str(answer)

    def codes(self, answers: Any) -> list[str]:
        """The same for a multi-valued answer."""
        return [code for code in map(self.code, answers or ()) if code != MISSING]

    def folded(self, totals: Counter[str], threshold: int) -> Mapping | None:
        """A mapping that gathers small lines under REST, for dimensions that show the largest only."""
        return None

    def lines(self, totals: Counter[str]) -> tuple[Line, ...]:
        """The lines to print, those without an answer last and only where there are any."""
        found = tuple(self.answered(totals))
        return (*found, Line(MISSING, NOT_RECORDED)) if totals[MISSING] else found

    def answered(self, totals: Counter[str]) -> list[Line]:
        """The lines of real answers, in the order they are printed."""
        raise NotImplementedError


@dataclass(frozen=True)
class CodeList(Dimension):
    """The codes of one list of the dictionary, all of them, in its order."""

    name: str = ""

    @cached_property
    def known(self) -> dict[str, Label]:
        """Codes that are answers, with their lazy labels."""
        return {code: label for code, label in dictionary.choices(self.name) if code not in NO_ANSWER}

    def code(self, answer: Any) -> str:
        return answer if answer in self.known else MISSING

    def answered(self, totals: Counter[str]) -> list[Line]:
        return [Line(code, label) for code, label in self.known.items()]


@dataclass(frozen=True)
class Groups(Dimension):
    """Code-list codes merged into a few named groups; several per person."""

    names: tuple[tuple[str, Label], ...] = ()
    members: tuple[tuple[str, str], ...] = ()

    @cached_property
    def group_of(self) -> dict[str, str]:
        """Code -> group."""
        return dict(self.members)

    def code(self, answer: Any) -> str:
        return self.group_of.get(answer, MISSING)

    def answered(self, totals: Counter[str]) -> list[Line]:
        return [Line(code, label) for code, label in self.names]


@dataclass(frozen=True)
class Years(Dimension):
    """Calendar years, as they occur."""

    def code(self, answer: Any) -> str:
        return MISSING if answer is None else str(int(answer))

    def answered(self, totals: Counter[str]) -> list[Line]:
        return [Line(year, year) for year in sorted(totals) if year != MISSING]


@dataclass(frozen=True)
class Countries(Dimension):
    """The largest countries by persons, everything else under "other" (domain/reports.md 4.5)."""

    limit: int = 30

    @cached_property
    def known(self) -> frozenset[str]:
        """The codes of the dictionary."""
        return frozenset(dictionary.regions())

    def code(self, answer: Any) -> str:
        return answer if answer in self.known else MISSING

    def folded(self, totals: Counter[str], threshold: int) -> Mapping | None:
        ranked = sorted((code for code in totals if code != MISSING), key=lambda code: (-totals[code], code))
        kept = {code for code in ranked[: self.limit] if totals[code] >= threshold} | {MISSING}
        return lambda code: code if code in kept else REST

    def answered(self, totals: Counter[str]) -> list[Line]:
        named = sorted((c for c in totals if c not in (MISSING, REST)), key=lambda c: (-totals[c], c))
        lines = [Line(code, dictionary.country_label(code)) for code in named]
        return [*lines, Line(REST, _("Other countries"))] if totals[REST] else lines
