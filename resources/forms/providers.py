"""The register of providers, their agreements, and narrowing the list."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, Organisation
from cases import dictionary
from cases.forms.fields import (
    AccountField,
    CodeField,
    CodesField,
    DayField,
    LineField,
    NumberField,
    SeveralField,
    TickField,
)
from resources.models import Allows, Provider, Suitability

ASKED = (
    *("name", "services", "suitability", "languages", "countries", "places"),
    *("contact_person", "contact", "address", "notes", "organisation"),
)


class ProviderForm(forms.Form):
    """What the register holds about a provider."""

    base_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = LineField(
        label=_("Name of the organisation"),
        required=True,
        max_length=200,
        help_text=_("Not sealed: all offices find it by this name. A person's name belongs to the contact."),
    )
    services = CodesField(label=_("Help it gives"), choices=dictionary.choices_of("assistance_type"))
    suitability = CodesField(label=_("Suited to"), choices=Suitability.choices)
    languages = SeveralField(label=_("Languages"), choices=dictionary.languages)
    countries = SeveralField(label=_("Countries"), choices=dictionary.countries, least_rows=1)
    places = LineField(label=_("Towns and regions"), max_length=500)
    contact_person = LineField(label=_("Contact person"), max_length=300)
    contact = LineField(label=_("How to reach"), max_length=500)
    address = LineField(
        label=_("Address"),
        max_length=500,
        help_text=_("Leave out the address of a house that is kept secret."),
    )
    notes = AccountField(label=_("Notes"), max_length=2000)
    organisation = forms.ModelChoiceField(
        label=_("Organisation with accounts"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("None"),
        help_text=_("Its people see what is referred to this provider, and nothing else."),
    )

    def __init__(
        self, *args: Any, row: Provider | None = None, offices: Iterable[UUID] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        free = Q(pk__in=_organisations_without_provider())
        own = Q(pk=row.organisation_id) if row and row.organisation_id else Q(pk=None)
        field: Any = self.fields["organisation"]
        field.queryset = Organisation.objects.filter(free | own, kind=Organisation.Kind.PROVIDER)
        if row is not None:
            self.initial.update({name: getattr(row, name) for name in ASKED}, base_version=row.version)
            return
        found = Office.objects.filter(pk__in=list(offices))
        self.fields["office"] = forms.ModelChoiceField(
            label=_("Kept by"), queryset=found, empty_label=None, initial=found.first()
        )
        self.order_fields(["office"])

    def given(self) -> dict[str, Any]:
        """Arguments of register_provider and change_provider besides actor and row."""
        names = [*ASKED, *(["office"] if "office" in self.fields else [])]
        return {name: self.cleaned_data[name] for name in names}


def _organisations_without_provider() -> Any:
    taken = Provider.objects.plain().filter(organisation__isnull=False).values("organisation")
    return Organisation.objects.exclude(pk__in=taken).values("pk")


class AvailabilityForm(forms.Form):
    """What the provider says today; an empty box is "not known"."""

    free_places = NumberField(label=_("Free places"), min_value=0)
    waiting_days = NumberField(label=_("Days of waiting"), min_value=0)


class AgreementForm(forms.Form):
    """What is in writing between one of the own offices and a provider."""

    begins = DayField(label=_("In force from"), required=True)
    ends = DayField(label=_("In force until"), help_text=_("Leave empty for one without an end."))
    allows = CodesField(label=_("What it allows"), choices=Allows.choices)
    reference = LineField(label=_("Where it is kept"), max_length=200)
    words = AccountField(label=_("What else was agreed"), max_length=2000)

    def __init__(self, *args: Any, offices: Iterable[UUID], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = Office.objects.filter(pk__in=list(offices))
        self.fields["office"] = forms.ModelChoiceField(
            label=_("Signed by"), queryset=found, empty_label=None, initial=found.first()
        )
        self.order_fields(["office"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        begins, ends = given.get("begins"), given.get("ends")
        if begins and ends and ends < begins:
            self.add_error("ends", _("This day is before the first one."))
        return given


class ProviderFilterForm(forms.Form):
    """Narrowing the list of providers: codes only, so that the address tells nothing of anybody."""

    service = CodeField(label=_("Help"), choices=dictionary.choices_of("assistance_type"), short=False)
    language = CodeField(label=_("Language"), choices=dictionary.languages, short=False)
    suited = CodeField(label=_("Suited to"), choices=Suitability.choices, short=False)
    free = TickField(label=_("Only with free places"))
    left = TickField(label=_("Also those that help no longer"))

    def chosen(self) -> dict[str, Any]:
        """The answers given, those that can be read."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
