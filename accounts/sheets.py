"""The one way to a CSV file, and the one neutraliser for spreadsheet cells (design/confidentiality.md 10).

A cell that begins like a formula is run by the spreadsheet of whoever opens the file. `neutral` puts an
apostrophe before it; every text cell of every CSV and XLSX of the house passes here (a house test looks).
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Final

Cell = str | int | float | Decimal | bool | date | datetime | None

# Full-width and small forms count through their compatibility normal form.
BEGINS_A_FORMULA: Final = frozenset("=+-@|%")
BREAKS_A_LINE: Final = re.compile(r"(\r\n|[\r\n\v\f\x1c-\x1e\x85\u2028\u2029])")
# What a spreadsheet skips before it looks: blanks, and characters nobody sees.
_UNSEEN: Final = frozenset({"Zs", "Cf", "Cc"})
_NUL: Final = "\x00"


def neutral(text: str) -> str:
    """`text` so that no spreadsheet takes it, or a line of it, for a formula."""
    pieces = BREAKS_A_LINE.split(text.replace(_NUL, ""))
    # Even places hold lines, odd ones the breaks between them.
    return "".join(piece if place % 2 else _quiet(piece) for place, piece in enumerate(pieces))


def _quiet(line: str) -> str:
    return f"'{line}" if _is_loud(line) else line


def _is_loud(line: str) -> bool:
    """Whether the line begins with a tab, or its first character that is seen begins a formula."""
    for letter in line:
        if letter == "\t":
            return True
        if unicodedata.category(letter) in _UNSEEN:
            continue
        return unicodedata.normalize("NFKC", letter)[:1] in BEGINS_A_FORMULA
    return False


def written(cell: Cell) -> str:
    """A cell of a CSV file: numbers and dates by their type, everything else neutral."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, int | float | Decimal):
        return str(cell)
    if isinstance(cell, date | datetime):
        return cell.isoformat()
    return neutral(cell)


def as_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A CSV file, every cell in quotation marks, in UTF-8 with the mark that spreadsheets look for."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([neutral(name) for name in header])
    writer.writerows([written(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + file.getvalue().encode("utf-8", "replace")
