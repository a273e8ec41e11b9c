"""Small forms about a colleague: shutting an account, beginning anew, reviewing."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Suspension


class SuspendForm(forms.Form):
    """Why an account is shut."""

    reason = forms.ChoiceField(label=_("Why?"), choices=Suspension.Reason.choices, widget=forms.RadioSelect)


class ResetForm(forms.Form):
    """Whether the person was seen face to face."""

    identified = forms.BooleanField(
        label=_("I have the person before me, and so will the colleague who approves"),
        help_text=_("Without it the reset takes effect after a delay in which it can be called off."),
        required=False,
    )
