"""Immediate help as it is written down. Checking only."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cases import dictionary
from cases.actions.helping import IMMEDIATE_KINDS
from cases.forms.fields import AccountField, CodesField, DayField, LineField


class HelpForm(forms.Form):
    """What was given, when and by whom."""

    kinds = CodesField(
        label=_("What was given or begun"),
        required=True,
        choices=lambda: [(code, dictionary.code_label("assistance_type", code)) for code in IMMEDIATE_KINDS],
    )
    on = DayField(label=_("On"))
    provider = LineField(label=dictionary.label("assist_provider"), max_length=200)
    notes = AccountField(label=dictionary.label("assist_notes"), max_length=5000)
