"""Proceedings, hearings and claims, as they are asked."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.forms.fields import AccountField, CodeField, CodesField, DayField, LineField, TickField
from cases.forms.money import MoneyField
from legal.forms.custody import MomentForm
from legal.models import (
    Claim,
    ClaimKind,
    Hearing,
    HearingState,
    Proceeding,
    ProceedingKind,
    Protection,
    Stage,
)

WRITTEN = ("kind", "court", "number", "lawyer", "charges", "outcome")
AMOUNTS = ("claimed", "awarded", "received")


class _Versioned(forms.Form):
    """What can be corrected carries the version it was read at."""

    base_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def given(self) -> dict[str, Any]:
        """Arguments of the action besides actor, row and base_version."""
        return {name: value for name, value in self.cleaned_data.items() if name != "base_version"}


class ProceedingForm(_Versioned):
    """What is known of a proceeding. What it is about has to be said, no more."""

    kind = CodeField(label=_("What it is about"), choices=ProceedingKind.choices, required=True, short=True)
    stage = CodeField(
        label=_("Where it stands"), choices=Stage.choices, required=True, short=False, initial=Stage.PREPARED
    )
    on = DayField(label=_("Since which day"))
    court = LineField(label=_("Court or authority"), max_length=300)
    number = LineField(label=_("Number of the file"), max_length=100)
    lawyer = LineField(label=_("Lawyer or adviser"), max_length=300)
    charges = AccountField(label=_("Charges, or what it is about"), max_length=2000)
    outcome = AccountField(label=_("How it ended"), max_length=2000)
    note = AccountField(label=_("Note"), max_length=2000)

    def __init__(self, *args: Any, row: Proceeding | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if row is not None:
            # The stage is moved on with its day, not typed over.
            for name in ("stage", "on", "note"):
                del self.fields[name]
            self.initial.update({name: getattr(row, name) for name in WRITTEN}, base_version=row.version)


class StageForm(forms.Form):
    """The stage that was reached, and on which day."""

    stage = CodeField(label=_("Where it stands"), choices=Stage.choices, required=True, short=False)
    on = DayField(label=_("On which day"))
    note = AccountField(label=_("Note"), max_length=2000)


class _Colleague(forms.ModelChoiceField):
    """Somebody who works on the case, by name."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.display_name)


class HearingForm(_Versioned, MomentForm):
    """When, what protects the person, who goes along, whether it is prepared."""

    protection = CodesField(label=_("What protects the person there"), choices=Protection.choices)
    wishes = AccountField(label=_("What the person wishes, and what was prepared"), max_length=2000)
    is_prepared = TickField(label=_("The hearing is prepared with the person"))

    def __init__(
        self,
        *args: Any,
        colleagues: list[User],
        bookings: QuerySet[Any],
        row: Hearing | None = None,
        **kwargs: Any,
    ) -> None:
        # The hour of a hearing is told, never guessed.
        super().__init__(*args, initial={"day": None, "time": None}, **kwargs)
        people = User.objects.filter(pk__in=[one.pk for one in colleagues]).order_by("display_name")
        self.fields["companion"] = _Colleague(
            label=_("Who goes along"), queryset=people, required=False, empty_label=_("Nobody")
        )
        self.fields["booking"] = forms.ModelChoiceField(
            label=_("Interpreter"), queryset=bookings, required=False, empty_label=_("None")
        )
        self.order_fields(["base_version", "day", "time", "companion", "booking", "protection"])
        if row is not None:
            begins = row.starts_at.astimezone(self.zone)
            self.initial = {
                **self.initial,
                "day": begins.date(),
                "time": begins.time(),
                "base_version": row.version,
                "protection": row.protection,
                "wishes": row.wishes,
                "companion": row.companion_id,
                "booking": row.booking_id,
                "is_prepared": row.prepared_at is not None,
            }

    def given(self) -> dict[str, Any]:
        rest = super().given()
        words = {name: value for name, value in rest.items() if name not in ("day", "time")}
        return {"starts_at": self.moment(), **words}


class HearingEndForm(forms.Form):
    """How it went."""

    state = CodeField(
        label=_("How it went"),
        choices=[choice for choice in HearingState.choices if choice[0] != HearingState.PLANNED],
        required=True,
        short=True,
    )
    outcome = AccountField(label=_("How it went for the person"), max_length=2000)


class ClaimForm(_Versioned):
    """What is claimed, what was awarded, what the person has received."""

    kind = CodeField(label=_("What is claimed"), choices=ClaimKind.choices, required=True, short=True)
    claimed = MoneyField(label=_("Claimed"))
    awarded = MoneyField(label=_("Awarded"))
    received = MoneyField(label=_("Received by the person"))
    note = LineField(label=_("Note"), max_length=500)

    def __init__(self, *args: Any, country: str, row: Claim | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in AMOUNTS:
            self.fields[name].prefer(country)  # type: ignore[attr-defined]  # a MoneyField of ours
        if row is not None:
            names = ("kind", *AMOUNTS, "note")
            self.initial.update({name: getattr(row, name) for name in names}, base_version=row.version)
