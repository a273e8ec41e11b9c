"""Noting by hand that data was given to somebody, and opening the person's own file."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.forms.fields import DAY_FORMATS, PRIVATE_INPUT, TickField
from cases.models import Ground, RecipientKind, Way
from cases.models.disclosures import categories

MOST_COPIES = 20


class DisclosureForm(forms.Form):
    """What left the house, as it was."""

    recipient = forms.CharField(
        label=_("Who received it?"),
        help_text=_("The person or organisation. It is kept sealed."),
        max_length=200,
        widget=forms.TextInput(attrs=dict(PRIVATE_INPUT)),
    )
    recipient_kind = forms.ChoiceField(
        label=_("What kind of recipient is that?"), choices=RecipientKind.choices, widget=forms.RadioSelect
    )
    categories = forms.MultipleChoiceField(
        label=_("What was given?"), choices=categories, widget=forms.CheckboxSelectMultiple
    )
    ground = forms.ChoiceField(label=_("On which ground?"), choices=Ground.choices, widget=forms.RadioSelect)
    how = forms.ChoiceField(label=_("How?"), choices=Way.choices, widget=forms.RadioSelect)
    at = forms.DateTimeField(
        label=_("When?"),
        help_text=_("Leave it empty for now."),
        required=False,
        input_formats=[*(f"{day} %H:%M" for day in DAY_FORMATS), *DAY_FORMATS],
        widget=forms.TextInput(attrs=dict(PRIVATE_INPUT)),
    )

    def clean_at(self) -> Any:
        """A moment that has passed."""
        at = self.cleaned_data.get("at")
        if at and at > timezone.now():
            raise ValidationError(_("Give a moment that has passed."))
        return at


class FileMethod(models.TextChoices):
    """How the person gets to know the file."""

    READ_OUT = "read_out", _("Read it out or show it here")
    PRINTED = "printed", _("Print a neutral sheet")


class PersonFileForm(forms.Form):
    """The person asked for it, and chooses: hearing it here comes first (P5)."""

    method = forms.ChoiceField(
        label=_("How does the person want it?"),
        choices=FileMethod.choices,
        initial=FileMethod.READ_OUT,
        widget=forms.RadioSelect,
    )
    asked = forms.BooleanField(
        label=_("The person asked for it now, and nobody is here whom the person does not want to hear it"),
        error_messages={"required": _("Ask the person first.")},
    )
    names = TickField(
        label=_("The person wants the names of recipients on the paper"),
        help_text=_(
            "Without it the paper says what kind of recipient it was. Somebody else may find the paper."
        ),
    )
    copies = forms.IntegerField(
        label=_("Copies"), min_value=1, max_value=MOST_COPIES, initial=1, required=False
    )
