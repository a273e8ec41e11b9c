"""An application to stay, and what happened to it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms.fields import AccountField, CodeField, DayField, LineField
from legal.models import Permit, PermitKind
from legal.workflow import PermitState, Step

WRITTEN = ("kind", "authority", "number", "lawyer", "valid_from", "valid_until", "appeal_until")
META: Any = Permit._meta
LABELS = {name: META.get_field(name).verbose_name for name in ("valid_from", "valid_until", "appeal_until")}


class PermitForm(forms.Form):
    """What is known of an application. Only its kind has to be said."""

    base_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    kind = CodeField(label=_("What is asked for"), choices=PermitKind.choices, required=True, short=False)
    state = CodeField(
        label=_("Where it stands"),
        choices=PermitState.choices,
        required=True,
        short=False,
        initial=PermitState.PREPARED,
    )
    on = DayField(label=_("Since which day"))
    authority = LineField(label=_("Authority"), max_length=300)
    number = LineField(label=_("Number of the file"), max_length=100)
    lawyer = LineField(label=_("Lawyer or adviser"), max_length=300)
    valid_from = DayField(label=LABELS["valid_from"])
    valid_until = DayField(
        label=LABELS["valid_until"], help_text=_("A task reminds in time to ask for its extension.")
    )
    appeal_until = DayField(
        label=LABELS["appeal_until"], help_text=_("Of a refusal. A task stands until then.")
    )
    note = AccountField(label=_("Note"), max_length=2000)

    def __init__(self, *args: Any, row: Permit | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if row is not None:
            # State and history are moved on by steps, not typed over.
            for name in ("state", "on", "note"):
                del self.fields[name]
            self.initial.update({name: getattr(row, name) for name in WRITTEN}, base_version=row.version)

    def given(self) -> dict[str, Any]:
        """Arguments of enter_permit and change_permit besides actor, case and row."""
        return {name: value for name, value in self.cleaned_data.items() if name != "base_version"}


class StepForm(forms.Form):
    """One thing that happened: on which day, and the days it brings."""

    on = DayField(label=_("On which day"))
    valid_from = DayField(label=LABELS["valid_from"])
    valid_until = DayField(label=LABELS["valid_until"])
    appeal_until = DayField(label=LABELS["appeal_until"])
    note = AccountField(label=_("Note"), max_length=2000)

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in LABELS.keys() - step.asks:
            del self.fields[name]
