"""How dangerous countries and houses are: the list, one assessment, a new one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.decorators import SignedIn, needs
from accounts.models import Office
from accounts.permissions import Permission
from audit import events
from cases.actions import assess_country, assess_facility
from cases.assessing import safety
from cases.assessing.safety_page import country_rows, house_rows
from cases.forms.safety import CountryForm, HouseForm
from cases.models import CountryRisk, FacilityRisk


@needs(Permission.SAFETY_VIEW)
def overview(request: SignedIn) -> HttpResponse:
    """Every country and every house of the own offices as they stand."""
    office = _office(request)
    countries, houses = safety.countries_now(office), safety.houses_now(request.user)
    context = {
        "office": office,
        "countries": countries,
        "houses": houses,
        "may_assess_countries": request.user.can(Permission.COUNTRY_ASSESS),
        "may_assess_houses": request.user.can(Permission.HOUSE_ASSESS),
    }
    events.record("safety.listed", facts={"count": len(countries) + len(houses)})
    return render(request, "cases/safety.html", context)


@needs(Permission.SAFETY_VIEW)
def country(request: SignedIn, row_id: UUID) -> HttpResponse:
    """One assessment of a country: what each indicator was rated, and the sources."""
    row = CountryRisk.objects.select_related("office", "assessed_by").filter(pk=row_id).first()
    if row is None:
        raise Http404
    events.record("country_risk.viewed", subject=row, office=row.office_id)
    return render(request, "cases/country_risk.html", {"row": row, **country_rows(row, _office(request))})


@needs(Permission.SAFETY_VIEW)
def house(request: SignedIn, row_id: UUID) -> HttpResponse:
    """One assessment of a house."""
    visible = FacilityRisk.objects.visible_to(request.user)
    row = visible.select_related("office", "assessed_by").filter(pk=row_id).first()
    if row is None:
        raise Http404
    events.record("facility_risk.viewed", subject=row, office=row.office_id)
    may_assess = request.user.can(Permission.HOUSE_ASSESS, row.office)
    context = {"row": row, "rows": house_rows(row), "may_assess": may_assess}
    return render(request, "cases/facility_risk.html", context)


@needs(Permission.COUNTRY_ASSESS)
def assess_one_country(request: SignedIn) -> HttpResponse:
    """Assess a country."""
    form = CountryForm(request.POST or None, offices=request.user.offices_with(Permission.COUNTRY_ASSESS))
    if form.is_valid():
        try:
            row = assess_country(actor=request.user, **form.given())
        except ValidationError as problem:
            form.add_error(None, ValidationError(problem.messages))
        else:
            messages.success(request, _("Saved."))
            return redirect("cases:country_risk", row.pk)
    return _form(request, form, _("Assess a country"))


@needs(Permission.HOUSE_ASSESS)
def assess_one_house(request: SignedIn, row_id: UUID | None = None) -> HttpResponse:
    """Assess a house: again, from its last assessment, or for the first time."""
    offices = request.user.offices_with(Permission.HOUSE_ASSESS)
    last = FacilityRisk.objects.filter(office__in=offices, pk=row_id).first() if row_id else None
    if row_id and last is None:
        raise Http404
    form = HouseForm(request.POST or None, offices=offices, initial=_before(last))
    if form.is_valid():
        try:
            row = assess_facility(
                actor=request.user, facility=last.facility if last else None, **form.given()
            )
        except ValidationError as problem:
            form.add_error(None, ValidationError(problem.messages))
        else:
            messages.success(request, _("Saved."))
            return redirect("cases:facility_risk", row.pk)
    return _form(request, form, _("Assess a house"))


def _before(last: FacilityRisk | None) -> dict[str, Any]:
    """What was found the last time, to be looked at again."""
    if last is None:
        return {}
    ratings = {f"rating_{area}": str(number) for area, number in last.ratings.items()}
    measures = {f"measure_{area}": text for area, text in last.measures.items()}
    return {"office": last.office_id, "name": last.name, **ratings, **measures}


def _form(request: SignedIn, form: Any, title: str) -> HttpResponse:
    return render(request, "cases/safety_form.html", {"form": form, "title": title})


def _office(request: SignedIn) -> Office:
    """The office whose thresholds count on the page: the first where the person may see this."""
    return Office.objects.get(pk=request.user.offices_with(Permission.SAFETY_VIEW)[0])
