"""Small-cell suppression (domain/reports.md 4, rules 1 to 4), as pure functions.

A table is taken with its totals as one matrix: every row and every column is a sum that a reader can
subtract in. Counts of 1 to k-1 are hidden (SMALL), then as many larger ones (LINKED) as it takes until
no hidden count can be worked out, neither by subtraction nor by knowing that "<k" means 1 to k-1.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from reports.figures.table import Count, Hidden, Result, Table, Tile, Tiles

Cell = tuple[int, int]
MAX_PASSES = 10
INFINITE = float("inf")


@dataclass(frozen=True)
class Sum:
    """One row or column with the total it adds up to. `exact` is False where persons count in several parts."""

    parts: tuple[Cell, ...]
    total: Cell
    exact: bool

    @property
    def members(self) -> tuple[Cell, ...]:
        """Parts and total."""
        return (*self.parts, self.total)


class Matrix:
    """A table with its margins, and what is hidden in it so far. The last row and column are totals."""

    def __init__(
        self, values: Sequence[Sequence[int]], k: int, *, rows_overlap: bool, columns_overlap: bool
    ) -> None:
        self.values = values
        self.k = k
        self.height, self.width = len(values), len(values[0])
        self.hidden: dict[Cell, Hidden] = {}
        last_row, last_column = self.height - 1, self.width - 1
        self.sums = [
            Sum(tuple((i, j) for j in range(last_column)), (i, last_column), not columns_overlap)
            for i in range(self.height)
        ] + [
            Sum(tuple((i, j) for i in range(last_row)), (last_row, j), not rows_overlap)
            for j in range(self.width)
        ]

    def value(self, cell: Cell) -> int:
        """The true count."""
        return self.values[cell[0]][cell[1]]

    def unknown(self, line: Sum) -> list[Cell]:
        """Members of a sum that a reader is not shown."""
        return [cell for cell in line.members if cell in self.hidden]

    def smallest_shown(self, line: Sum) -> Cell | None:
        """The smallest non-zero part still shown; the total when no part is left."""
        shown = [cell for cell in line.parts if cell not in self.hidden and self.value(cell)]
        if shown:
            return min(shown, key=lambda cell: (self.value(cell), cell))
        return line.total if line.total not in self.hidden and self.value(line.total) else None

    def hide_small(self) -> None:
        """Rule 2: 1 to k-1 persons; and zeros of a row whose total is small, for they would point at the rest.

        Zeros of a column without anybody stay: its total of 0 says so anyway.
        """
        for i in range(self.height):
            for j in range(self.width):
                if 0 < self.values[i][j] < self.k:
                    self.hidden[i, j] = Hidden.SMALL
        for i in range(self.height - 1):
            if (i, self.width - 1) in self.hidden:
                for j in range(self.width - 1):
                    if self.values[-1][j]:
                        self.hidden.setdefault((i, j), Hidden.LINKED)

    def hide_partners(self) -> bool:
        """One pass of rule 3: a sum with exactly one unknown gets a second. True when something was hidden."""
        changed = False
        for line in self.sums:
            if len(self.unknown(line)) == 1 and (partner := self.smallest_shown(line)):
                self.hidden[partner] = Hidden.LINKED
                changed = True
        return changed

    def settle(self) -> None:
        """Rule 3 until stable; after MAX_PASSES everything but zeros goes, which leaves nothing to subtract."""
        for _ in range(MAX_PASSES):
            if not self.hide_partners():
                return
        self.hide_all()

    def hide_all(self) -> None:
        """Everything but zeros."""
        for line in self.sums:
            for cell in line.members:
                if self.value(cell):
                    self.hidden.setdefault(cell, Hidden.LINKED)

    def range_of(self, cell: Cell) -> tuple[int, float]:
        """What a reader knows of one count before any subtraction."""
        kind = self.hidden.get(cell)
        if kind is None:
            return self.value(cell), self.value(cell)
        if kind is Hidden.SMALL:
            return 1, self.k - 1
        # A linked count is never small, unless it is one of the zeros hidden with their row.
        is_zero_possible = (cell[0], self.width - 1) in self.hidden
        return 0 if is_zero_possible else self.k, INFINITE

    def given_away(self) -> list[Cell]:
        """Small counts that bounds leave only one value for (two "<5" that must add up to 8 are both 4)."""
        if self.k <= 2:
            return []  # a "<2" is a 1 for every reader; nothing can blur it
        bounds = {cell: self.range_of(cell) for line in self.sums for cell in line.members}
        exact = [line for line in self.sums if line.exact and self.unknown(line)]
        for _ in range(MAX_PASSES):
            narrowed = [_narrowed(line, bounds) for line in exact]
            if not any(narrowed):
                break
        small = (cell for cell, kind in self.hidden.items() if kind is Hidden.SMALL)
        return [cell for cell in small if bounds[cell][0] == bounds[cell][1]]

    def blur(self, cell: Cell) -> bool:
        """Hide one more count in a sum that `cell` belongs to; False when all of them are hidden already."""
        for line in self.sums:
            if cell in line.members and (partner := self.smallest_shown(line)):
                self.hidden[partner] = Hidden.LINKED
                return True
        return False


def _narrowed(line: Sum, bounds: dict[Cell, tuple[int, float]]) -> bool:
    """Tighten the bounds of every member of an exact sum from the others'; True when any got tighter."""
    low = sum(bounds[cell][0] for cell in line.parts)
    high = sum(bounds[cell][1] for cell in line.parts)
    total_low, total_high = bounds[line.total]
    found = {line.total: (max(total_low, low), min(total_high, high))}
    open_ended = sum(bounds[cell][1] == INFINITE for cell in line.parts)
    finite_high = sum(bounds[cell][1] for cell in line.parts if bounds[cell][1] != INFINITE)
    for cell in line.parts:
        cell_low, cell_high = bounds[cell]
        is_open = cell_high == INFINITE
        # What the other parts can be at most says what is left for this one at least.
        is_bounded = open_ended == int(is_open)
        floor = total_low - int(finite_high - (0 if is_open else cell_high)) if is_bounded else cell_low
        found[cell] = (max(cell_low, floor), min(cell_high, total_high - (low - cell_low)))
    changed = any(bounds[cell] != bound for cell, bound in found.items())
    bounds.update(found)
    return changed


