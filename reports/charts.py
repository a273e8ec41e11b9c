"""SVG charts from released tables: the same drawing in the page and in the PDF.

Pure functions of a table. Only presentation attributes (the content security policy forbids inline
styles); readable without colour, because every bar carries its number and a series is told by its
pattern; `<title>` is the text alternative, and the table stands beside every chart. In a right-to-left
language the drawing is mirrored by its coordinates.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from reports.figures.table import MISSING, REST, Count, Hidden, Table
from reports.words import count_text, share_text

WIDTH = 640
FONT = "Wayhome Sans, Wayhome Arabic, Noto Sans, DejaVu Sans, sans-serif"
INK, SOFT, PALE = "#0b0c0c", "#1d70b8", "#8eb8dc"
# Patterns of the series of a grouped chart, in order; the fourth and later repeat the last.
FILLS = ("solid", "stripes", "pale", "dots")
LABEL_LIMIT = 38
STUB = 6  # length of the bar of a hidden count: it shows that there is something, not how much


@dataclass
class Canvas:
    """Collects shapes; mirrors x where the language is written from right to left."""

    key: str
    height: float
    rtl: bool
    parts: list[str] = field(default_factory=list)

    def x(self, x: float, width: float = 0) -> float:
        """The x of a shape whose logical start is `x`."""
        return round(WIDTH - x - width if self.rtl else x, 1)

    def bar(self, x: float, y: float, width: float, height: float, fill: str = "solid") -> None:
        """A rectangle in one of FILLS, or `hidden` for a count that is not shown."""
        paint = {"solid": SOFT, "pale": PALE, "hidden": "none"}.get(fill, f"url(#{self.key}-{fill})")
        dash = ' stroke-dasharray="2 2"' if fill == "hidden" else ""
        self.parts.append(
            f'<rect x="{self.x(x, width)}" y="{round(y, 1)}" width="{round(width, 1)}" height="{round(height, 1)}"'
            f' fill="{paint}" stroke="{INK}" stroke-width="0.6"{dash}/>'
        )

    def text(self, x: float, y: float, words: object, anchor: str = "start", size: float = 11) -> None:
        """A line of text; `anchor` is logical and mirrored with the drawing."""
        if self.rtl:
            anchor = {"start": "end", "end": "start"}.get(anchor, anchor)
        self.parts.append(
            f'<text x="{self.x(x)}" y="{round(y, 1)}" font-size="{size}" text-anchor="{anchor}" fill="{INK}">'
            f"{escape(str(words))}</text>"
        )

    def line(self, x1: float, y1: float, x2: float, y2: float) -> None:
        """An axis."""
        self.parts.append(
            f'<line x1="{self.x(x1)}" y1="{round(y1, 1)}" x2="{self.x(x2)}" y2="{round(y2, 1)}"'
            f' stroke="{INK}" stroke-width="1"/>'
        )

    def svg(self, title: str) -> SafeString:
        """The finished drawing with its text alternative."""
        return format_html(
            '<svg xmlns="http://www.w3.org/2000/svg" class="report-chart" role="img" viewBox="0 0 {} {}" width="{}"'
            ' height="{}" direction="ltr" font-family="{}"><title>{}</title>{}{}</svg>',
            WIDTH,
            round(self.height),
            WIDTH,
            round(self.height),
            FONT,
            title,
            mark_safe(_patterns(self.key, self.parts)),
            mark_safe("".join(self.parts)),  # every text in it went through escape() above
        )


def _patterns(key: str, parts: Iterable[str]) -> str:
    drawn = "".join(parts)
    found = {
        "stripes": f'<rect width="6" height="6" fill="#fff"/><path d="M0 6L6 0" stroke="{SOFT}" stroke-width="2"/>',
        "dots": f'<rect width="6" height="6" fill="#fff"/><circle cx="3" cy="3" r="1.4" fill="{SOFT}"/>',
    }
    used = "".join(
        f'<pattern id="{key}-{name}" width="6" height="6" patternUnits="userSpaceOnUse">{shape}</pattern>'
        for name, shape in found.items()
        if f"{key}-{name})" in drawn
    )
    return f"<defs>{used}</defs>" if used else ""


def short(label: object) -> str:
    """A label that fits beside a bar; the table has it in full."""
    words = str(label)
    return words if len(words) <= LABEL_LIMIT else f"{words[: LABEL_LIMIT - 1].rstrip()}…"


def _length(count: Count, largest: int, room: float) -> tuple[float, str]:
    """How long a bar is, and whether it stands for a hidden count."""
    if isinstance(count, Hidden):
        return STUB, "hidden"
    return (room * count / largest if largest else 0), "solid"


def _largest(counts: Iterable[Count]) -> int:
    return max((count for count in counts if not isinstance(count, Hidden)), default=0)


def bars(table: Table, *, rtl: bool = False, ranked: bool = False) -> SafeString:
    """Horizontal bars of the row totals with count and per cent; `ranked` numbers them, "other" unranked."""
    rows = [(line, total) for line, _cells, total in table.answered]
    step, start, room = (17, 262, 270) if len(rows) > 15 else (24, 262, 270)
    canvas = Canvas(table.key, step * max(len(rows), 1) + 8, rtl)
    largest = _largest(total for _line, total in rows)
    for i, (line, total) in enumerate(rows):
        y = 4 + i * step
        label = f"{i + 1}. {short(line.label)}" if ranked and line.code != REST else short(line.label)
        canvas.text(start - 8, y + step * 0.62, label, "end")
        length, fill = _length(total, largest, room)
        if length:
            canvas.bar(start, y + step * 0.12, length, step * 0.7, fill)
        canvas.text(start + length + 5, y + step * 0.62, _numbers(table, total))
    canvas.line(start, 2, start, canvas.height - 2)
    return canvas.svg(alternative(table))


def _numbers(table: Table, count: Count) -> str:
    share = table.share(count)
    return (
        count_text(count, table.threshold)
        if share is None
        else f"{count_text(count, 0)} ({share_text(share)})"
    )


def columns(table: Table, *, rtl: bool = False) -> SafeString:
    """Upright bars, one group per row of the table and one pattern per column that has anybody in it."""
    rows = list(table.answered)
    series = [
        j
        for j in range(len(table.columns))
        if table.columns[j].code != MISSING and any(r[1][j] != 0 for r in rows)
    ]
    top, floor, left = 34, 210, 14
    canvas = Canvas(table.key, 240, rtl)
    largest = _largest(cells[j] for _line, cells, _total in rows for j in series)
    group = (WIDTH - 2 * left) / max(len(rows), 1)
    bar = min(34.0, group * 0.84 / max(len(series), 1))
    for i, (line, cells, _total) in enumerate(rows):
        begin = left + i * group + (group - bar * len(series)) / 2
        for place, j in enumerate(series):
            height, fill = _length(cells[j], largest, floor - top - 14)
            shown = FILLS[min(place, 3)] if fill == "solid" else fill
            if height:
                canvas.bar(begin + place * bar, floor - height, bar, height, shown)
            if bar >= 12:
                words = count_text(cells[j], table.threshold)
                canvas.text(begin + (place + 0.5) * bar, floor - height - 3, words, "middle", 9)
        if group >= 26 or i % 2 == 0:
            canvas.text(left + (i + 0.5) * group, floor + 15, line.label, "middle", 10)
    canvas.line(left, floor, WIDTH - left, floor)
    _legend(canvas, [table.columns[j].label for j in series])
    return canvas.svg(alternative(table))


def _legend(canvas: Canvas, labels: list[object]) -> None:
    x = 14.0
    for place, label in enumerate(labels):
        canvas.bar(x, 6, 12, 12, FILLS[min(place, 3)])
        canvas.text(x + 17, 16, short(label))
        x += 30 + 6.4 * len(short(label))


def pyramid(table: Table, *, rtl: bool = False, sides: tuple[str, str] = ("female", "male")) -> SafeString:
    """Age bands upwards, one sex to each side; everybody else is in the table beside it."""
    codes = [line.code for line in table.columns]
    if not all(side in codes for side in sides):
        return bars(table, rtl=rtl)
    first, second = (codes.index(side) for side in sides)
    rows = list(reversed(table.answered))
    step, middle, gap = 23, WIDTH / 2, 52
    room = middle - gap - 62
    canvas = Canvas(table.key, 28 + step * max(len(rows), 1), rtl)
    largest = _largest(cells[j] for _line, cells, _total in rows for j in (first, second))
    canvas.text(middle - gap, 14, table.columns[first].label, "end", 12)
    canvas.text(middle + gap, 14, table.columns[second].label, "start", 12)
    for i, (line, cells, _total) in enumerate(rows):
        y = 22 + i * step
        canvas.text(middle, y + step * 0.65, line.label, "middle")
        for count, outward, fill in ((cells[first], -1, "stripes"), (cells[second], 1, "solid")):
            length, kind = _length(count, largest, room)
            begin = middle - gap - length if outward < 0 else middle + gap
            if length:
                canvas.bar(begin, y + 2, length, step - 5, fill if kind == "solid" else kind)
            words = count_text(count, table.threshold)
            edge = begin - 5 if outward < 0 else begin + length + 5
            canvas.text(edge, y + step * 0.65, words, "end" if outward < 0 else "start", 10)
    return canvas.svg(alternative(table))


def alternative(table: Table) -> str:
    """The text alternative: what it shows, the largest published rows, and where the numbers are."""
    shown = sorted(
        (
            (total, str(line.label))
            for line, _cells, total in table.answered
            if not isinstance(total, Hidden) and total
        ),
        reverse=True,
    )[:3]
    if not shown:
        return _("Chart: %(title)s. No number can be shown.") % {"title": table.title}
    largest = "; ".join(f"{label} {count_text(total, 0)}" for total, label in shown)
    return _("Chart: %(title)s. Largest: %(largest)s. All numbers are in the table beside it.") % {
        "title": table.title,
        "largest": largest,
    }


def draw(table: Table, *, rtl: bool = False) -> SafeString:
    """The chart that the table's figure asks for."""
    match table.chart:
        case "column":
            return columns(table, rtl=rtl)
        case "pyramid":
            return pyramid(table, rtl=rtl)
        case "ranked":
            return bars(table, rtl=rtl, ranked=True)
        case _:
            return bars(table, rtl=rtl)
