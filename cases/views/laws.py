"""The laws of countries: what an office must report, on which grounds data may leave, and who decides alone."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.decorators import SignedIn, needs
from accounts.models import Office
from accounts.permissions import Permission
from cases import dictionary
from cases.actions import enter_law
from cases.consent.laws import enterable, law_of, limits
from cases.forms.laws import LawForm
from cases.models import CountryLaw


@needs(Permission.SETTINGS_VIEW)
def laws(request: SignedIn) -> HttpResponse:
    """Every country with an office or an entered law, and whether somebody has entered one."""
    newest = {
        row.country: row for row in CountryLaw.objects.order_by("country", "effective_from", "entered_at")
    }
    countries = {*newest, *Office.objects.values_list("country", flat=True)}
    own = enterable(request.user, countries)
    rows = sorted(
        ((code, str(dictionary.country_label(code)), newest.get(code), code in own) for code in countries),
        key=lambda row: row[1],
    )
    return render(request, "cases/laws.html", {"rows": rows})


@needs(Permission.SETTINGS_CHANGE)
def law(request: SignedIn, country: str) -> HttpResponse:
    """Enter a new version for a country."""
    if country not in {code for code, _name in dictionary.countries()}:
        raise Http404
    if not enterable(request.user, {country}):
        raise PermissionDenied(Permission.SETTINGS_CHANGE.value)
    in_effect = law_of(country)
    form = LawForm(request.POST or None, law=in_effect)
    if form.is_valid():
        enter_law(actor=request.user, country=country, **form.values())
        messages.success(request, _("Entered. The earlier version stays on record."))
        return redirect("cases:laws")
    context = {
        "form": form,
        "name": dictionary.country_label(country),
        "history": CountryLaw.objects.filter(country=country).select_related("entered_by"),
        "limits": limits(in_effect),
    }
    return render(request, "cases/law.html", context)
