"""The task list of an interview: what is there to ask, and how far it has come."""

from django.http import HttpResponse
from django.shortcuts import render

from accounts.decorators import SignedIn, needs
from accounts.permissions import Permission
from cases.access import get_case_for, require_in_use
from cases.task_list import groups, notices


@needs(Permission.CASE_VIEW)
def interview(request: SignedIn, case_id: str) -> HttpResponse:
    """Sections in their order, each with its state. Nothing here blocks anything."""
    case = get_case_for(request.user, case_id, to=Permission.CASE_VIEW)
    require_in_use(case)
    context = {"case": case, "groups": groups(case, request.user), "notices": notices(case)}
    return render(request, "cases/interview.html", context)
