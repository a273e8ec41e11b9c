"""Forms of the breach register. Checking only."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Office
from redress.models import BreachKind, NoticeDecision, RiskLevel


def not_in_future(moment: Any) -> Any:
    """Refuse a moment that has not come."""
    if moment and moment > timezone.now():
        raise ValidationError(_("This moment lies in the future."))
    return moment


def moment_field(label: Any, **kwargs: Any) -> forms.DateTimeField:
    """A moment in the reader's time zone."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=widget, validators=[not_in_future], **kwargs)


class BreachForm(forms.Form):
    """A breach as it is discovered."""

    office = forms.ModelChoiceField(label=_("Office"), queryset=Office.objects.none(), empty_label=None)
    kind = forms.ChoiceField(label=_("Kind"), choices=BreachKind, widget=forms.RadioSelect)
    discovered_at = moment_field(_("Discovered"))
    what = forms.CharField(
        label=_("What happened"), max_length=10000, widget=forms.Textarea(attrs={"rows": 6})
    )
    measures = forms.CharField(
        label=_("What was done about it, and why"),
        max_length=10000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, offices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["office"].queryset = Office.objects.filter(pk__in=offices)


class FollowUpForm(forms.Form):
    """What was done, and the notice to the authority."""

    measures = forms.CharField(
        label=_("What was done about it, and why"),
        max_length=10000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    authority_told_at = moment_field(_("Authority notified"), required=False)
    authority_reference = forms.CharField(
        label=_("Reference of the authority"), max_length=200, required=False
    )
    authority_not_needed = forms.BooleanField(
        label=_("No notice to the authority is due; the reason stands above"), required=False
    )


class AffectedForm(forms.Form):
    """A case the breach concerns."""

    reference = forms.CharField(label=_("Case reference"), max_length=20)


class AssessForm(forms.Form):
    """The danger for one person."""

    risk = forms.ChoiceField(label=_("Danger for the person"), choices=RiskLevel, widget=forms.RadioSelect)
    decision = forms.ChoiceField(
        label=_("Telling the person"), choices=NoticeDecision, widget=forms.RadioSelect
    )
    assessment = forms.CharField(
        label=_("Why, and what protects the person now"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
