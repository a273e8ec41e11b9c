"""Forms of the code of conduct. Checking only."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class AcceptForm(forms.Form):
    """The version that was read, and the word of who read it."""

    number = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    accepted = forms.BooleanField(
        label=_("I have read this and will keep to it."),
        error_messages={"required": _("Tick the box if you will keep to it. Otherwise sign out.")},
    )


class ConductForm(forms.Form):
    """A new version: one text for each language; an empty line begins a paragraph."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, name in settings.LANGUAGES:
            self.fields[code] = forms.CharField(
                label=name, max_length=20_000, widget=forms.Textarea(attrs={"rows": 12, "lang": code})
            )
