"""How it is asked. Checking only."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from agenda.models import Appointment, AppointmentKind, Todo, Transport
from cases.forms.fields import AccountField, CodeField, DayField, LineField, NumberField, YesNoField


def _time_input() -> forms.TimeInput:
    return forms.TimeInput(format="%H:%M", attrs={"type": "time", "autocomplete": "off"})


class ColleagueField(forms.ModelChoiceField):
    """Somebody who works on the case, by name."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.display_name)


def _colleagues(people: list[User]) -> Any:
    return User.objects.filter(pk__in=[person.pk for person in people]).order_by("display_name")


class TodoForm(forms.Form):
    """A task: what, for whom, by which day."""

    what = LineField(label=_("What is to be done"), max_length=300, required=True)
    due_on = DayField(label=_("Due on"), required=True)

    def __init__(self, *args: Any, colleagues: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assignee"] = ColleagueField(
            label=_("For"), queryset=_colleagues(colleagues), empty_label=None
        )
        self.order_fields(["what", "assignee", "due_on"])


class MoveForm(forms.Form):
    """Put a task off, or give it to somebody else, and why."""

    due_on = DayField(label=_("Due on"), required=True)
    why = LineField(label=_("Why"), max_length=200)

    def __init__(self, *args: Any, todo: Todo, colleagues: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assignee"] = ColleagueField(
            label=_("For"), queryset=_colleagues(colleagues), empty_label=None
        )
        zone = todo.case.office.zone
        self.initial.update({"assignee": todo.assignee_id, "due_on": todo.due_at.astimezone(zone).date()})
        self.order_fields(["assignee", "due_on", "why"])


class AppointmentForm(forms.Form):
    """When, what, who goes along, how; where it is stays sealed."""

    base_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    kind = CodeField(label=_("What it is"), choices=AppointmentKind.choices, short=False, required=True)
    day = DayField(label=_("Day"), required=True)
    time = forms.TimeField(label=_("Time"), widget=_time_input())
    place = LineField(label=_("Where"), max_length=500, help_text=_("Sealed with the person's whereabouts."))
    transport = CodeField(label=_("Transport"), choices=Transport.choices, short=True)
    plan = AccountField(
        label=_("Plan: way, people met, what to do if something is wrong"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_("For home visits and escorts. Opened when somebody does not check in."),
    )
    check_in = forms.TimeField(
        label=_("Check in by"),
        required=False,
        widget=_time_input(),
        help_text=_("For home visits and escorts, on the same day. Empty: as the office has set it."),
    )

    def __init__(
        self,
        *args: Any,
        zone: ZoneInfo,
        colleagues: list[User],
        bookings: Any,
        row: Appointment | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone
        self.fields["companion"] = ColleagueField(
            label=_("Who goes along"),
            queryset=_colleagues(colleagues),
            required=False,
            empty_label=_("Nobody"),
        )
        self.fields["booking"] = forms.ModelChoiceField(
            label=_("Interpreter"), queryset=bookings, required=False, empty_label=_("None")
        )
        order = ["kind", "day", "time", "companion", "check_in", "place", "booking", "transport", "plan"]
        self.order_fields(["base_version", *order])
        self.initial.setdefault("transport", Transport.NONE)
        if row is not None:
            self._filled_from(row)

    def _filled_from(self, row: Appointment) -> None:
        begins = row.starts_at.astimezone(self.zone)
        names = ("kind", "place", "transport", "plan")
        self.initial.update({name: getattr(row, name) for name in names})
        self.initial.update(
            {
                "base_version": row.version,
                "day": begins.date(),
                "time": begins.time(),
                "companion": row.companion_id,
                "booking": row.booking_id,
                "check_in": row.check_in_by.astimezone(self.zone).time() if row.check_in_by else None,
            }
        )

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if answers.get("check_in") and answers.get("time") and answers["check_in"] <= answers["time"]:
            self.add_error("check_in", _("Check in after it has begun."))
        return answers

    def given(self) -> dict[str, Any]:
        """Arguments of make_appointment and change_appointment besides actor, case and row."""
        answers = self.cleaned_data
        names = ("kind", "place", "transport", "plan", "companion", "booking")
        check_in = answers["check_in"]
        return {name: answers[name] for name in names} | {
            "transport": answers["transport"] or Transport.NONE,
            "starts_at": datetime.combine(answers["day"], answers["time"], self.zone),
            "check_in_by": datetime.combine(answers["day"], check_in, self.zone) if check_in else None,
        }


class OutcomeForm(forms.Form):
    """How it went."""

    kept = YesNoField(label=_("Did it take place?"), required=True)
    outcome = LineField(label=_("How it went, or why not"), max_length=500)


class ExtendForm(forms.Form):
    """It takes longer."""

    minutes = NumberField(label=_("Minutes from now"), required=True, min_value=5, max_value=720, initial=30)


def today(zone: ZoneInfo) -> Any:
    """The day it is there, to begin a form with."""
    return timezone.localdate(timezone=zone)
