"""Narrowing the list of cases. Everything chosen here stands in the address: codes, dates and identifiers only."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, User
from cases import dictionary
from cases.forms.fields import CodeField, DayField, LineField


class CaseFilterForm(forms.Form):
    """`offices` and `owners` are those among whose cases this person may choose; with one office none is asked."""

    reference = LineField(label=_("Reference"), max_length=20)
    status = CodeField(label=_("Status"), choices=dictionary.choices_of("case_status"), short=False)
    registered_from = DayField(label=_("Registered from"))
    registered_to = DayField(label=_("Registered until"))
    sort = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, offices: Sequence[Office], owners: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(offices) > 1:
            self.fields["office"] = _choice(_("Office"), [(office.pk, office.name) for office in offices])
        if owners:
            self.fields["owner"] = _choice(
                _("Responsible"), [(owner.pk, owner.display_name) for owner in owners]
            )
        self.order_fields(["reference", "status", "office", "owner", "registered_from", "registered_to"])

    def chosen(self) -> dict[str, Any]:
        """The answers given, those that can be read; the rest is ignored and said in the form."""
        self.is_valid()
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if value not in (None, "") and name != "sort"
        }

    def said(self, name: str) -> str:
        """A chosen answer in words, for the list of what is chosen."""
        value = self.cleaned_data[name]
        choices = getattr(self.fields[name], "choices", None)
        return str(dict(choices).get(value, value)) if choices else str(value)


class SaveFilterForm(forms.Form):
    """A name for what is chosen now; `query` is checked against the filter form before it is kept."""

    name = LineField(label=_("Save this choice as"), max_length=60, required=True)
    query = forms.CharField(widget=forms.HiddenInput, max_length=500)


def _choice(label: Any, pairs: list[tuple[Any, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, required=False, choices=[("", ""), *((str(key), name) for key, name in pairs)]
    )
