"""Questions in the reading room. Checking only."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, User
from cases.models.exceptions import ExceptionGround
from reports import without_consent as exceptions
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


class WithoutConsentForm(forms.Form):
    """Days, an office, a ground; unbound it asks for this year."""

    since = forms.DateField(label=_("From"), widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"))
    until = forms.DateField(label=_("Until"), widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"))
    office = forms.ModelChoiceField(
        Office.objects.order_by("name"), label=_("Office"), required=False, empty_label=_("All offices")
    )
    ground = forms.ChoiceField(
        label=_("Ground"), required=False, choices=[("", _("Every ground")), *ExceptionGround.choices]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The latest day there is at any office: nothing that was just asked for is left out.
        days = [office.today() for office in Office.objects.filter(is_active=True)]
        today = max(days, default=timezone.localdate())
        self.initial = {"since": today.replace(month=1, day=1), "until": today}

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors and said["until"] < said["since"]:
            self.add_error("until", _("The end lies before the beginning."))
        return said

    def asked(self) -> exceptions.Asked | None:
        """The question; None where it cannot be read."""
        if not self.is_bound:
            return exceptions.Asked(self.initial["since"], self.initial["until"])
        if not self.is_valid():
            return None
        said = self.cleaned_data
        office = said["office"].pk if said["office"] else None
        return exceptions.Asked(said["since"], said["until"], office, said["ground"])


class LookedIntoForm(forms.Form):
    """Which finding, and what it was."""

    finding = forms.ModelChoiceField(UnusualFinding.objects.all())
    outcome = forms.ChoiceField(label=_("What was it?"), choices=UnusualFinding.Outcome.choices)
