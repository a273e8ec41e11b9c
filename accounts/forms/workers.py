"""Forms about qualifications and supervision talks. Checking only."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms.administration import DayField
from accounts.models import QualificationKind, TalkKind


class QualificationForm(forms.Form):
    """A qualification, from when to when, and what it rests on."""

    qualification = forms.ChoiceField(label=_("Qualification"), choices=QualificationKind.choices)
    since = DayField(label=_("Since"))
    until = DayField(
        label=_("Up to and including"), required=False, help_text=_("Empty: until it is withdrawn.")
    )
    evidence = forms.CharField(
        label=_("Evidence"),
        help_text=_("Course, certificate, who saw it."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("since"), cleaned.get("until")
        if first and last and last < first:
            self.add_error("until", ValidationError(_("The end lies before the beginning.")))
        return cleaned


class TalkForm(forms.Form):
    """A talk: when, what kind, and a note that the worker reads, too."""

    held_on = DayField(label=_("Date"), initial=timezone.localdate)
    talk = forms.ChoiceField(label=_("Kind"), choices=TalkKind.choices)
    note = forms.CharField(
        label=_("Note"),
        help_text=_("About the worker's load, safety and needs. Name nobody who is assisted."),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
