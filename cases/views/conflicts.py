"""Possible conflicts of interest: what waits for a decision, and the decision."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.decorators import SignedIn, needs, needs_recent_login
from accounts.permissions import Permission
from cases.actions import decide_conflict
from cases.forms.access import DecisionForm
from cases.reviews import conflict_for, conflicts_for, may_open


@needs(Permission.CASE_ASSIGN)
def conflicts(request: SignedIn) -> HttpResponse:
    """What waits, and what stands."""
    waiting, standing = conflicts_for(request.user)
    return render(request, "cases/conflicts.html", {"waiting": waiting, "standing": standing})


@needs(Permission.CASE_ASSIGN)
@needs_recent_login
def conflict(request: SignedIn, row_id: UUID) -> HttpResponseBase:
    """One possible conflict, decided by a supervisor who is not the person."""
    row = conflict_for(request.user, row_id)
    if row is None:
        raise Http404
    form = DecisionForm(request.POST or None)
    if form.is_valid():
        try:
            decide_conflict(
                actor=request.user, row=row, confirmed=form.cleaned_data["decision"] == "confirmed"
            )
        except ValidationError as problem:
            form.add_error(None, problem)
        else:
            messages.success(request, _("The decision is recorded."))
            return redirect("cases:conflicts")
    context = {"row": row, "form": form, "case": may_open(request.user, row)}
    return render(request, "cases/conflict_review.html", context)
