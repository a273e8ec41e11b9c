"""Somebody is held, to be expelled or prosecuted: what is known now, what was done, how it ended."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.forms.fields import AccountField, CodeField, DayField, LineField, YesNoField
from legal.models import CustodyKind


class MomentForm(forms.Form):
    """A day and a time, in the zone of the case's office."""

    day = DayField(label=_("Day"), required=True)
    time = forms.TimeField(
        label=_("Time"),
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "autocomplete": "off"}),
        help_text=_("As far as it is known."),
    )

    def __init__(self, *args: Any, zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone
        now = timezone.now().astimezone(zone)
        self.initial.setdefault("day", now.date())
        self.initial.setdefault("time", now.time())

    def moment(self) -> datetime:
        """The moment, with the office's zone."""
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"], self.zone)

    def words(self) -> dict[str, Any]:
        """What else was typed."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("day", "time")}


class CustodyForm(MomentForm):
    """What is known at this hour; the rest comes later."""

    kind = CodeField(label=_("What happened"), choices=CustodyKind.choices, required=True, short=True)
    place = LineField(label=_("Where the person is held"), max_length=500)
    authority = LineField(label=_("Authority"), max_length=300)
    grounds = AccountField(label=_("On what grounds"), max_length=2000)
    lawyer = LineField(label=_("Lawyer"), max_length=300)

    field_order = ("kind", "day", "time")


class DeedForm(forms.Form):
    """Whether a deed was done, or why it was not possible."""

    is_possible = YesNoField(label=_("Was it possible?"), required=True)
    note = LineField(label=_("Note"), max_length=500)


class CustodyEndForm(MomentForm):
    """It is over."""

    outcome = LineField(label=_("How it ended"), max_length=500)
