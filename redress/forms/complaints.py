"""Forms of complaints. Checking only."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, User
from redress.models import Channel, Outcome


class OpenComplaintForm(forms.Form):
    """What anybody may send without a login; only the first field is needed."""

    text = forms.CharField(
        label=_("What happened?"), max_length=5000, widget=forms.Textarea(attrs={"rows": 8})
    )
    place = forms.CharField(
        label=_("Which place or people is it about?"),
        max_length=300,
        required=False,
        help_text=_("As you know it. You may leave this empty."),
    )
    contact = forms.CharField(
        label=_("A safe way to reach you"),
        max_length=300,
        required=False,
        help_text=_("Only if you want to be contacted. You may stay anonymous."),
    )


class TakenComplaintForm(OpenComplaintForm):
    """The same, entered by staff for somebody."""

    channel = forms.ChoiceField(
        label=_("How it came"),
        choices=[choice for choice in Channel.choices if choice[0] != Channel.PAGE],
        widget=forms.RadioSelect,
    )
    field_order = ("channel", "text", "place", "contact")


class WorkForm(forms.Form):
    """What the focal point finds out."""

    office = forms.ModelChoiceField(
        label=_("Office it is about"), queryset=Office.objects.none(), required=False
    )
    named = forms.ModelMultipleChoiceField(
        label=_("Staff named in it"),
        queryset=User.objects.none(),
        required=False,
        help_text=_("They never see this complaint, whatever their role."),
    )
    notes = forms.CharField(
        label=_("Notes"), max_length=10000, required=False, widget=forms.Textarea(attrs={"rows": 6})
    )

    def __init__(self, *args: Any, actor: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = [membership.office_id for membership in actor.memberships_now()]
        fields: Any = self.fields
        fields["office"].queryset = Office.objects.exclude(pk__in=own).order_by("name")
        fields["named"].queryset = User.objects.exclude(pk=actor.pk).order_by("display_name")


class CloseForm(forms.Form):
    """How it ended."""

    outcome = forms.ChoiceField(label=_("Outcome"), choices=Outcome, widget=forms.RadioSelect)
    answer = forms.CharField(
        label=_("Answer to the person"), max_length=5000, widget=forms.Textarea(attrs={"rows": 6})
    )


class ReceiptForm(forms.Form):
    """The receipt that opens an answer."""

    receipt = forms.CharField(label=_("Receipt"), max_length=40)
