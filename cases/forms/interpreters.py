"""The register of interpreters, the person's wishes, and an hour that is booked. Checking only."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Office
from cases import dictionary
from cases.forms.fields import (
    AccountField,
    CodeField,
    DayField,
    LineField,
    NumberField,
    SeveralField,
    TickField,
)
from cases.models import Interpreter, Mode, Origin, Vetting, Wished

ASKED = (
    *("name", "languages", "dialects", "sex", "nationalities", "origin_place"),
    *("in_person", "by_telephone", "contact", "availability"),
    *("vetting", "vetted_until", "undertaking_on", "conflicts"),
)


class InterpreterForm(forms.Form):
    """What the register holds about an interpreter."""

    base_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = LineField(
        label=_("Name"), required=True, max_length=200, help_text=_("Sealed. Lists show the code.")
    )
    languages = SeveralField(label=_("Languages"), choices=dictionary.languages, required=True)
    dialects = LineField(label=_("Dialects"), max_length=500)
    sex = CodeField(label=_("Sex"), choices=dictionary.choices_of("sex"), short=True)
    nationalities = SeveralField(label=_("Nationalities"), choices=dictionary.countries, least_rows=1)
    origin_place = LineField(
        label=_("Region, town or village of origin"),
        max_length=500,
        help_text=_("Sealed. Compared with the person's, so that neighbours do not meet unwarned."),
    )
    in_person = TickField(label=_("In person"), initial=True)
    by_telephone = TickField(label=_("By telephone"), initial=True)
    contact = LineField(label=_("How to reach"), max_length=500)
    availability = LineField(label=_("When available"), max_length=500)
    vetting = CodeField(label=_("Vetting"), choices=Vetting.choices, short=True, initial=Vetting.WAITING)
    vetted_until = DayField(label=_("Vetted until"))
    undertaking_on = DayField(label=_("Undertaking of silence signed on"))
    conflicts = AccountField(
        label=_("Conflicts"),
        max_length=2000,
        help_text=_("Communities, employers, authorities or people the interpreter has ties to."),
    )

    def __init__(
        self, *args: Any, row: Interpreter | None = None, offices: Iterable[UUID] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if row is not None:
            self.initial.update({name: getattr(row, name) for name in ASKED}, base_version=row.version)
            return
        found = Office.objects.filter(pk__in=list(offices))
        self.fields["office"] = forms.ModelChoiceField(
            label=_("Office"), queryset=found, empty_label=None, initial=found.first()
        )
        self.order_fields(["office"])

    def given(self) -> dict[str, Any]:
        """Arguments of register_interpreter and change_interpreter besides actor and row."""
        names = [*ASKED, *(["office"] if "office" in self.fields else [])]
        return {name: self.cleaned_data[name] for name in names} | {
            "vetting": self.cleaned_data["vetting"] or Vetting.WAITING
        }


class WishForm(forms.Form):
    """With whom the person wishes to speak; nothing has to be answered."""

    interviewer = CodeField(
        label=_("Who should ask the questions"),
        choices=Wished.choices,
        short=True,
        help_text=_("Kept for every office that later works with the person."),
    )
    interpreter = CodeField(label=_("Who should interpret"), choices=Wished.choices, short=True)
    origin = CodeField(label=_("Where the interpreter should come from"), choices=Origin.choices, short=True)
    mode = CodeField(label=_("How"), choices=Mode.choices, short=True)
    words = LineField(label=_("In the person's words"), max_length=500)


class BookingForm(forms.Form):
    """An hour with somebody the person chose, in the time of the case's office."""

    interpreter = forms.ModelChoiceField(
        label=_("Interpreter"), queryset=Interpreter.objects.none(), empty_label=None
    )
    day = DayField(label=_("Day"), required=True)
    time = forms.TimeField(
        label=_("Time"),
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "autocomplete": "off"}),
    )
    minutes = NumberField(
        label=_("For how many minutes"), required=True, min_value=5, max_value=600, initial=60
    )
    mode = CodeField(label=_("How"), choices=Mode.choices, short=True, required=True)

    def __init__(self, *args: Any, chosen: Any, zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone
        field: Any = self.fields["interpreter"]
        field.queryset = chosen

    def given(self) -> dict[str, Any]:
        """Arguments of book_interpreter besides actor and case."""
        answers = self.cleaned_data
        starts_at = datetime.combine(answers["day"], answers["time"], self.zone)
        return {name: answers[name] for name in ("interpreter", "minutes", "mode")} | {"starts_at": starts_at}
