"""A reader with pencil and paper: what can be worked out from a published table by adding and subtracting."""

from collections.abc import Sequence

from reports.figures.table import Hidden

Cell = tuple[int, int]


def sums(height: int, width: int) -> list[list[Cell]]:
    """Every row and every column of a matrix whose last row and column are totals; the total stands last."""
    rows = [[(i, j) for j in range(width)] for i in range(height)]
    return rows + [[(i, j) for i in range(height)] for j in range(width)]


def solved(values: Sequence[Sequence[int]], hidden: dict[Cell, Hidden]) -> set[Cell]:
    """Hidden cells that subtraction gives away: as long as some sum has one unknown, fill it in."""
    unknown = set(hidden)
    lines = sums(len(values), len(values[0]))
    found: set[Cell] = set()
    while True:
        single = {left[0] for line in lines if len(left := [cell for cell in line if cell in unknown]) == 1}
        if not single:
            return found
        found |= single
        unknown -= single


def possible(
    values: Sequence[Sequence[int]], hidden: dict[Cell, Hidden], k: int, line: list[Cell]
) -> dict[Cell, set[int]]:
    """What the small counts of one sum may be, knowing that each is 1 to k-1 and the total is published."""
    small = [cell for cell in line[:-1] if hidden.get(cell) is Hidden.SMALL]
    if line[-1] in hidden or any(hidden.get(cell) is Hidden.LINKED for cell in line[:-1]) or not small:
        return {}
    rest = values[line[-1][0]][line[-1][1]] - sum(values[i][j] for i, j in line[:-1] if (i, j) not in hidden)
    others = len(small) - 1
    fits = {n for n in range(1, k) if others <= rest - n <= others * (k - 1)}
    return dict.fromkeys(small, fits)
