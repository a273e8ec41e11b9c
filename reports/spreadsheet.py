"""Released tables as a CSV file: de-identified counts, the only thing that leaves as CSV (decision 0128)."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from accounts.sheets import Cell, as_csv
from reports.figures.table import Count, Hidden, Result, Table, Tiles
from reports.words import count_text


def written(results: Iterable[Result]) -> tuple[bytes, int]:
    """One line per count, and how many lines there are. Takes released results only: hidden counts stay marks."""
    rows = [
        row for result in results for row in (_tiles(result) if isinstance(result, Tiles) else _table(result))
    ]
    return as_csv([_("Table"), _("Row"), _("Column"), _("Persons")], rows), len(rows)


def _table(table: Table) -> Iterator[list[Cell]]:
    everybody = _("All persons")
    for line, cells, total in zip(table.rows, table.cells, table.row_totals, strict=True):
        for column, count in zip(table.columns, cells, strict=True):
            yield [str(table.title), str(line.label), str(column.label), _said(count, table.threshold)]
        yield [str(table.title), str(line.label), everybody, _said(total, table.threshold)]
    for column, count in zip(table.columns, table.column_totals, strict=True):
        yield [str(table.title), everybody, str(column.label), _said(count, table.threshold)]
    yield [str(table.title), everybody, everybody, _said(table.total, table.threshold)]


def _tiles(tiles: Tiles) -> Iterator[list[Cell]]:
    for tile in tiles.tiles:
        value: Cell = _said(tile.value, tiles.threshold) if isinstance(tile.value, Hidden) else tile.value
        yield [str(tiles.title), str(tile.label), "", round(value, 1) if isinstance(value, float) else value]


def _said(count: Count, k: int) -> Cell:
    return count_text(count, k) if isinstance(count, Hidden) else count
