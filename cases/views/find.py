"""Search first, then perhaps open: the way into every case."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.decorators import SignedIn, needs
from accounts.permissions import Permission
from cases import caseload
from cases.actions import SearchRequired, open_case
from cases.finding import search
from cases.finding.found import query_of, shown
from cases.forms.find import FindForm
from cases.forms.opening import OpenForm


@needs(Permission.CASE_SEARCH, under_duress=True)
def find(request: SignedIn) -> HttpResponse:
    """Search by what somebody knows; posted, so that no name stands in an address. The form keeps what was typed."""
    form = FindForm(request.POST or None)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        try:
            result = search.find(request.user, query_of(form.cleaned_data))
        except search.SearchLimitReached:
            context["limited"] = True
        else:
            context |= {"result": result, "found": shown(request.user, result)}
    return render(request, "cases/find.html", context)


@needs(Permission.CASE_OPEN)
def open_new(request: SignedIn) -> HttpResponse:
    """Open a case after a search: reference and code name at once, then consent."""
    memberships = [
        each for each in request.user.memberships_now() if Permission.CASE_OPEN in each.permissions
    ]
    offices = list({each.office_id: each.office for each in memberships}.values())
    form = OpenForm(request.POST or None, offices=offices, initial={"search": request.GET.get("search")})
    if form.is_valid():
        try:
            case = open_case(actor=request.user, **form.registration())
        except SearchRequired:
            messages.warning(
                request, _("Search once more before a case is opened: the last search is too long ago.")
            )
            return redirect("cases:find")
        return redirect("cases:consent", case.pk)
    if not form.is_bound and not request.GET.get("search"):
        return redirect("cases:find")
    load = caseload.load_of(request.user, offices[0]) if len(offices) == 1 else None
    return render(request, "cases/open.html", {"form": form, "load": load})
