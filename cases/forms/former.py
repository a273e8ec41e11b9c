"""What earlier answers are opened for (P11): a code, because it is recorded."""

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _


class Purpose(models.TextChoices):
    """Why somebody opens answers that were replaced."""

    CORRECT = "correct", _("To put right what was changed by mistake")
    ASKED = "asked", _("The person asked what was written before")
    REVIEW = "review", _("To review how the record came about")


class PurposeForm(forms.Form):
    """The purpose is asked every time."""

    purpose = forms.ChoiceField(
        label=_("What do you open them for?"), choices=Purpose.choices, widget=forms.RadioSelect
    )
