"""Every value that an office may set (domain/practice.md P4): its meaning, source, default and range.

Apps define theirs in `inf_settings.py`, imported from their AppConfig.ready(). The rows an office has
set live in OfficeSetting; the newest one in effect counts, the default otherwise.
"""

import re
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, OfficeSetting


class Kind(StrEnum):
    """The types a setting may have."""

    INTEGER = "integer"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    CODES = "codes"


@dataclass(frozen=True)
class Setting:
    """One value: `range` is (lowest, highest) for numbers and the allowed codes for choices.

    `labels` says what the codes of a choice are called; `group` puts many alike under one heading of the page.
    """

    key: str
    default: Any
    kind: Kind
    range: tuple[Any, ...]
    source: str
    meaning: str | Promise
    labels: Mapping[str, str | Promise] = field(default_factory=dict)
    group: str | Promise = ""
    caution: Callable[[], str] = str

    def label(self, code: str) -> str | Promise:
        """What a code of a choice is called."""
        return self.labels.get(code, code)

    def said(self, value: Any) -> str:
        """A value as people read it."""
        if isinstance(value, bool):
            return str(_("Yes") if value else _("No"))
        if isinstance(value, list):
            return " ".join(map(str, value))
        return str(self.label(value)) if self.kind is Kind.CHOICE else str(value)

    def range_said(self) -> str:
        """What the value may be, as people read it."""
        if self.kind is Kind.BOOLEAN:
            return str(_("Yes or no"))
        if self.kind in (Kind.INTEGER, Kind.DECIMAL):
            return "–".join(map(str, self.range))
        return ", ".join(str(self.label(code)) for code in self.range)

    @property
    def app(self) -> str:
        """The app that defines it: the first part of the key."""
        return self.key.split(".")[0]

    def clean(self, value: Any) -> Any:
        """The value as it is stored, or ValidationError when it is of the wrong kind or out of range."""
        match self.kind:
            case Kind.BOOLEAN:
                return self._boolean(value)
            case Kind.INTEGER:
                return self._number(value, int)
            case Kind.DECIMAL:
                return self._number(value, float)
            case Kind.CHOICE:
                return self._codes([value])[0]
            case Kind.CODES:
                return self._codes(value if isinstance(value, list) else str(value).split())

    @staticmethod
    def _boolean(value: Any) -> bool:
        known = {"true": True, "yes": True, "on": True, "false": False, "no": False, "": False}
        found = value if isinstance(value, bool) else known.get(str(value).lower())
        if found is None:
            raise ValidationError(_("Choose yes or no."))
        return found

    def _number(self, value: Any, kind: type[int] | type[float]) -> int | float:
        try:
            number = kind(str(value))
        except ValueError:
            raise ValidationError(_("Give a number.")) from None
        lowest, highest = self.range
        if not lowest <= number <= highest:
            raise ValidationError(
                _("Give a number between %(lowest)s and %(highest)s."),
                params={"lowest": lowest, "highest": highest},
            )
        return number

    def _codes(self, values: list[Any]) -> list[Any]:
        if not values or any(value not in self.range for value in values):
            raise ValidationError(
                _("Choose from: %(codes)s."), params={"codes": ", ".join(str(code) for code in self.range)}
            )
        return values


REGISTER: dict[str, Setting] = {}
KEY = re.compile(r"^[a-z_]+\.[a-z0-9_]+$")
_kept: ContextVar[dict[uuid.UUID, list[OfficeSetting]] | None] = ContextVar("office_settings", default=None)


def define(
    key: str,
    *,
    default: Any,
    kind: Kind | str,
    range: tuple[Any, ...] = (),
    source: str,
    meaning: str | Promise,
    labels: Mapping[str, str | Promise] | None = None,
    group: str | Promise = "",
    caution: Callable[[], str] = str,
) -> Setting:
    """Register a value under `app.name`; defining a key twice or with a default out of range raises."""
    if key in REGISTER or not KEY.match(key):
        raise ValueError(f"{key} is defined twice, or is not app.name")
    setting = Setting(key, default, Kind(kind), tuple(range), source, meaning, labels or {}, group, caution)
    setting.clean(default)
    REGISTER[key] = setting
    return setting


def value(key: str, office: Office | uuid.UUID | None, on: date | None = None) -> Any:
    """The value of `key` at `office` on a date (today in UTC unless said otherwise).

    Without an office, or where the office has set nothing yet, it is the default. Unknown keys raise KeyError.
    """
    setting = REGISTER[key]
    if office is None:
        return setting.default
    day = on or timezone.now().date()
    rows = [
        row
        for row in _rows(office.pk if isinstance(office, Office) else office)
        if row.key == key and row.effective_from <= day
    ]
    return rows[-1].value if rows else setting.default


def _rows(office_id: uuid.UUID) -> list[OfficeSetting]:
    """All rows of an office in order of effect: one query per office within `kept()`."""
    kept = _kept.get()
    if kept is None or office_id not in kept:
        rows = list(OfficeSetting.objects.filter(office_id=office_id))
        if kept is None:
            return rows
        kept[office_id] = rows
    return kept[office_id]


@contextmanager
def kept() -> Iterator[None]:
    """Within this block (a request, a task) each office's settings are read once; within such a block it changes nothing."""
    if _kept.get() is not None:
        yield
        return
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def forget() -> None:
    """Read again after a change within the same request."""
    kept = _kept.get()
    if kept is not None:
        kept.clear()
