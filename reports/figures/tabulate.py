"""From groups of like persons to a table.

The database groups persons who have the same answers and counts each group once: that one statement
holds every distinct count of the table, margins and denominators included, however many values a
person has. What is left for Python is to spread a few hundred groups over the cells.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import product

from reports.figures.table import MISSING

Pair = tuple[str, str]


@dataclass(frozen=True)
class Group:
    """So many persons share exactly these (row, column) pairs."""

    pairs: frozenset[Pair]
    persons: int

    @classmethod
    def crossed(cls, rows: Iterable[str], columns: Iterable[str], persons: int) -> "Group":
        """Row and column answers that are independent of each other; none at all counts as MISSING."""
        return cls(frozenset(product(set(rows) or {MISSING}, set(columns) or {MISSING})), persons)

    def renamed(self, row: Callable[[str], str], column: Callable[[str], str]) -> "Group":
        """The same persons with their codes mapped."""
        return Group(frozenset((row(r), column(c)) for r, c in self.pairs), self.persons)


@dataclass
class Tally:
    """Distinct persons per cell and margin."""

    cells: Counter[Pair] = field(default_factory=Counter)
    rows: Counter[str] = field(default_factory=Counter)
    columns: Counter[str] = field(default_factory=Counter)
    total: int = 0


def tidied(pairs: frozenset[Pair]) -> frozenset[Pair]:
    """Somebody with an answer to the row's question is not also without one; likewise within each row."""
    if any(row for row, _ in pairs):
        pairs = frozenset(pair for pair in pairs if pair[0] != MISSING)
    named = {row for row, column in pairs if column != MISSING}
    return frozenset((row, column) for row, column in pairs if column != MISSING or row not in named)


def tally(groups: Iterable[Group]) -> Tally:
    """Count each person once per cell, once per row, once per column and once in all."""
    result = Tally()
    for group in groups:
        pairs = tidied(group.pairs)
        for pair in pairs:
            result.cells[pair] += group.persons
        for row in {row for row, _ in pairs}:
            result.rows[row] += group.persons
        for column in {column for _, column in pairs}:
            result.columns[column] += group.persons
        result.total += group.persons
    return result
