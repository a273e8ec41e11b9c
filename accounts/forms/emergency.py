"""Forms of lockdown, emergency password and evacuation plan. Checking only."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms.account import NewPasswordForm, password_field
from accounts.models import EvacuationDrill, LockdownReason, Office, StepKind

EVERYTHING = "everything"


class LockdownForm(forms.Form):
    """What is frozen, and why."""

    scope = forms.ChoiceField(label=_("What is to be locked"), widget=forms.RadioSelect)
    reason = forms.ChoiceField(label=_("Reason"), choices=LockdownReason, widget=forms.RadioSelect)
    sure = forms.BooleanField(
        label=_("I understand that everybody concerned is signed out at once"),
        error_messages={"required": _("Confirm that everybody concerned is signed out.")},
    )

    def __init__(self, *args: Any, offices: list[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offices = {str(office.pk): office for office in offices}
        scope: Any = self.fields["scope"]
        scope.choices = [
            *((key, office.name) for key, office in self.offices.items()),
            (EVERYTHING, _("The whole installation, all offices")),
        ]

    @property
    def office(self) -> Office | None:
        """The chosen office; None for everything."""
        return self.offices.get(self.cleaned_data["scope"])


class DuressForm(NewPasswordForm):
    """An emergency password, typed twice, with the rules of every password."""

    password = password_field(_("Emergency password"), _("At least as long as your ordinary password."))
    again = password_field(_("Emergency password again"))


class StepForm(forms.Form):
    """One step of an evacuation plan."""

    # An empty choice first: an empty row at the end is no step.
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", ""), *StepKind.choices])
    what = forms.CharField(label=_("What"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    who = forms.CharField(label=_("Who"), max_length=120, required=False)


StepSet = forms.formset_factory(StepForm, extra=3, max_num=40, can_delete=True, can_order=False)


class DrillForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """A rehearsal that was held."""

    class Meta:
        model = EvacuationDrill
        fields = ["held_on", "minutes", "steps_done"]
        widgets = {"held_on": forms.DateInput(attrs={"type": "date"})}

    def clean_held_on(self) -> Any:
        day = self.cleaned_data["held_on"]
        if day > timezone.localdate():
            raise ValidationError(_("A drill that was held cannot lie in the future."))
        return day
