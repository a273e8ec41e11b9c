"""What is said of a possible duplicate: one of three buttons, and perhaps why."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms.fields import AccountField
from cases.models import PairState

OUTCOMES = (
    (PairState.SAME, _("Same person")),
    (PairState.DIFFERENT, _("Different people")),
    (PairState.UNSURE, _("Not sure yet")),
)


class DecisionForm(forms.Form):
    """The outcome comes with the button that was pressed."""

    note = AccountField(
        label=_("Note"),
        max_length=2000,
        help_text=_("What you decided on, for whoever looks at these two cases next. It is kept sealed."),
    )
    outcome = forms.ChoiceField(choices=OUTCOMES)
