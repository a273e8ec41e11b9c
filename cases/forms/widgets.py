"""Drop-downs of very long lists (countries, languages), drawn quickly.

Django draws every option through a template of its own: with six lists of countries and two of languages on
a page that is half a second. Here a list is one joined text.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from django import forms
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe


def options_markup(choices: Iterable[tuple[Any, Any]], chosen: Iterable[Any]) -> SafeString:
    """The option elements of a list, groups included, the chosen ones selected. Everything is escaped."""
    found = _drawn(tuple(_as_text(choices)))
    for value in {str(value) for value in chosen}:
        opening = f'<option value="{escape(value)}"'
        found = found.replace(f"{opening}>", f"{opening} selected>")
    return mark_safe(found)  # every part is escaped


def _as_text(choices: Iterable[tuple[Any, Any]]) -> Iterator[tuple[str, Any]]:
    """The pairs in words of the reader's language; a group's label is its own pairs."""
    for value, label in choices:
        yield str(value), tuple(_as_text(label)) if isinstance(label, list | tuple) else str(label)


@lru_cache(maxsize=128)
def _drawn(choices: tuple[tuple[str, Any], ...]) -> str:
    """A list with nothing chosen: the same few lists come back on every page, each in its languages."""
    return "".join(
        f'<optgroup label="{escape(value)}">{_drawn(label)}</optgroup>'
        if isinstance(label, tuple)
        else f'<option value="{escape(value)}">{escape(label)}</option>'
        for value, label in choices
    )


class LongSelect(forms.Select):
    """One value of a long list."""

    template_name = "cases/widgets/long_select.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = forms.Widget.get_context(self, name, value, attrs)
        chosen = self.format_value(value)
        context["widget"]["markup"] = options_markup(
            self.choices, chosen if isinstance(chosen, list) else [chosen]
        )
        return context


class SuggestedInput(forms.TextInput):
    """A line in free words, with values to pick from."""

    template_name = "cases/widgets/suggested_input.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.suggestions: list[tuple[str, str]] = []

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        list_id = f"{(attrs or {}).get('id', name)}_list"
        context = super().get_context(name, value, {**(attrs or {}), "list": list_id})
        context["widget"] |= {"suggestions": self.suggestions, "list_id": list_id}
        return context


class RepeatedSelect(forms.widgets.ChoiceWidget):
    """Several values of a very long list: one drop-down each and a free one.

    Two hundred and fifty checkboxes help nobody, and a list box with the control key helps few.
    """

    template_name = "cases/widgets/repeated_select.html"
    allow_multiple_selected = True
    use_fieldset = True
    free_rows = 1

    def __init__(
        self, attrs: dict[str, Any] | None = None, choices: Any = (), *, least_rows: int = 2
    ) -> None:
        super().__init__(attrs, choices)
        self.least_rows = least_rows

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = forms.Widget.get_context(self, name, None, attrs)
        chosen = [str(code) for code in value or [] if code]
        rows = chosen + [""] * max(self.least_rows - len(chosen), self.free_rows)
        offered = [pair for pair in self.choices if pair[0]]
        context["widget"]["rows"] = rows
        context["widget"]["lists"] = [options_markup(offered, [row]) for row in rows]
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        values = data.getlist(name) if hasattr(data, "getlist") else data.get(name) or []
        return list(dict.fromkeys(value for value in values if value))

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """A group has no single control to point at; its legend names it."""
        return ""
