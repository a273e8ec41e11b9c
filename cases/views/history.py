"""The history of a case."""

from django.http import HttpResponse
from django.shortcuts import render

from accounts.decorators import SignedIn, needs
from accounts.permissions import Permission
from cases.access import get_case_for
from cases.history_page import history_of


@needs(Permission.AUDIT_OWN)
def history(request: SignedIn, case_id: str) -> HttpResponse:
    """Who changed and who looked, a page at a time."""
    case = get_case_for(request.user, case_id, to=Permission.AUDIT_OWN)
    before = request.GET.get("before", "")
    page = history_of(request.user, case, int(before) if before.isdecimal() else None)
    context = {
        "case": case,
        "page": page,
        "older_url": f"?before={page.older}" if page.older else "",
        "newer_url": request.path if before else "",
    }
    return render(request, "cases/history.html", context)
