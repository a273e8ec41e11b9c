"""The search form: what is asked before a case is found or opened."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.forms.fields import LineField, NumberField


class FindForm(forms.Form):
    """Any one of these is enough, two find better. Posted only: nothing typed here reaches an address or a log."""

    name = LineField(
        label=_("Name"),
        max_length=200,
        help_text=_("First name, family name or nickname, in any spelling or script."),
    )
    birth_year = NumberField(label=_("Year of birth, about"))
    reference = LineField(label=_("Reference or code name"), max_length=60)
    phone = LineField(label=_("Telephone"), max_length=40)
    document = LineField(label=_("Number of a passport or another document"), max_length=60)

    # Sent by a button of its own: nothing is known to search by, and the person is met all the same (decision 0065).
    unknown = forms.BooleanField(required=False, widget=forms.HiddenInput)

    more = ("phone", "document")

    def clean_birth_year(self) -> int | None:
        """A year that somebody alive can have; anything else cannot be searched."""
        year: int | None = self.cleaned_data["birth_year"]
        if year is not None and not 1900 <= year <= timezone.localdate().year:
            raise forms.ValidationError(_("Enter the year with four digits, for example 1998."))
        return year

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.pop("unknown", False) and not self.errors and not any(cleaned.values()):
            raise forms.ValidationError(_("Enter a name, a reference or a code name to search for."))
        return cleaned

    @property
    def more_is_open(self) -> bool:
        """Whether one of the rarer ways to search is in use, so that it is not folded away."""
        return any(self[name].value() for name in self.more)
