"""Deciding on a determination, and looking at one as the next person. Checking only."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases import dictionary
from cases.actions.determining import NOT_ESTABLISHED, looked_at
from cases.forms.conditions import ShowWhen
from cases.forms.fields import AccountField, DayField
from cases.models import SecondLook


def _codes(code_list: str, *, label: Any, only: list[str] | None = None) -> forms.ChoiceField:
    wanted = [pair for pair in dictionary.choices(code_list) if only is None or pair[0] in only]
    return forms.ChoiceField(label=label, choices=wanted, widget=forms.RadioSelect)


class _NotEstablished(forms.Form):
    """What it is instead, and which help was offered (P3): asked where trafficking is not established."""

    not_established_kind = forms.ChoiceField(
        label=dictionary.label("not_established_kind"), required=False, widget=forms.RadioSelect
    )
    referral = AccountField(
        label=_("Which help was offered, and where"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_("The person is not left alone with the answer."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["not_established_kind"]
        kind.choices = dictionary.choices("not_established_kind")
        shown = str(ShowWhen("determination", (NOT_ESTABLISHED,)))
        for name in ("not_established_kind", "referral"):
            self.fields[name].show_when = shown  # type: ignore[attr-defined]  # read by config.forms.HouseBoundField


class DecideForm(_NotEstablished):
    """The decision, what it rests on, and who decided."""

    base_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    organisation = forms.ChoiceField(
        label=dictionary.label("determination_org"), required=False, widget=forms.RadioSelect
    )
    on = DayField(label=dictionary.label("determination_date"))
    basis = AccountField(
        label=dictionary.label("determination_basis"),
        help_text=_("What you found, in your own words. A second person reads it."),
    )
    override_reason = AccountField(
        label=dictionary.label("determination_override_reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_("Only where you decide otherwise than suggested."),
    )
    eligible = forms.TypedChoiceField(
        label=dictionary.label("eligible_for_assistance"),
        required=False,
        coerce=lambda value: value == "yes",
        empty_value=None,
        choices=[("yes", _("Yes")), ("no", _("No"))],
        widget=forms.RadioSelect,
        help_text=_(
            "A question of its own: whoever was exploited deserves protection, whatever the decision."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["determination"] = _codes("determination", label=dictionary.label("determination"))
        organisation: Any = self.fields["organisation"]
        organisation.choices = dictionary.choices("decision_organisation")
        self.initial.setdefault("organisation", "other")
        self.initial.setdefault("eligible", "yes")
        self.order_fields(
            [
                "base_version", "determination", "not_established_kind", "referral", "basis", "override_reason",
                "organisation", "on", "eligible",
            ]
        )  # fmt: skip

    def given(self) -> dict[str, Any]:
        """Arguments of cases.actions.decide_determination besides actor and case."""
        return {**self.cleaned_data, "base_version": self.cleaned_data["base_version"] or 0}


class LookForm(_NotEstablished):
    """The next person's own decision: the same as the first one's, or another."""

    look = forms.UUIDField(required=False, widget=forms.HiddenInput)
    look_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    basis = AccountField(label=dictionary.label("determination_basis"))

    def __init__(self, *args: Any, waiting: SecondLook, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.update({"look": waiting.pk, "look_version": waiting.version})
        self.fields["determination"] = _codes(
            "determination", label=_("Your decision"), only=looked_at(waiting)
        )
        self.order_fields(["determination", "not_established_kind", "referral", "basis"])

    def given(self) -> dict[str, Any]:
        """Arguments of cases.actions.look_at_determination besides actor and case."""
        answers = dict(self.cleaned_data)
        seen = answers.pop("look"), answers.pop("look_version")
        return {**answers, "seen": seen if seen[0] else None}
