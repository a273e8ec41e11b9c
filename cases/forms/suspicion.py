"""Clearing a suspicion against a child's guardian. Checking only."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.actions.suspicions import ClearReason
from cases.child.words import guardian_label
from cases.forms.fields import AccountField


class AskToClearForm(forms.Form):
    """Against whom, and why it stands no longer."""

    guardian = forms.ChoiceField(label=_("Who is it about?"), widget=forms.RadioSelect)
    reason = forms.ChoiceField(label=_("Reason"), choices=ClearReason.choices, widget=forms.RadioSelect)
    note = AccountField(label=_("What it rests on"))

    def __init__(self, *args: object, suspects: Iterable[str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed on
        # A code may be empty where nobody said who it is: a radio button carries a word all the same.
        choices = [(code or "family", guardian_label(code)) for code in sorted(suspects)]
        field = self.fields["guardian"]
        field.choices = choices  # type: ignore[attr-defined]  # a choice field
        field.initial = choices[0][0] if len(choices) == 1 else None

    def clean_guardian(self) -> str:
        """The code as it is kept."""
        given: str = self.cleaned_data["guardian"]
        return "" if given == "family" else given


class DecideClearingForm(forms.Form):
    """The second person's word."""

    agrees = forms.TypedChoiceField(
        label=_("Do you agree?"),
        coerce=lambda value: value == "yes",
        choices=[("yes", _("Yes, the suspicion is cleared")), ("no", _("No, it stands"))],
        widget=forms.RadioSelect,
    )
