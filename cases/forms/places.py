"""A place of an office: added, merged. Checking only."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Office
from cases import dictionary
from cases.dictionary import subdivisions
from cases.forms.fields import CodeField, LineField
from cases.models import Place


class CountryChoiceForm(forms.Form):
    """Which country's regions are shown."""

    country = CodeField(label=_("Country"), choices=dictionary.countries, short=False)


class PlaceForm(forms.Form):
    """A place that the list of regions does not have."""

    name = LineField(
        label=_("Name of the place"),
        max_length=100,
        required=True,
        help_text=_("A region or district as people here call it. Never an address, a house or a shelter."),
    )

    def __init__(self, *args: Any, offices: Iterable[UUID], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = Office.objects.filter(pk__in=list(offices))
        self.fields["office"] = forms.ModelChoiceField(
            label=_("Office"), queryset=found, empty_label=None, initial=found.first()
        )


class MergeForm(forms.Form):
    """What a place is counted as from now on."""

    into = CodeField(label=_("Count it as"), choices=(), short=False, required=True)

    def __init__(self, *args: Any, place: Place, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Place.objects.in_use().filter(office=place.office_id, country=place.country)
        own = [(one.code, one.name) for one in others.exclude(pk=place.pk)]
        world = [(one.code, one.name) for one in subdivisions.of_country(place.country)]
        groups = [(_("Places of this office"), own), (_("Regions"), world)]
        field: Any = self.fields["into"]
        field.choices = [("", ""), *((title, pairs) for title, pairs in groups if pairs)]
