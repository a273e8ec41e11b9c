"""What text is allowed to do to the renderer: bounds on rows, word length and combining marks.

A word of a hundred thousand letters, a letter under a thousand marks and a table of a million rows are
cheap to type and dear to lay out (design/confidentiality.md 10).
"""

import re
import unicodedata
from typing import Final

MAX_MARKS: Final = 8
MAX_WORD: Final = 120
MAX_ROWS: Final = 8_000
MAX_CHARACTERS: Final = 8_000_000

# Text between tags, never a tag with its attributes (an address or a style rule may be long).
_TEXT = re.compile(r">[^<]*<")
_WORD = re.compile(rf"[^\s<>&;]{{{MAX_WORD + 1},}}")
_ROW = re.compile(r"<(?:tr|li|p)\b", re.IGNORECASE)
ZERO_WIDTH_SPACE: Final = "\u200b"


class TooMuch(Exception):
    """The document is larger than one PDF may be; `code` is `rows` or `characters`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def check(html: str) -> None:
    """Raises TooMuch for a document with too many rows or characters."""
    if len(html) > MAX_CHARACTERS:
        raise TooMuch("characters")
    if sum(1 for _row in _ROW.finditer(html)) > MAX_ROWS:
        raise TooMuch("rows")


def tamed(html: str) -> str:
    """The same document, where no letter carries more than MAX_MARKS marks and no word is longer than MAX_WORD.

    A longer word may break after every MAX_WORD letters; nothing of it is left out. Marks beyond the eighth are.
    """
    return _TEXT.sub(lambda found: _WORD.sub(_broken, fewer_marks(found.group())), html)


def _broken(word: re.Match[str]) -> str:
    letters = word.group()
    return ZERO_WIDTH_SPACE.join(letters[at : at + MAX_WORD] for at in range(0, len(letters), MAX_WORD))


def fewer_marks(text: str) -> str:
    """At most MAX_MARKS combining marks in a row."""
    if text.isascii():
        return text
    kept: list[str] = []
    marks = 0
    for letter in text:
        marks = marks + 1 if unicodedata.category(letter) in ("Mn", "Me") else 0
        if marks <= MAX_MARKS:
            kept.append(letter)
    return "".join(kept)
