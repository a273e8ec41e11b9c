"""Forms of the pages where a second person decides."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Approval


class RefusalForm(forms.Form):
    """Why it is refused, as a code."""

    reason = forms.ChoiceField(
        label=_("Why is it refused?"), choices=Approval.RefusalReason.choices, widget=forms.RadioSelect
    )
