"""The anonymous mark kept when somebody does not want to be interviewed."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import dictionary
from cases.forms.fields import CodeField, DayField


class TallyForm(forms.Form):
    """Date, country and where the person was pointed to. Nothing about who they are."""

    met_date = DayField(label=_("Date"), initial=timezone.localdate)
    met_country = CodeField(label=_("Country"), choices=dictionary.countries, short=False)
    referred_to = CodeField(
        label=_("Where the person was pointed to"),
        choices=dictionary.choices_of("organisation_type"),
        short=False,
    )
