"""One choice for each code of another question, for example a priority for each need."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cases.dictionary import Choice
from cases.forms.widgets import LongSelect

Choices = Callable[[], list[Choice]]


class ByCodeWidget(forms.MultiWidget):
    """A short drop-down for each code, with the code's label beside it."""

    use_fieldset = True

    def __init__(self, of: Choices, choices: Choices) -> None:
        self.codes = [code for code, _label in of()]
        selects = [LongSelect(attrs={"part_label": label}) for _code, label in of()]
        super().__init__(selects)
        self.offered = choices

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        for select in self.widgets:
            select.choices = [("", ""), *self.offered()]  # type: ignore[attr-defined]  # each is a LongSelect
        return super().get_context(name, value, attrs)

    def decompress(self, value: Any) -> list[Any]:
        chosen = value if isinstance(value, dict) else {}
        return [chosen.get(code, "") for code in self.codes]


class ByCodeField(forms.Field):
    """The answer is a mapping of code to choice, without the codes for which nothing was chosen."""

    def __init__(self, *, of: Choices, choices: Choices, **kwargs: Any) -> None:
        self.codes = [code for code, _label in of()]
        self.offered = choices
        super().__init__(required=False, widget=ByCodeWidget(of, choices), **kwargs)

    def clean(self, value: Any) -> dict[str, str]:
        chosen = {code: one for code, one in zip(self.codes, value or [], strict=False) if one}
        known = {code for code, _label in self.offered()}
        if not known >= set(chosen.values()):
            raise ValidationError(_("Choose one of the list."), code="unknown_code")
        return chosen
