"""The hand-over: last day, one new worker for all, another one where it fits better; and the answer to an offer."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.caseload import named
from cases.forms.fields import TickField
from cases.hand_over import takers_at
from cases.models import Case, HandOverCase

AS_ABOVE, NOT_NOW = "", "none"


class HandOverForm(forms.Form):
    """`choices` after checking: which case goes to whom."""

    last_day = forms.DateField(
        label=_("Last day of the colleague"),
        help_text=_("The colleague's access to these cases ends with this day."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    leaves = TickField(
        label=_(
            "The colleague leaves: every other access to cases of these offices ends with this day as well"
        ),
    )
    to = forms.ChoiceField(label=_("New worker for all of these cases"), required=False)

    def __init__(self, *args: Any, cases: Sequence[Case], leaver: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cases = list(cases)
        self.takers: dict[UUID, list[User]] = {
            office: takers_at(office, leaver) for office in {case.office_id for case in self.cases}
        }
        self.people = {str(one.pk): one for takers in self.takers.values() for one in takers}
        carried = {office: named(takers, office) for office, takers in self.takers.items()}
        everybody = dict(choice for choices in carried.values() for choice in choices)
        self.fields["to"].choices = [("", _("Choose for each case below")), *everybody.items()]  # type: ignore[attr-defined]  # a choice field has them
        for case in self.cases:
            self.fields[self.key(case)] = forms.ChoiceField(
                label=case.reference,
                required=False,
                choices=[(AS_ABOVE, _("As chosen above")), *carried[case.office_id], (NOT_NOW, _("Not now"))],
            )

    @staticmethod
    def key(case: Case) -> str:
        """The name of a case's own field."""
        return f"case-{case.pk}"

    def rows(self) -> list[tuple[Case, Any]]:
        """Each case with its field as drawn."""
        return [(case, self[self.key(case)]) for case in self.cases]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        choices = {}
        for case in self.cases:
            chosen = cleaned.get(self.key(case)) or cleaned.get("to")
            if chosen and chosen != NOT_NOW:
                choices[case.pk] = self.people[chosen]
        if not choices and not self.errors:
            raise ValidationError(_("Choose who takes at least one case."))
        cleaned["choices"] = choices
        return cleaned


class DeclineForm(forms.Form):
    """Why a case is not taken."""

    reason = forms.ChoiceField(
        label=_("Why not?"), choices=HandOverCase.DeclineReason.choices, widget=forms.RadioSelect
    )
