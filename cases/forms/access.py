"""Who may open a case: given, restricted, locked, opened in an emergency, kept away from. Every reason is a code."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django import forms
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, User
from accounts.policy import GrantKind
from cases.actions.assigning import ASSIGNABLE
from cases.actions.flags import ReopenReason, RestrictReason
from cases.caseload import named
from cases.models import EmergencyPurpose, EmergencyReason, GrantReason, ReviewOutcome

# Reasons that a supervisor gives; the others come with the deed that brings them.
GIVEN = (
    GrantReason.ASSIGNED,
    GrantReason.ABSENCE,
    GrantReason.SPECIAL_SKILL,
    GrantReason.HAND_OVER,
    GrantReason.SUPERVISION,
    GrantReason.KNOWS_LOCATION,
)


class AssignForm(forms.Form):
    """A colleague, as what, why, and until when."""

    user = forms.TypedChoiceField(label=_("Colleague"))
    kind = forms.ChoiceField(label=_("As"), choices=[(kind.value, kind.label) for kind in ASSIGNABLE])
    reason = forms.ChoiceField(label=_("Reason"), choices=[(reason.value, reason.label) for reason in GIVEN])
    first_day = forms.DateField(
        label=_("From"),
        required=False,
        help_text=_("Empty: from now on."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    last_day = forms.DateField(
        label=_("Up to and including"),
        required=False,
        help_text=_("Empty: until it is ended. Standing in for somebody always has an end."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, colleagues: Sequence[User], office: Office, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.colleagues = {str(one.pk): one for one in colleagues}
        self.fields["user"] = forms.TypedChoiceField(
            label=_("Colleague"), choices=named(colleagues, office), coerce=self.colleagues.__getitem__
        )
        self.order_fields(["user", "kind", "reason", "first_day", "last_day"])
        self.zone = office.zone

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("kind") == GrantKind.COVER and not cleaned.get("last_day"):
            self.add_error("last_day", _("Standing in for somebody needs an end."))
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if last and last < timezone.localdate(timezone=self.zone):
            self.add_error("last_day", _("The end lies in the past."))
        elif first and last and last < first:
            self.add_error("last_day", _("The end lies before the beginning."))
        return cleaned

    def given(self) -> dict[str, Any]:
        """Arguments of cases.actions.assign_case besides actor and case."""
        answers = dict(self.cleaned_data)
        first, last = answers.pop("first_day"), answers.pop("last_day")
        return {
            **answers,
            "since": self._midnight(first)
            if first and first > timezone.localdate(timezone=self.zone)
            else None,
            "until": self._midnight(last + timedelta(days=1)) if last else None,
        }

    def _midnight(self, day: date) -> datetime:
        """The first moment of a day at the office of the case."""
        return datetime.combine(day, time.min, self.zone).astimezone(UTC)


class RestrictForm(forms.Form):
    """Why only some may see."""

    reason = forms.ChoiceField(label=_("Reason"), choices=RestrictReason.choices, widget=forms.RadioSelect)


class ReopenForm(forms.Form):
    """Why the protection is no longer needed."""

    reason = forms.ChoiceField(label=_("Reason"), choices=ReopenReason.choices, widget=forms.RadioSelect)


class LocationPurpose(models.TextChoices):
    """What somebody has to know for where the person is."""

    VISIT = "visit", _("To visit or accompany the person")
    TRANSPORT = "transport", _("To arrange transport")
    DANGER = "danger", _("The person may be in danger there")
    DELIVER = "deliver", _("To send or bring something")


class RevealForm(forms.Form):
    """The purpose is asked every time."""

    purpose = forms.ChoiceField(
        label=_("What do you need it for?"), choices=LocationPurpose.choices, widget=forms.RadioSelect
    )


class EmergencyForm(forms.Form):
    """Which case, why now, and what for."""

    wanted = forms.CharField(
        label=_("Reference of the case"),
        help_text=_("The nine signs you were told, or the identifier from a link."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    reason = forms.ChoiceField(
        label=_("Why can it not wait?"), choices=EmergencyReason.choices, widget=forms.RadioSelect
    )
    purpose = forms.ChoiceField(
        label=_("What will you do with it?"), choices=EmergencyPurpose.choices, widget=forms.RadioSelect
    )


class ReviewForm(forms.Form):
    """What the review found."""

    outcome = forms.ChoiceField(
        label=_("What did you find?"), choices=ReviewOutcome.choices, widget=forms.RadioSelect
    )


class ConflictForm(forms.Form):
    """Whom to keep away; one's own name unless one supervises the case."""

    user = forms.TypedChoiceField(label=_("Colleague"))

    def __init__(self, *args: Any, colleagues: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.colleagues = {str(one.pk): one for one in colleagues}
        choices = [(key, one.display_name) for key, one in self.colleagues.items()]
        self.fields["user"] = forms.TypedChoiceField(
            label=_("Who must not open this case?"), choices=choices, coerce=self.colleagues.__getitem__
        )


class DecisionForm(forms.Form):
    """The decision about a conflict of interest."""

    decision = forms.ChoiceField(
        label=_("What is your decision?"),
        choices=[
            ("confirmed", _("There is a conflict: the colleague stays away from the case")),
            ("cleared", _("There is no conflict: the colleague may work on it again")),
        ],
        widget=forms.RadioSelect,
    )
