"""Form fields for the kinds of answer of the dictionary.

Rule P1 shapes all of them: an odd answer is taken as it is, only what cannot be read at all is an error.
None is required, and every text input keeps its own writing direction and is never completed or checked
by the browser (a shared machine would remember names).
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.choices import BaseChoiceIterator
from django.utils.translation import gettext_lazy as _

from cases.forms.widgets import LongSelect, RepeatedSelect, SuggestedInput

Choices = Callable[[], Iterable[tuple[str, Any]]] | Iterable[tuple[str, Any]]

RADIOS_AT_MOST = 6
PRIVATE_INPUT = {"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false", "dir": "auto"}
DAY_FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d %B %Y", "%d %b %Y"]


class LineField(forms.CharField):
    """One line of the person's own words, in any script."""

    def __init__(self, *, max_length: int | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("widget", forms.TextInput(attrs=dict(PRIVATE_INPUT)))
        super().__init__(max_length=max_length, **kwargs)


class ReferencesField(LineField):
    """References of other cases, as somebody writes them; the answer is their identifiers.

    `resolve` (identifiers for what was typed) and `name` (references for what is stored) are set by the form,
    because they depend on who asks.
    """

    resolve: Callable[[str], list[str]]
    name: Callable[[Any], list[str]]

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        return self.resolve(typed) if typed else []

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) and len(value) < 30 else ", ".join(self.name(value or []))


class SuggestedField(LineField):
    """One line in free words; `offer` sets (value, label) pairs to pick from."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=SuggestedInput(attrs=dict(PRIVATE_INPUT)), **kwargs)

    def offer(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Set what may be picked."""
        self.widget.suggestions = list(pairs)  # type: ignore[attr-defined]  # the widget of this class


class RegionField(LineField):
    """A region in somebody's words. Names are offered once the page knows the country (static/js/places.js).

    `countries` are the questions of the same page that say in which country.
    """

    def __init__(self, *, countries: Iterable[str], **kwargs: Any) -> None:
        offered = {"data-places": reverse_lazy("cases:places"), "data-places-of": " ".join(countries)}
        super().__init__(widget=forms.TextInput(attrs={**PRIVATE_INPUT, **offered}), **kwargs)

    def say(self, region: str) -> None:
        """Tell as which region the answer on record is counted."""
        self.help_text = _("Counted as: %(region)s") % {"region": region} if region else self.help_text


class FileOfCaseField(forms.ChoiceField):
    """One of the case's files, told by when it was added; `offer` sets which ones, because it depends on the case.

    Nothing is opened to offer them: what a file shows and who may read it is sealed, and asked when it is chosen.
    """

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("widget", LongSelect())
        super().__init__(choices=[("", "")], **kwargs)

    def offer(self, files: Iterable[tuple[str, str]]) -> None:
        """Set the (id, name) pairs to choose from."""
        self.choices = [("", ""), *files]


class AccountField(forms.CharField):
    """Several lines."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("widget", forms.Textarea(attrs={**PRIVATE_INPUT, "rows": 5}))
        super().__init__(**kwargs)


class CodeField(forms.ChoiceField):
    """One code of a list: radio buttons when the list is short, a drop-down when it is long."""

    def __init__(self, *, choices: Choices, short: bool, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("widget", forms.RadioSelect() if short else LongSelect())
        super().__init__(choices=_Listed(choices, blank=not short), **kwargs)


class CodesField(forms.MultipleChoiceField):
    """Any number of codes of a list, as checkboxes."""

    def __init__(self, *, choices: Choices, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("widget", forms.CheckboxSelectMultiple())
        super().__init__(choices=_Listed(choices, blank=False), **kwargs)


class SeveralField(forms.MultipleChoiceField):
    """Several values of a very long list; `least_rows` drop-downs are offered before any is chosen."""

    def __init__(self, *, choices: Choices, least_rows: int = 2, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("widget", RepeatedSelect(least_rows=least_rows))
        super().__init__(choices=_Listed(choices, blank=False), **kwargs)


class YesNoField(forms.TypedChoiceField):
    """Yes, no, or no answer: True, False or None."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(
            choices=[("yes", _("Yes")), ("no", _("No"))],
            coerce=lambda code: code == "yes",
            empty_value=None,
            widget=forms.RadioSelect(attrs={"class": "govuk-radios--inline"}),
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value


class TickField(forms.BooleanField):
    """One box to tick."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(**kwargs)


class DayField(forms.DateField):
    """A whole date: the browser's own date picker, and dates typed as people type them."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("error_messages", {"invalid": _("Enter a date, for example 2024-05-17.")})
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "autocomplete": "off"})
        super().__init__(input_formats=DAY_FORMATS, widget=kwargs.pop("widget", widget), **kwargs)


class NumberField(forms.IntegerField):
    """A whole number. No smallest or largest: an odd number is saved and marked, not refused."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("error_messages", {"invalid": _("Enter a whole number, for example 3.")})
        kwargs.setdefault("widget", _number_input("numeric"))
        super().__init__(**kwargs)


class DecimalNumberField(forms.DecimalField):
    """A number, with a point or a comma."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("error_messages", {"invalid": _("Enter a number, for example 7.5.")})
        kwargs.setdefault("widget", _number_input("decimal"))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)


def _number_input(mode: str) -> forms.TextInput:
    """A short text box with the number keyboard; `type=number` loses what it cannot read."""
    return forms.TextInput(attrs={"inputmode": mode, "autocomplete": "off", "class": "govuk-input--width-5"})


class _Listed(BaseChoiceIterator):
    """The choices, read anew each time so that they are in the reader's language; pairs already, nothing to normalise."""

    def __init__(self, choices: Choices, *, blank: bool) -> None:
        self.choices, self.blank = choices, blank

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        if self.blank:
            yield ("", "")
        yield from self.choices() if callable(self.choices) else self.choices
