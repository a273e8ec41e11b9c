"""Opening a case: the least that must be known to start. Everything has a sensible answer already."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Office
from cases.forms.questions import field_for

ASKED = ("registration_date", "referral_source", "identification_country", "data_source")


class OpenForm(forms.Form):
    """`offices` are those at which the person may open a case; with a single one nothing is asked.

    `search` is the id of the search that came before: a case is opened only after one.
    """

    search = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, offices: Sequence[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offices = {office.pk: office for office in offices}
        self.only = offices[0] if len(offices) == 1 else None
        if not self.only:
            self.fields["office"] = forms.TypedChoiceField(
                label=_("Office"),
                choices=[(office.pk, office.name) for office in offices],
                coerce=self._office,
            )
        for key in ASKED:
            self.fields[key] = field_for(key)
        self.fields["registration_date"].initial = offices[0].today() if offices else None
        self.fields["data_source"].initial = "case_management"
        self.fields["identification_country"].initial = offices[0].country if offices else ""

    def _office(self, value: Any) -> Office:
        """The office behind a submitted id. Raises ValueError for one that was not offered."""
        for key, office in self.offices.items():
            if str(key) == str(value):
                return office
        raise ValueError("not offered")

    def registration(self) -> dict[str, Any]:
        """Arguments of cases.actions.open_case besides the actor."""
        answers = dict(self.cleaned_data)
        search: uuid.UUID = answers.pop("search")
        return {**answers, "office": self.only or answers["office"], "search": search}
