"""An alert. Checking only."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms.fields import AccountField, CodeField, DayField
from cases.models import AlertReason


class AlertForm(forms.Form):
    """What to know, for whom, until when."""

    reason = CodeField(label=_("What it is about"), choices=AlertReason.choices, short=False, required=True)
    words = AccountField(
        label=_("What to know and do"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_("Sealed. The bar of every page shows only what it is about."),
    )
    until = DayField(label=_("Up to and including"), required=True, help_text=_("It ends by itself then."))

    def __init__(self, *args: Any, audiences: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["audience"] = forms.ChoiceField(
            label=_("Who sees it"), choices=audiences, widget=forms.RadioSelect
        )
        self.order_fields(["reason", "words", "audience", "until"])