def suppress(
    values: Sequence[Sequence[int]], k: int, *, rows_overlap: bool = False, columns_overlap: bool = False
) -> dict[Cell, Hidden]:
    """What to hide in a matrix whose last row and column are totals.

    `rows_overlap`: a person may stand in several rows, so that columns do not add up exactly;
    `columns_overlap` likewise for rows. Returns the hidden cells with the reason for each.
    """
    matrix = Matrix(values, k, rows_overlap=rows_overlap, columns_overlap=columns_overlap)
    matrix.hide_small()
    matrix.settle()
    while given_away := matrix.given_away():
        if not any(matrix.blur(cell) for cell in given_away):
            matrix.hide_all()
            break
        matrix.settle()
    return matrix.hidden


def release(result: Result, k: int) -> Result:
    """The result as it may leave: a table or tiles with counts hidden under threshold `k`."""
    return _release_tiles(result, k) if isinstance(result, Tiles) else _release_table(result, k)


def _release_table(table: Table, k: int) -> Table:
    values = [[*map(int, row), int(total)] for row, total in zip(table.cells, table.row_totals, strict=True)]  # type: ignore[arg-type]  # raw counts
    values.append([*map(int, table.column_totals), int(table.total)])  # type: ignore[arg-type]
    hidden = suppress(values, k, rows_overlap=table.rows_overlap, columns_overlap=table.columns_overlap)
    shown: list[list[Count]] = [
        [hidden.get((i, j), value) for j, value in enumerate(row)] for i, row in enumerate(values)
    ]
    return replace(
        table,
        cells=tuple(tuple(row[:-1]) for row in shown[:-1]),
        row_totals=tuple(row[-1] for row in shown[:-1]),
        column_totals=tuple(shown[-1][:-1]),
        total=shown[-1][-1],
        threshold=k,
    )


def _release_tiles(tiles: Tiles, k: int) -> Tiles:
    """Counts of persons under k are hidden; so is a share when one of its sides, or what it leaves out, is."""
    parts = [*tiles.split, int(tiles.missing)]  # type: ignore[arg-type]  # raw counts
    row = [*parts, sum(parts)]
    hidden = suppress([row, row], k)
    is_share_safe = not any((0, j) in hidden for j in range(len(parts)))
    return replace(
        tiles,
        tiles=tuple(_released_tile(tile, k, is_share_safe) for tile in tiles.tiles),
        denominator=tiles.denominator if is_share_safe else Hidden.LINKED,
        missing=hidden.get((0, 2), tiles.missing),
        threshold=k,
    )


def _released_tile(tile: Tile, k: int, is_share_safe: bool) -> Tile:
    if tile.unit == "persons" and isinstance(tile.value, int) and 0 < tile.value < k:
        return replace(tile, value=Hidden.SMALL)
    if tile.unit == "percent" and not is_share_safe:
        return replace(tile, value=Hidden.LINKED)
    return tile


def hidden_kinds(results: Iterable[Result]) -> set[Hidden]:
    """Which marks a page needs to explain."""
    kinds: set[Hidden] = set()
    for result in results:
        if isinstance(result, Tiles):
            kinds |= {tile.value for tile in result.tiles if isinstance(tile.value, Hidden)}
        else:
            counts = [
                *result.row_totals,
                *result.column_totals,
                result.total,
                *(n for r in result.cells for n in r),
            ]
            kinds |= {count for count in counts if isinstance(count, Hidden)}
    return kinds
