"""Opening a case in an emergency, and the review of every such opening by somebody else."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.decorators import SignedIn, needs, needs_recent_login
from accounts.factors import passed_recently
from accounts.permissions import Permission
from cases.actions import NothingToOpen, TooManyOpenings, break_glass, review_emergency
from cases.forms.access import EmergencyForm, ReviewForm
from cases.reviews import emergencies_for, emergency_for, what_was_read


@needs(Permission.CASE_BREAK_GLASS)
@needs_recent_login
def emergency(request: SignedIn) -> HttpResponseBase:
    """Reference, reason, purpose; then the case for an hour."""
    form = EmergencyForm(request.POST or None)
    if form.is_valid():
        try:
            case, opened = break_glass(
                actor=request.user, stepped_up=passed_recently(request), **form.cleaned_data
            )
        except NothingToOpen:
            form.add_error(
                "wanted", _("There is nothing you can open with this. Check it, or call a supervisor.")
            )
        except TooManyOpenings as problem:
            form.add_error(None, problem)
        else:
            if opened:
                messages.warning(
                    request,
                    _("The case is open to you until %(time)s. A colleague will review this.")
                    % {"time": opened.until.astimezone().strftime("%H:%M")},
                )
            return redirect("cases:case", case.pk)
    return render(request, "cases/emergency.html", {"form": form})


@needs(Permission.BREAK_GLASS_REVIEW)
def reviews(request: SignedIn) -> HttpResponse:
    """What waits for a review, and what was reviewed lately."""
    waiting, closed = emergencies_for(request.user)
    return render(request, "cases/emergency_reviews.html", {"waiting": waiting, "closed": closed})


@needs(Permission.BREAK_GLASS_REVIEW)
@needs_recent_login
def review(request: SignedIn, row_id: UUID) -> HttpResponseBase:
    """One opening: who, why, what was looked at; and the reviewer's finding."""
    row = emergency_for(request.user, row_id)
    if row is None:
        raise Http404
    form = ReviewForm(request.POST or None)
    if row.reviewed_at is None and form.is_valid():
        try:
            review_emergency(actor=request.user, row=row, **form.cleaned_data)
        except ValidationError as problem:
            form.add_error(None, problem)
        else:
            messages.success(request, _("The review is closed."))
            return redirect("cases:emergency_reviews")
    context = {"row": row, "form": form, "entries": what_was_read(row)}
    return render(request, "cases/emergency_review.html", context)
