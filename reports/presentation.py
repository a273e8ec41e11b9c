"""A released result as words: what the templates of page and PDF print, cell by cell."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from reports import charts
from reports.disclosure import hidden_kinds
from reports.figures.table import MISSING, Count, Hidden, Label, Result, Table, Tile, Tiles
from reports.words import LINKED_MARK, count_text, share_text


@dataclass(frozen=True)
class ShownRow:
    """A row of a table as printed."""

    label: Label
    cells: tuple[str, ...]
    total: str
    share: str


@dataclass(frozen=True)
class ShownTile:
    """A head-line number as printed."""

    label: Label
    value: str


@dataclass(frozen=True)
class Shown:
    """A figure as printed: its chart (empty for tiles and plain tables), rows or tiles, and its base."""

    key: str
    title: Label
    chart: SafeString | str
    base: str
    notes: tuple[Label, ...]
    row_title: Label = ""
    columns: tuple[Label, ...] = ()
    rows: tuple[ShownRow, ...] = ()
    everybody: ShownRow | None = None
    tiles: tuple[ShownTile, ...] = ()


def present(results: Iterable[Result], *, rtl: bool) -> list[Shown]:
    """Every result as words, in the language in force."""
    return [_tiles(result) if isinstance(result, Tiles) else _table(result, rtl) for result in results]


def legend(results: Sequence[Result]) -> list[str]:
    """What the marks of hidden counts mean; only those that occur."""
    kinds = hidden_kinds(results)
    k = max((result.threshold for result in results), default=0)
    words = []
    if Hidden.SMALL in kinds:
        words.append(_("<%(k)s: fewer than %(k)s persons; the number is hidden to protect them.") % {"k": k})
    if Hidden.LINKED in kinds:
        words.append(
            _("%(mark)s: hidden so that a small number cannot be worked out from it.") % {"mark": LINKED_MARK}
        )
    return words


def _base(denominator: Count, missing: Count, k: int) -> str:
    return _("Persons with an answer (base of the percentages): %(denominator)s. Without: %(missing)s.") % {
        "denominator": count_text(denominator, k),
        "missing": count_text(missing, k),
    }


def _can_be_drawn(table: Table) -> bool:
    """Whether the figure has a chart, and anybody in it."""
    return table.chart != "none" and any(total != 0 for _line, _cells, total in table.answered)


def _table(table: Table, rtl: bool) -> Shown:
    rows = zip(table.rows, table.cells, table.row_totals, strict=True)
    return Shown(
        key=table.key,
        title=table.title,
        chart=charts.draw(table, rtl=rtl) if _can_be_drawn(table) else "",
        base=_base(table.denominator, table.missing, table.threshold),
        notes=table.notes,
        row_title=table.row_title,
        columns=tuple(line.label for line in table.columns),
        rows=tuple(
            ShownRow(
                label=line.label,
                cells=tuple(count_text(count, table.threshold) for count in cells),
                total=count_text(total, table.threshold),
                share="" if line.code == MISSING else share_text(table.share(total)),
            )
            for line, cells, total in rows
        ),
        everybody=ShownRow(
            label=_("All persons"),
            cells=tuple(count_text(count, table.threshold) for count in table.column_totals),
            total=count_text(table.total, table.threshold),
            share="",
        ),
    )


def _tiles(tiles: Tiles) -> Shown:
    return Shown(
        key=tiles.key,
        title=tiles.title,
        chart="",
        base=_base(tiles.denominator, tiles.missing, tiles.threshold),
        notes=tiles.notes,
        tiles=tuple(ShownTile(tile.label, _tile_text(tile, tiles.threshold)) for tile in tiles.tiles),
    )


def _tile_text(tile: Tile, k: int) -> str:
    if tile.value is None:
        return _("no answer yet")
    if tile.unit == "percent":
        return share_text(tile.value if isinstance(tile.value, float | int) else None)
    return count_text(tile.value, k)  # type: ignore[arg-type]  # only percentages are fractions
