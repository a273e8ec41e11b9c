"""The table of a group: what can be read of each row, and nothing lost of what cannot."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.settings_register import value as setting
from cases import dictionary
from cases.forms.fields import CodeField, DayField, LineField, NumberField
from contact.models import DONE, GroupKind, GroupRegistration
from vault.indexes import normalise

COLUMNS = ("code", "age", "sex", "language", "need", "family", "relation", "apart")
FIRST_ROWS, MORE_ROWS = 10, 10


class LanguageField(LineField):
    """A language by its name in the reader's language, as somebody types it, or by its code."""

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        if not typed:
            return ""
        names = {normalise(str(name)): code for code, name in dictionary.languages()}
        found = names.get(normalise(typed)) or (
            typed if typed in dictionary.codes(dictionary.LANGUAGE_LIST) else ""
        )
        if not found:
            raise forms.ValidationError(_("No language of this name is in the list."), code="invalid")
        return found


class RowsField(LineField):
    """Numbers of rows, however they are separated."""

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if typed and not re.fullmatch(r"\s*\d+(\D+\d+)*\D*", typed):
            raise forms.ValidationError(_("Give the numbers of rows, for example 3, 7."), code="invalid")
        return [int(number) for number in re.findall(r"\d+", typed)]


class RowForm(forms.Form):
    """One person as seen at first."""

    code = LineField(label=_("Code"), max_length=40)
    age = NumberField(label=_("Apparent age"))
    sex = CodeField(label=_("Apparent sex"), choices=lambda: dictionary.choices("sex"), short=False)
    language = LanguageField(label=_("Language"), max_length=80)
    need = CodeField(label=_("Urgent need"), choices=lambda: dictionary.choices("need_type"), short=False)
    family = LineField(label=_("Family"), max_length=20)
    relation = CodeField(
        label=_("Who in the family"), choices=lambda: dictionary.choices("person_relation"), short=False
    )
    apart = RowsField(label=_("Keep apart from rows"), max_length=60)

    def __init__(self, *args: Any, number: int, **kwargs: Any) -> None:
        kwargs["prefix"] = f"row-{number}"
        super().__init__(*args, **kwargs)
        self.number = number
        for name, asked in self.fields.items():
            asked.widget.attrs["aria-label"] = _("%(column)s, row %(number)s") % {
                "column": asked.label, "number": number,
            }  # fmt: skip
            asked.widget.attrs["data-cell"] = name
        self.fields["language"].widget.attrs["list"] = "languages"

    @property
    def typed(self) -> dict[str, str]:
        """The words of each column as they were typed."""
        return {name: str(self[name].value() or "").strip() for name in COLUMNS}

    @property
    def is_empty(self) -> bool:
        return not any(self.typed.values())


class GroupForm(forms.Form):
    """Where and when the people were met."""

    base_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    kind = CodeField(label=_("Where were they met?"), choices=GroupKind.choices, short=True)
    met_on = DayField(label=_("On"))
    place = LineField(label=_("Place, in your words"), max_length=300)

    def __init__(self, *args: Any, group: GroupRegistration, **kwargs: Any) -> None:
        initial = {name: getattr(group, name) for name in ("kind", "met_on", "place")}
        kwargs["initial"] = initial | {"base_version": group.version}
        super().__init__(*args, **kwargs)
        self.group = group

    def values(self) -> dict[str, Any]:
        """What can be read; an unreadable or missing day leaves the one on record."""
        given = {
            name: self.cleaned_data.get(name)
            for name in ("kind", "met_on", "place")
            if name not in self.errors
        }
        return {name: getattr(self.group, name) if value is None else value for name, value in given.items()}


@dataclass
class Table:
    """The rows that are still to be read, each under its own number; `done` are those that became cases, as kept.

    `most` is how many the office lets a table have.
    """

    rows: list[RowForm]
    most: int
    done: dict[int, dict[str, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, group: GroupRegistration) -> "Table":
        """The rows as they were kept, with empty ones behind them."""
        kept: Sequence[Mapping[str, str]] = group.rows
        done = _done(group)
        numbers = _open_numbers(max(FIRST_ROWS + len(done), len(kept)), done)
        return cls(
            [
                RowForm(number=number, initial=kept[number - 1] if number <= len(kept) else {})
                for number in numbers
            ],
            _most(group),
            done,
        )

    @classmethod
    def sent(cls, data: Any, group: GroupRegistration, *, more: bool = False) -> "Table":
        """The rows as they were sent; those kept already are never cut off, and those done are not sent again."""
        done, most = _done(group), max(_most(group), len(group.rows))
        numbers = [int(found[1]) for name in data if (found := re.fullmatch(r"row-(\d{1,3})-\w+", name))]
        count = min(max([FIRST_ROWS + len(done), *numbers]) + (MORE_ROWS if more else 0), most)
        table = cls([RowForm(data, number=number) for number in _open_numbers(count, done)], most, done)
        table._check_named()
        return table

    def _check_named(self) -> None:
        """Who is to be kept apart from a row that is not there is read again by a person, not forgotten."""
        known = {row.number for row in self.filled} | self.done.keys()
        for row in self.filled:
            if row.is_valid() and set(row.cleaned_data["apart"]) - known | {row.number} & set(
                row.cleaned_data["apart"]
            ):
                row.add_error("apart", _("There is no other row of this number."))

    @property
    def filled(self) -> list[RowForm]:
        """Rows with a word in them; an empty one between them keeps its number."""
        return [row for row in self.rows if not row.is_empty]

    def typed(self) -> list[dict[str, str]]:
        """The words of all rows up to the last one that is filled, at their places; of done ones what ties them."""
        words = {row.number: row.typed for row in self.filled} | self.done
        return [words.get(number, {}) for number in _to(max(words, default=0))]

    def read(self) -> dict[int, dict[str, Any]]:
        """What can be read, by the number of the row: only rows without an error."""
        return {row.number: row.cleaned_data for row in self.filled if row.is_valid()}

    def unread(self) -> list[RowForm]:
        """Rows of which something cannot be read."""
        return [row for row in self.filled if not row.is_valid()]

    @property
    def can_grow(self) -> bool:
        return len(self.rows) + len(self.done) < self.most


def _done(group: GroupRegistration) -> dict[int, dict[str, str]]:
    return {number: dict(row) for number, row in enumerate(group.rows, 1) if row.get(DONE)}


def _open_numbers(count: int, done: Mapping[int, object]) -> list[int]:
    return [number for number in _to(count) if number not in done]


def _most(group: GroupRegistration) -> int:
    return int(setting("contact.group_rows", group.office_id))


def _to(count: int) -> Iterable[int]:
    return range(1, count + 1)
