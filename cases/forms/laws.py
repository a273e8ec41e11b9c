"""The law of a country as an administrator enters it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms.fields import CodesField, DayField, LineField, NumberField
from cases.models import CountryLaw
from cases.models.disclosures import Ground
from cases.models.laws import Duty, Purpose

AGES = ("age_medical", "age_psychological", "age_legal")


class LawForm(forms.Form):
    """Ages, duties and grounds; what stays empty counts as the strictest."""

    effective_from = DayField(label=_("In effect from"), required=True)
    source = LineField(label=_("Source: the law, and who checked it"), max_length=500, required=True)
    age_medical = NumberField(label=_("Medical help"), min_value=7, max_value=21)
    age_psychological = NumberField(label=_("Psychological help"), min_value=7, max_value=21)
    age_legal = NumberField(label=_("Legal help"), min_value=7, max_value=21)

    def __init__(self, *args: Any, law: CountryLaw | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in AGES:
            self.fields[name].initial = getattr(law, name) if law else None
        duties, grounds = (law.duties, law.grounds) if law else ({}, {})
        for duty in Duty:
            known = duties.get(duty.value, {})
            self.fields[f"to_{duty.value}"] = LineField(
                label=duty.label, max_length=200, initial=known.get("to")
            )
            self.fields[f"hours_{duty.value}"] = NumberField(
                label=_("Within hours"), min_value=0, max_value=10_000, initial=known.get("hours")
            )
        for purpose in Purpose:
            self.fields[f"grounds_{purpose.value}"] = CodesField(
                label=purpose.label,
                choices=Ground.choices,
                initial=grounds.get(purpose.value, [Ground.CONSENT]),
            )

    @property
    def ages(self) -> list[forms.BoundField]:
        """From which age a young person decides alone."""
        return [self[name] for name in AGES]

    @property
    def duties(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """To whom and within how many hours something is reported."""
        return [(self[f"to_{duty.value}"], self[f"hours_{duty.value}"]) for duty in Duty]

    @property
    def grounds(self) -> list[forms.BoundField]:
        """On which grounds data may leave for each purpose."""
        return [self[f"grounds_{purpose.value}"] for purpose in Purpose]

    def values(self) -> dict[str, Any]:
        """Arguments of cases.actions.enter_law."""
        answers = self.cleaned_data
        duties = {
            duty.value: {"to": answers[f"to_{duty.value}"], "hours": answers[f"hours_{duty.value}"]}
            for duty in Duty
            if answers[f"to_{duty.value}"]
        }
        grounds = {purpose.value: answers[f"grounds_{purpose.value}"] for purpose in Purpose}
        kept = {name: answers[name] for name in ("effective_from", "source", *AGES)}
        return {**kept, "duties": duties, "grounds": {key: value for key, value in grounds.items() if value}}
