"""Forms of enquiries. Checking only; nothing is ever refused for a missing answer (P1)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Office
from cases import dictionary
from cases.forms.fields import AccountField, CodeField, DayField, LineField
from contact.models import Channel, Enquiry, Urgency


class TakeForm(forms.Form):
    """At which office; asked only of somebody who takes enquiries at several."""

    office = forms.ModelChoiceField(label=_("Office"), queryset=Office.objects.none(), empty_label=None)

    def __init__(self, *args: Any, offices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["office"]
        field.queryset = Office.objects.filter(pk__in=offices).order_by("name")
        field.initial = offices[0] if offices else None


class EnquiryForm(forms.Form):
    """Everything that may be told, in the order of a telephone call."""

    base_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    urgency = CodeField(label=_("How pressing is it?"), choices=Urgency.choices, short=True)
    situation = AccountField(
        label=_("What is happening, and where?"),
        max_length=10000,
        help_text=_("As it is told. Only what is needed to help."),
    )
    about = AccountField(label=_("What is known about the person?"), max_length=5000)
    belief = AccountField(
        label=_("Why is this believed?"),
        max_length=5000,
        help_text=_("What was seen or heard, by whom; and what speaks against it."),
    )
    safe_contact = AccountField(
        label=_("How could the person be reached safely, if at all?"),
        max_length=2000,
        help_text=_("Times, words to use, who must not notice. Nobody is contacted by this system."),
    )
    source = CodeField(
        label=_("Who tells us?"), choices=lambda: dictionary.choices("referral_source"), short=False
    )
    channel = CodeField(label=_("How does it come?"), choices=Channel.choices, short=True)
    told_by = LineField(
        label=_("Name of who tells us"), max_length=200, help_text=_("May stay empty: many wish to.")
    )
    told_by_contact = LineField(label=_("A safe way to call back"), max_length=300)
    country = CodeField(label=_("Country where the person is"), choices=dictionary.countries, short=False)
    advice = AccountField(label=_("Advice given and steps taken"), max_length=5000)
    next_step = LineField(label=_("Next step"), max_length=300)
    next_step_on = DayField(label=_("On"))

    def __init__(self, *args: Any, enquiry: Enquiry, **kwargs: Any) -> None:
        names = [name for name in self.base_fields if name != "base_version"]
        initial = {name: getattr(enquiry, name) for name in names} | {"base_version": enquiry.version}
        kwargs["initial"] = initial
        super().__init__(*args, **kwargs)

    def values(self) -> dict[str, Any]:
        """Arguments of contact.actions.change_enquiry: what was sent and can be read."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "base_version"}
        given["urgency"] = given.get("urgency") or Urgency.DAYS
        return given


class EndForm(forms.Form):
    """Why an enquiry is erased before its time."""

    reason = forms.ChoiceField(
        label=_("Why is it erased now?"),
        choices=[
            ("not_wanted", _("The person does not want our help now")),
            ("passed_on", _("It was passed on to somebody else")),
            ("mistaken", _("It was a mistake, or there was nothing to it")),
        ],
        widget=forms.RadioSelect,
    )
