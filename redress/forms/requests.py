"""Forms of a person's requests. Checking only."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from redress.models import Answer, RequestKind


class RequestForm(forms.Form):
    """What the person asks."""

    kind = forms.ChoiceField(label=_("Kind"), choices=RequestKind, widget=forms.RadioSelect)
    what = forms.CharField(
        label=_("What the person asks, in their words"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    received_on = forms.DateField(label=_("Received"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.initial.setdefault("received_on", today)

    def clean_received_on(self) -> Any:
        day = self.cleaned_data["received_on"]
        if day > self.today:
            raise ValidationError(_("This day lies in the future."))
        return day


class AnswerForm(forms.Form):
    """What the person was answered."""

    result = forms.ChoiceField(label=_("Result"), choices=Answer, widget=forms.RadioSelect)
    answer = forms.CharField(
        label=_("What the person was answered, and why"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
