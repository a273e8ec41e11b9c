"""Dates of which only the year, or the year and the month, are known.

An unknown day is unknown: it is stored as such and never as the first of the month.
"""

import calendar
import datetime
import re
from dataclasses import dataclass
from functools import total_ordering
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.dates import MONTHS, MONTHS_3
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

MIN_YEAR, MAX_YEAR = 1, 9999
_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_MONTH_FIRST = re.compile(r"(\d{1,2})[/.\-\s](\d{4})")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.\-\s](\d{1,2})[/.\-\s](\d{4})")
_NAMED = re.compile(r"(?:(\d{1,2})\.?\s+(?:de\s+)?)?([^\W\d_]+)\.?(?:\s+de)?\s+(\d{4})")


@total_ordering
@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date as well as it is known. Orders by its earliest day, the vaguer of two before the exact one.

    Raises ValueError for a day without a month and for dates the calendar does not have.
    """

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.month is None and self.day is not None:
            raise ValueError("A day needs its month.")
        month = 1 if self.month is None else self.month
        datetime.date(self.year, month, 1 if self.day is None else self.day)

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """Return the date that "2019", "2019-03" or "2019-03-07" names; raise ValueError for all else."""
        found = _ISO.fullmatch(text.strip())
        if found is None:
            raise ValueError("Not a date.")
        return cls(*(int(part) if part else None for part in found.groups()))  # type: ignore[arg-type]  # the pattern always has a year

    @classmethod
    def of(cls, day: datetime.date) -> "PartialDate":
        return cls(day.year, day.month, day.day)

    def __str__(self) -> str:
        parts = [f"{self.year:04}"]
        parts += [f"{part:02}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts)

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, PartialDate):
            return NotImplemented
        return self._order() < other._order()

    def _order(self) -> tuple[int, int, int]:
        return (self.year, self.month or 0, self.day or 0)

    def earliest(self) -> datetime.date:
        """The first day this may be."""
        return datetime.date(self.year, self.month or 1, self.day or 1)

    def latest(self) -> datetime.date:
        """The last day this may be."""
        month = self.month or 12
        return datetime.date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def is_exact(self) -> bool:
        return self.day is not None

    def may_be(self, other: "PartialDate") -> bool:
        """Whether both may be the same day."""
        return self.earliest() <= other.latest() and other.earliest() <= self.latest()


def _month_number(word: str) -> int | None:
    """The month of which `word` is the name, or its beginning, in one of the house's languages."""
    from django.conf import settings

    wanted = word.casefold()
    for code, _name in settings.LANGUAGES:
        with override(code):
            for names in (MONTHS, MONTHS_3):
                for number, name in names.items():
                    if str(name).casefold().rstrip(".") == wanted:
                        return number
    return None


def _in_numbers(text: str) -> PartialDate | None:
    if _ISO.fullmatch(text):
        return PartialDate.parse(text)
    if found := _MONTH_FIRST.fullmatch(text):
        return PartialDate(int(found[2]), int(found[1]))
    if found := _DAY_FIRST.fullmatch(text):
        return PartialDate(int(found[3]), int(found[2]), int(found[1]))
    return None


def _in_words(text: str) -> PartialDate | None:
    found = _NAMED.fullmatch(text)
    if found is None or (month := _month_number(found[2])) is None:
        return None
    return PartialDate(int(found[3]), month, int(found[1]) if found[1] else None)


def read(value: Any) -> PartialDate | None:
    """Return what a person typed or a caller gave as a partial date, None for nothing.

    Accepts "2019", "2019-03", "2019-03-07", "03/2019", "07/03/2019" (day first), "March 2019" and
    "7 mars 2019" in every language of the house. Raises ValidationError for anything else.
    """
    if value is None or isinstance(value, PartialDate):
        return value
    if isinstance(value, datetime.date):
        return PartialDate.of(value)
    text = " ".join(str(value).split())
    if not text:
        return None
    try:
        known = _in_numbers(text) or _in_words(text)
    except ValueError:
        known = None
    if known is None:
        raise ValidationError(_("Enter a date such as 2019, 03/2019 or 07/03/2019."), code="invalid")
    return known


class PartialDateField(forms.CharField):
    """The form's field: one line of text, in any of the ways `read` accepts."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        return read(value)

    def prepare_value(self, value: Any) -> Any:
        return str(value) if isinstance(value, PartialDate) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return read(initial) != read(data)
        except ValidationError:
            return True

    def run_validators(self, value: Any) -> None:
        """The length is measured on the text form."""
        super().run_validators("" if value is None else str(value))


class PartialDateModelField(models.CharField):  # type: ignore[type-arg]  # takes and gives PartialDate, which CharField's parameters cannot say
    """A plain (unsealed) column for a partial date: its text form, which sorts as the dates do."""

    description = _("Date of which the day or the month may be unknown")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = 10
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_length"]
        return name, path, args, kwargs

    def from_db_value(self, value: str | None, *args: Any) -> PartialDate | None:
        return PartialDate.parse(value) if value else None

    def to_python(self, value: Any) -> PartialDate | None:
        return read(value)

    def get_prep_value(self, value: Any) -> str | None:
        known = read(value)
        if known is None:
            return None if self.null else ""
        return str(known)

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.value_from_object(obj) or "")

    def run_validators(self, value: Any) -> None:
        super().run_validators(None if value is None else str(value))

    def formfield(self, **kwargs: Any) -> Any:
        field_class: type[forms.Field] = kwargs.pop("form_class", PartialDateField)
        return models.Field.formfield(self, form_class=field_class, **kwargs)
