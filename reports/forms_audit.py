"""Questions in the reading room. Checking only."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from reports.models import UnusualFinding
from reports.shelves import Asked, Kind, case_called

REFERENCE = re.compile(r"[0-9a-f]{8,32}")
_DAY = {"type": "date"}


class ReadingForm(forms.Form):
    """`people` are those whose events the shelf holds; an unknown reference of a case finds nothing."""

    of = forms.CharField(required=False, widget=forms.HiddenInput)
    case = forms.CharField(label=_("Reference of a case"), required=False, max_length=20)
    person = forms.ChoiceField(label=_("Member of staff"), required=False)
    kind = forms.ChoiceField(label=_("What"), required=False, choices=[("", _("Everything")), *Kind.choices])
    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d")
    )
    print = forms.CharField(
        label=_("Number on a print"),
        help_text=_("The twelve letters and digits at the foot of a sheet."),
        required=False,
        max_length=40,
    )

    def __init__(self, *args: Any, people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if people:
            choices = [("", _("Everybody")), *((str(one.pk), one.display_name) for one in people)]
            self.fields["person"].choices = choices  # type: ignore[attr-defined]  # a choice field
        else:
            del self.fields["person"]

    def clean_case(self) -> Any:
        """The case's identifier; a reference that nobody has is an error of the form."""
        typed = self.cleaned_data["case"].strip()
        if not typed:
            return None
        found = case_called(typed)
        if found is None:
            raise ValidationError(_("No case has this reference."))
        return found

    def clean_print(self) -> str:
        """The digits, however they were copied."""
        typed = self.cleaned_data["print"].lower().replace("-", "").replace(" ", "")
        if typed and not REFERENCE.fullmatch(typed):
            raise ValidationError(_("Give the number as it stands on the sheet."))
        return str(typed)

    def asked(self) -> Asked:
        """The question, from a valid form."""
        said = self.cleaned_data
        return Asked(
            said["case"],
            said.get("person") or None,
            said["kind"],
            said["since"],
            said["until"],
            said["print"],
        )


class LookedIntoForm(forms.Form):
    """Which finding, and what it was."""

    finding = forms.ModelChoiceField(UnusualFinding.objects.all())
    outcome = forms.ChoiceField(label=_("What was it?"), choices=UnusualFinding.Outcome.choices)
