"""How an answer is said on a page, in the reader's language. Who may read it is decided by cases.access."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from accounts.models import User
from cases import dictionary, links
from cases.dictionary import BY_CODE_OF, FieldEntry
from cases.models.scoped import EMPTY, AnswerState
from vault.money import Money
from vault.partial import PartialDate

# Structures that a page of their own shows.
NOT_SAID = frozenset({"derived:json", "json"})


@dataclass
class Row:
    """One line of a section as read: what components/summary_list.html takes."""

    label: Any
    value: Any = ""
    many: list[Any] = field(default_factory=list)


def rows(record: Any, keys: Iterable[str], *, reader: User) -> list[Row]:
    """The answered fields of a section, and those whose answer was refused or is not known, in order.

    Other cases are named by their references, as far as `reader` may see them.
    """
    lines = []
    for key in keys:
        if dictionary.fields()[key].type in NOT_SAID:
            continue
        state, value = record.state(key), getattr(record, key)
        if value not in EMPTY or state != AnswerState.NOT_ASKED:
            words = said(key, value, reader) or state.label
            line = Row(dictionary.label(key))
            line.many, line.value = (words, "") if isinstance(words, list) else ([], words)
            lines.append(line)
    return lines


def said(key: str, value: Any, reader: User) -> Any:
    """An answer in words; other cases by their references."""
    if key in links.LINK_FIELDS:
        return links.references(reader, value) if value else ""
    if isinstance(value, Mapping):
        return _pairs(key, value)
    return say(dictionary.fields()[key], value)


def _pairs(key: str, value: Mapping[str, str]) -> list[str]:
    """One answer for each code of another question: "Medical care: immediate"."""
    entry, of = dictionary.fields()[key], dictionary.fields()[BY_CODE_OF[key]]
    return [
        f"{dictionary.code_label(of.code_list, code)}: {dictionary.code_label(entry.code_list, one)}"
        for code, one in value.items()
    ]


def say(entry: FieldEntry, value: Any) -> Any:
    """An answer in the reader's language: text, or a list of texts for an answer of several."""
    if value in EMPTY:
        return ""
    kind = entry.type.removeprefix("derived:")
    if kind in {"multi", "multi_country"}:
        return [_one(entry, kind, code) for code in value]
    return _one(entry, kind, value)


def _one(entry: FieldEntry, kind: str, value: Any) -> str:
    if kind in {"single", "multi"}:
        return str(dictionary.code_label(entry.code_list, value))
    if kind in {"country", "multi_country"}:
        return str(dictionary.country_label(value))
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if kind == "file":
        return _("Kept among the files")
    if isinstance(value, User):
        return value.display_name
    if isinstance(value, PartialDate):
        return _partial(value)
    if isinstance(value, Money):
        return f"{number_format(value.amount)} {value.currency}"
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    if isinstance(value, int | Decimal):
        return str(number_format(value)) + (" %" if kind == "percent" else "")
    return str(value)


def _partial(value: PartialDate) -> str:
    """A date as far as it is known: a year, a month of a year, or a day."""
    if value.month is None:
        return str(value.year)
    return date_format(value.earliest(), "DATE_FORMAT" if value.day else "YEAR_MONTH_FORMAT")
