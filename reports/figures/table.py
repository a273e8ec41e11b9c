"""What a figure yields: counted tables and head-line tiles, before and after disclosure control.

The unit is the person-case. A table is complete in itself: its totals, its denominator and the number
of persons without an answer stand in it, so that page, chart, PDF and export never count again.
"""

from dataclasses import dataclass
from enum import Enum

from django.utils.functional import Promise

Label = str | Promise

# Code of the line that holds persons without an answer (nothing recorded, or "unknown").
MISSING = ""
# Code of the line that gathers what a ranked list leaves out.
REST = "rest"


class Hidden(Enum):
    """Why a count is not shown (domain/reports.md 4)."""

    SMALL = "small"  # 1 to k-1 persons
    LINKED = "linked"  # would give a small count away by subtraction


Count = int | Hidden


@dataclass(frozen=True)
class Line:
    """One row or column: the stored code and its label (lazy, so it follows the report's language)."""

    code: str
    label: Label


@dataclass(frozen=True)
class Table:
    """Persons by row and column.

    `cells[i][j]` are distinct persons; `row_totals`, `column_totals` and `total` count each person once,
    so with several values per person (`rows_overlap`, `columns_overlap`) they are smaller than the sums.
    `total` is everybody in the scope, the line MISSING included.
    """

    key: str
    title: Label
    row_title: Label
    column_title: Label
    chart: str
    rows: tuple[Line, ...]
    columns: tuple[Line, ...]
    cells: tuple[tuple[Count, ...], ...]
    row_totals: tuple[Count, ...]
    column_totals: tuple[Count, ...]
    total: Count
    rows_overlap: bool = False
    columns_overlap: bool = False
    notes: tuple[Label, ...] = ()
    threshold: int = 0  # the k it was released under; 0 while it holds raw counts

    @property
    def missing(self) -> Count:
        """Persons without an answer to the row's question."""
        return next(
            (n for line, n in zip(self.rows, self.row_totals, strict=True) if line.code == MISSING), 0
        )

    @property
    def denominator(self) -> Count:
        """Persons with any answer to the row's question: the base of every percentage (reports.md 3)."""
        if isinstance(self.total, Hidden) or isinstance(self.missing, Hidden):
            return Hidden.LINKED
        return self.total - self.missing

    @property
    def answered(self) -> tuple[tuple[Line, tuple[Count, ...], Count], ...]:
        """Rows with their cells and total, the line of persons without an answer left out."""
        rows = zip(self.rows, self.cells, self.row_totals, strict=True)
        return tuple(row for row in rows if row[0].code != MISSING)

    @property
    def is_suppressed(self) -> bool:
        """Whether anything in it is hidden."""
        counts = [*self.row_totals, *self.column_totals, self.total, *(n for row in self.cells for n in row)]
        return any(isinstance(count, Hidden) for count in counts)

    def share(self, count: Count) -> float | None:
        """Per cent of the denominator; None where it, or its complement, is or would be hidden."""
        base = self.denominator
        if isinstance(count, Hidden) or isinstance(base, Hidden) or base == 0:
            return None
        if 0 < base - count < self.threshold:
            return None
        return 100 * count / base


@dataclass(frozen=True)
class Tile:
    """One head-line number: `persons` tiles are counts of people and obey the threshold, others do not."""

    label: Label
    value: Count | float | None
    unit: str = "persons"  # persons | things | percent


@dataclass(frozen=True)
class Tiles:
    """Head-line numbers (R33). `split` are the two counts whose share the percentage tile shows."""

    key: str
    title: Label
    tiles: tuple[Tile, ...]
    split: tuple[int, int]
    denominator: Count
    missing: Count
    notes: tuple[Label, ...] = ()
    threshold: int = 0
    chart: str = "tiles"

    @property
    def is_suppressed(self) -> bool:
        """Whether a tile is hidden."""
        return any(isinstance(tile.value, Hidden) for tile in self.tiles)


Result = Table | Tiles
