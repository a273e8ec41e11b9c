"""Judging a level of risk. Checking only."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases import dictionary
from cases.assessing.risk import Level
from cases.forms.fields import AccountField


class LevelForm(forms.Form):
    """The level that counts, and why it is another than the computed one. Levels nobody may choose are not offered."""

    base_version = forms.IntegerField(widget=forms.HiddenInput)
    level = forms.ChoiceField(label=dictionary.label("risk_level_final"), widget=forms.RadioSelect)
    reason = AccountField(
        label=dictionary.label("risk_override_reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_("Needed for a level below the computed one."),
    )

    def __init__(self, *args: Any, lowest: Level, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        level: Any = self.fields["level"]
        level.choices = [
            (one.code, dictionary.code_label("risk_level", one.code)) for one in Level if one >= lowest
        ]
