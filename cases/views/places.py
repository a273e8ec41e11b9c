"""Regions and the office's own places: looked up, added, merged; their names for a page that asks for one."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.vary import vary_on_cookie

from accounts.decorators import SignedIn, needs
from accounts.permissions import Permission
from cases import dictionary
from cases.actions import add_place, merge_place
from cases.dictionary import subdivisions
from cases.forms.places import CountryChoiceForm, MergeForm, PlaceForm
from cases.models import Place

NAMES_SECONDS = 3600


@needs(Permission.CASE_EDIT)
def places(request: SignedIn) -> HttpResponse:
    """Choose a country."""
    form = CountryChoiceForm(request.GET or None)
    if form.is_valid() and (country := form.cleaned_data["country"]):
        return redirect("cases:places_of", country)
    return render(request, "cases/places.html", {"form": form})


@needs(Permission.CASE_EDIT)
def places_of(request: SignedIn, country: str) -> HttpResponse:
    """The regions of a country and the own places there; one more can be added."""
    _known(country)
    form = PlaceForm(request.POST or None, offices=request.user.offices_with(Permission.CASE_EDIT))
    if form.is_valid():
        try:
            add_place(actor=request.user, country=country, **form.cleaned_data)
        except ValidationError as problem:
            form.add_error("name", problem)
        else:
            messages.success(request, _("Added. It is known from now on."))
            return redirect("cases:places_of", country)
    context = {
        "form": form,
        "name": dictionary.country_label(country),
        "regions": subdivisions.of_country(country),
        "own": Place.objects.visible_to(request.user).in_use().filter(country=country),
    }
    return render(request, "cases/places_of.html", context)


@needs(Permission.CASE_EDIT)
@cache_control(private=True, max_age=NAMES_SECONDS)
@vary_on_cookie
def place_names(request: SignedIn, country: str) -> HttpResponse:
    """The names alone, asked for once by a page with a question about a region."""
    _known(country)
    own = Place.objects.visible_to(request.user).in_use().filter(country=country)
    names = [region.name for region in subdivisions.of_country(country)]
    return JsonResponse({"names": [*own.values_list("name", flat=True), *names]})


@needs(Permission.OFFICE_MANAGE)
def places_merge(request: SignedIn) -> HttpResponse:
    """The places of the offices whose lists this person keeps: which are the same?"""
    offices = request.user.offices_with(Permission.OFFICE_MANAGE)
    rows = Place.objects.in_use().filter(office__in=offices).select_related("office")
    return render(request, "cases/places_merge.html", {"rows": rows})


@needs(Permission.OFFICE_MANAGE)
def place_merge(request: SignedIn, place_id: UUID) -> HttpResponse:
    """Count a place as another one or as a region."""
    offices = request.user.offices_with(Permission.OFFICE_MANAGE)
    place = Place.objects.in_use().filter(office__in=offices, pk=place_id).first()
    if place is None:
        raise Http404
    form = MergeForm(request.POST or None, place=place)
    if form.is_valid():
        try:
            merge_place(actor=request.user, place=place, into=form.cleaned_data["into"])
        except ValidationError as problem:
            form.add_error("into", problem)
        else:
            messages.success(request, _("Merged. What was recorded is counted together from now on."))
            return redirect("cases:places_merge")
    return render(request, "cases/place_merge.html", {"form": form, "place": place})


def _known(country: str) -> None:
    """Raises Http404 for a code that is no country."""
    if country not in dictionary.regions():
        raise Http404
