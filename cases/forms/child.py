"""Best interests of a child and the tracing of a family. Checking only."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases import dictionary
from cases.child.children import COVERED_BY_ASSESSMENT
from cases.child.tracing import CONTACT
from cases.child.words import DEEDS
from cases.forms.conditions import ShowWhen
from cases.forms.fields import AccountField, CodesField, DayField, FileOfCaseField, LineField


class AssessForm(forms.Form):
    """What is best for the child, what the child says to it, and what it covers beside protection."""

    heard = AccountField(
        label=_("What the child says to it"),
        help_text=_("In the child's own words, and how you asked. A very young child: what you observed."),
    )
    reasons = AccountField(
        label=_("What is best for the child, and why"),
        help_text=_(
            "What you weighed: safety, family, health, school, the child's wishes. A second person reads it."
        ),
    )
    covers = CodesField(
        label=_("Does it also cover one of these?"),
        help_text=_(
            "Protection needs no tick: shelter, health care, school and every other help go on. Tick what this "
            "assessment says yes to while nobody can act for the child, or although the child says no."
        ),
        choices=lambda: [(code, DEEDS[code]) for code in COVERED_BY_ASSESSMENT],
    )


class LookForm(forms.Form):
    """The second person's word on the assessment that was read."""

    assessment = forms.UUIDField(required=False, widget=forms.HiddenInput)
    agrees = forms.TypedChoiceField(
        label=_("Do you agree?"),
        coerce=lambda value: value == "yes",
        choices=[("yes", _("Yes, it is in force from today")), ("no", _("No, it is to be written anew"))],
        widget=forms.RadioSelect,
    )
    look = AccountField(label=_("What you say to it"))


class DeterminationForm(forms.Form):
    """What a panel or authority determined."""

    base_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    panel = LineField(
        label=dictionary.label("bid_panel"),
        max_length=500,
        help_text=_("Who decided. Without it the determination opens no return."),
    )
    on = DayField(label=dictionary.label("bid_date"))
    review = DayField(
        label=dictionary.label("bid_review"),
        help_text=_("Left empty, it is reviewed after the months your office has set."),
    )
    document = FileOfCaseField(label=dictionary.label("bid_document"))

    def __init__(self, *args: Any, files: Iterable[tuple[str, str]] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"] = forms.ChoiceField(
            label=dictionary.label("bid_outcome"),
            choices=dictionary.choices("bid_outcome"),
            widget=forms.RadioSelect,
        )
        if files is None:
            del self.fields["document"]
        else:
            self.fields["document"].offer(files)  # type: ignore[attr-defined]  # FileOfCaseField
        self.order_fields(["base_version", "outcome", "panel", "on", "review", "document"])

    def given(self) -> dict[str, Any]:
        """Arguments of cases.actions.record_determination besides actor and case."""
        return {**self.cleaned_data, "base_version": self.cleaned_data["base_version"] or 0}


class TracingForm(forms.Form):
    """The next step of tracing; only steps that lead on from the present state are offered."""

    base_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    safety_check = AccountField(
        label=_("Who of the family is safe to reach, and how"),
        help_text=_(
            "Who must not hear of it, where the child must not be looked for, what the caller says. "
            "Nobody is contacted before this is written."
        ),
    )
    on = DayField(label=dictionary.label("tracing_started"))
    note = AccountField(label=_("What happened"))

    def __init__(self, *args: Any, steps: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wanted = set(steps)
        self.fields["to"] = forms.ChoiceField(
            label=_("Next step"),
            choices=[pair for pair in dictionary.choices("tracing_status") if pair[0] in wanted],
            widget=forms.RadioSelect,
        )
        self.fields["safety_check"].show_when = str(ShowWhen("to", (CONTACT,)))  # type: ignore[attr-defined]  # read by config.forms.HouseBoundField
        self.fields["on"].show_when = str(ShowWhen("to", ("open",)))  # type: ignore[attr-defined]  # read by config.forms.HouseBoundField
        self.order_fields(["base_version", "to", "safety_check", "on", "note"])

    def given(self) -> dict[str, Any]:
        """Arguments of cases.actions.trace_family besides actor and case."""
        return {**self.cleaned_data, "base_version": self.cleaned_data["base_version"] or 0}
