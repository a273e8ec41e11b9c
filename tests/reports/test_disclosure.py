"""Small-cell suppression: examples of domain/reports.md 4 and the properties that must hold for any table."""

from hypothesis import example, given
from hypothesis import strategies as st

from reports.disclosure import release, suppress
from reports.figures.table import Hidden, Line, Table, Tile, Tiles
from tests.reports.attacker import possible, solved, sums

K = 5
counts = st.integers(0, 12) | st.integers(0, 300)
inner = st.integers(1, 6).flatmap(
    lambda width: st.lists(st.lists(counts, min_size=width, max_size=width), min_size=1, max_size=7)
)


def with_totals(cells: list[list[int]]) -> list[list[int]]:
    rows = [[*row, sum(row)] for row in cells]
    return [*rows, [sum(column) for column in zip(*rows, strict=True)]]


def table(cells: list[list[int]]) -> Table:
    full = with_totals(cells)
    return Table(
        key="T",
        title="T",
        row_title="row",
        column_title="column",
        chart="bar",
        rows=tuple(Line(f"r{i}", f"r{i}") for i in range(len(cells))),
        columns=tuple(Line(f"c{j}", f"c{j}") for j in range(len(cells[0]))),
        cells=tuple(map(tuple, cells)),
        row_totals=tuple(row[-1] for row in full[:-1]),
        column_totals=tuple(full[-1][:-1]),
        total=full[-1][-1],
    )


@given(inner, st.integers(2, 11))
def test_no_small_count_is_ever_published(cells: list[list[int]], k: int) -> None:
    values = with_totals(cells)
    hidden = suppress(values, k)
    assert all(
        (i, j) in hidden for i, row in enumerate(values) for j, value in enumerate(row) if 0 < value < k
    )


@given(inner, st.integers(2, 11))
def test_no_hidden_count_can_be_subtracted(cells: list[list[int]], k: int) -> None:
    values = with_totals(cells)
    assert solved(values, suppress(values, k)) == set()


@given(inner, st.integers(3, 11))
@example([[1, 0], [1, 2]], 3)
def test_knowing_the_bounds_of_a_small_count_does_not_give_it_away(cells: list[list[int]], k: int) -> None:
    values = with_totals(cells)
    hidden = suppress(values, k)
    for line in sums(len(values), len(values[0])):
        assert all(len(fits) > 1 for fits in possible(values, hidden, k, line).values())


@given(inner)
def test_what_has_no_small_count_is_published_whole(cells: list[list[int]]) -> None:
    large = [[value + K if value else 0 for value in row] for row in cells]
    assert suppress(with_totals(large), K) == {}


@given(inner, st.booleans(), st.booleans())
def test_overlapping_values_end_and_hide_small_counts(
    cells: list[list[int]], rows: bool, columns: bool
) -> None:
    values = [[*row, max(row)] for row in cells]
    values.append([max(column) for column in zip(*values, strict=True)])
    hidden = suppress(values, K, rows_overlap=rows, columns_overlap=columns)
    assert solved(values, hidden) == set()


def test_the_smallest_other_cell_is_hidden_with_a_small_one() -> None:
    hidden = suppress(with_totals([[3, 20, 9], [30, 40, 50]]), K)
    assert {cell: kind for cell, kind in hidden.items() if cell[0] == 0} == {
        (0, 0): Hidden.SMALL,
        (0, 2): Hidden.LINKED,
    }
    assert set(hidden) == {(0, 0), (0, 2), (1, 0), (1, 2)}


def test_zero_is_shown_unless_its_row_total_is_small() -> None:
    hidden = suppress(with_totals([[0, 10, 20], [0, 3, 0], [30, 30, 30]]), K)
    assert (0, 0) not in hidden
    assert {(1, 0), (1, 1), (1, 2), (1, 3)} <= set(hidden)
    assert (1, 0) not in suppress(with_totals([[0, 10], [0, 3]]), K)


def test_two_small_counts_that_could_only_be_ones_draw_in_a_third() -> None:
    values = with_totals([[1, 1, 60], [40, 50, 60]])
    assert len([cell for cell in suppress(values, K) if cell[0] == 0]) > 2


def test_shares_whose_complement_is_small_are_hidden() -> None:
    released = release(table([[98], [3], [40]]), K)
    assert isinstance(released, Table)
    assert released.share(released.row_totals[1]) is None
    nearly_all = release(table([[98], [0], [2]]), K)
    assert isinstance(nearly_all, Table)
    assert nearly_all.share(98) is None


def test_a_share_is_taken_of_those_with_an_answer() -> None:
    raw = table([[50], [50], [25]])
    with_missing = Table(**{**raw.__dict__, "rows": (*raw.rows[:2], Line("", "not recorded"))})
    released = release(with_missing, K)
    assert isinstance(released, Table)
    assert (released.denominator, released.missing, released.share(50)) == (100, 25, 50.0)


def head_lines(international: int, internal: int) -> Tiles:
    total = international + internal
    return Tiles(
        key="R33",
        title="t",
        tiles=(Tile("persons", total), Tile("share", 100 * international / total, "percent")),
        split=(international, internal),
        denominator=total,
        missing=0,
    )


def test_tiles_hide_small_counts_and_shares_that_would_give_them_away() -> None:
    assert [tile.value for tile in release(head_lines(3, 0), K).tiles] == [Hidden.SMALL, Hidden.LINKED]
    assert [tile.value for tile in release(head_lines(97, 3), K).tiles] == [100, Hidden.LINKED]
    assert [tile.value for tile in release(head_lines(75, 25), K).tiles] == [100, 75.0]
