"""Taking something out of a role, and asking for it back."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.actions.narrowing import REASONS, can_be_taken
from accounts.permissions import Permission, Role


class NarrowForm(forms.Form):
    """One permission out of those that this role holds and an office may take."""

    permission = forms.TypedChoiceField(label=_("What the role can no longer do here"), coerce=Permission)

    def __init__(self, *args: Any, role: Role, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.role = role
        self.fields["permission"].choices = [(one.value, one.label) for one in can_be_taken(role)]  # type: ignore[attr-defined]  # a choice field

    def clean(self) -> dict[str, Any]:
        return {**(super().clean() or {}), "role": self.role}


class GiveBackForm(forms.Form):
    """Which narrowing should end, and why."""

    narrowing = forms.UUIDField()
    reason = forms.ChoiceField(choices=list(REASONS.items()))
