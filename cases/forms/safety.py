"""Assessing a country and a house. Checking only."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Office
from cases import dictionary
from cases.assessing import risk
from cases.forms.fields import AccountField, DayField
from cases.forms.widgets import LongSelect

# What 0 to 3 mean; of the reversed indicators 0 is a strong capacity or commitment and 3 none.
USUAL = ((0, _("0 – low")), (1, _("1 – moderate")), (2, _("2 – high")), (3, _("3 – severe")))
TURNED = ((0, _("0 – strong")), (1, _("1 – fair")), (2, _("2 – weak")), (3, _("3 – none")))


def rating(label: str | Promise, *, reversed_: bool = False) -> forms.TypedChoiceField:
    """One rating from 0 to 3; empty is an error, because a sum over a gap would say less danger."""
    choices = [(str(number), text) for number, text in (TURNED if reversed_ else USUAL)]
    return forms.TypedChoiceField(
        label=label,  # type: ignore[arg-type]  # a promise, as everywhere
        choices=choices,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a number.")},
    )


class _SafetyForm(forms.Form):
    """For which office, and on which day."""

    office = forms.ModelChoiceField(label=_("Office"), queryset=Office.objects.none(), empty_label=None)
    on = DayField(label=_("Assessed on"), required=True)

    def __init__(self, *args: Any, offices: Iterable[UUID], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["office"].queryset = Office.objects.filter(pk__in=list(offices))
        first = fields["office"].queryset.first()
        self.initial.setdefault("on", first.today() if first else None)

    def clean_on(self) -> Any:
        office = self.cleaned_data.get("office")
        if (day := self.cleaned_data["on"]) and office and day > office.today():
            raise ValidationError(_("This day lies in the future."))
        return day

    def _of(self, prefix: str) -> dict[str, Any]:
        return {
            key.removeprefix(prefix): value
            for key, value in self.cleaned_data.items()
            if key.startswith(prefix)
        }


class CountryForm(_SafetyForm):
    """The seven indicators of a country and where they are taken from."""

    country = forms.ChoiceField(label=dictionary.label("generic_country"), widget=LongSelect())
    source = AccountField(
        label=_("Sources"),
        required=True,
        help_text=_(
            "Reports, colleagues and authorities it rests on, with their dates. No word about a person who is helped."
        ),
        max_length=10000,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        country: Any = self.fields["country"]
        country.choices = [("", ""), *dictionary.countries()]
        for code, label in dictionary.choices(risk.GENERIC_INDICATORS):
            self.fields[f"score_{code}"] = rating(label, reversed_=code in risk.REVERSED)
        self.order_fields(["office", "country", "on", *self._ratings(), "source"])

    def _ratings(self) -> list[str]:
        return [name for name in self.fields if name.startswith("score_")]

    def given(self) -> dict[str, Any]:
        """Arguments of cases.actions.assess_country besides the actor."""
        rest = {key: self.cleaned_data[key] for key in ("office", "country", "source", "on")}
        return {**rest, "scores": self._of("score_")}


class HouseForm(_SafetyForm):
    """The six areas of a house, each with what is done about it."""

    name = forms.CharField(
        label=_("Code name of the house"),
        max_length=100,
        help_text=_("Never its address or the name on its door."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        order = ["office", "name", "on"]
        for code, label in dictionary.choices(risk.AREAS):
            self.fields[f"rating_{code}"] = rating(label)
            self.fields[f"measure_{code}"] = AccountField(
                label=_("What is done about it"),
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
            )
            order += [f"rating_{code}", f"measure_{code}"]
        self.order_fields(order)

    def given(self) -> dict[str, Any]:
        """Arguments of cases.actions.assess_facility besides actor and house."""
        rest = {key: self.cleaned_data[key] for key in ("office", "name", "on")}
        return {**rest, "ratings": self._of("rating_"), "measures": self._of("measure_")}
