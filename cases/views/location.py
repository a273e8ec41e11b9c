"""Where a person is, when it is locked: a click, a purpose and a second factor, for a minute."""

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.decorators import SignedIn, needs, needs_recent_login
from accounts.factors import passed_recently
from accounts.permissions import Permission
from cases import dictionary
from cases.access import get_case_for, require, require_in_use
from cases.actions import reveal_location
from cases.forms.access import LocationPurpose, RevealForm
from cases.record.reading import Row, said
from cases.views.unreadable import told_if_unreadable

SECONDS = 60


@needs(Permission.LOCATION_READ)
@needs_recent_login
@told_if_unreadable
def location(request: SignedIn, case_id: str) -> HttpResponseBase:
    """Ask for the purpose, then show it once; the page hides itself after a minute."""
    case = get_case_for(request.user, case_id)
    require_in_use(case)
    if not case.location_locked:
        return redirect("cases:case", case.pk)
    fresh = passed_recently(request)
    # Who lacks one of the two keys is refused before anything is asked.
    require(request.user, Permission.LOCATION_READ, case, purpose=LocationPurpose.VISIT, stepped_up=fresh)
    form = RevealForm(request.POST or None)
    context = {"case": case, "form": form, "seconds": SECONDS}
    if form.is_valid():
        found = reveal_location(actor=request.user, case=case, stepped_up=fresh, **form.cleaned_data)
        rows = [Row(dictionary.label(key), said(key, value, request.user)) for key, _row, value in found]
        context |= {"shown": True, "rows": rows}
    response = render(request, "cases/location.html", context)
    if "shown" in context:
        # The page leaves by itself, with or without scripts.
        response.headers["Refresh"] = f"{SECONDS}; url={reverse('cases:location', args=[case.pk])}"
    return response
