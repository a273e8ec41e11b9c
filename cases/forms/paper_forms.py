"""Who asked the questions of a paper form, and what a comparison with its sheets found. Checking only."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, User
from cases.actions.assigning import colleagues_of
from cases.forms.fields import AccountField, LineField, NumberField
from cases.forms.widgets import LongSelect
from cases.models import PaperOutcome

SOMEBODY_ELSE = "else"


class AskedByForm(forms.Form):
    """A colleague of the office, or anybody else by name."""

    interviewer = forms.ChoiceField(label=_("Who asked the questions?"), widget=LongSelect)
    asked_by = LineField(
        label=_("Name or initials of who asked"),
        max_length=200,
        help_text=_("Only of somebody who has no account here."),
    )

    def __init__(self, *args: Any, office: Office, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.colleagues = {str(one.pk): one for one in colleagues_of(office)}
        names = [(pk, one.display_name) for pk, one in self.colleagues.items()]
        field: Any = self.fields["interviewer"]
        field.choices = [*names, (SOMEBODY_ELSE, _("Somebody else"))]
        field.initial = str(user.pk)
        self.fields["asked_by"].show_when = f"interviewer={SOMEBODY_ELSE}"  # type: ignore[attr-defined]  # house field mark

    def values(self) -> dict[str, Any]:
        """For begin_paper_form."""
        colleague = self.colleagues.get(self.cleaned_data["interviewer"])
        return {"interviewer": colleague, "asked_by": self.cleaned_data["asked_by"]}


class CheckForm(forms.Form):
    """The outcome of a comparison."""

    outcome = forms.ChoiceField(
        label=_("What did you find?"), choices=PaperOutcome.choices, widget=forms.RadioSelect
    )
    differing = NumberField(label=_("How many answers differed?"), min_value=0, max_value=1000)
    found = AccountField(
        label=_("What was found"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_("For whoever entered it, so that the next one is easier. No names."),
    )
