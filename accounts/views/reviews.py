"""The access review: one page per office, everybody on it, kept or ended by a tick."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import ngettext

from accounts import reviewing
from accounts.decorators import SignedIn, needs, needs_recent_login
from accounts.permissions import Permission

KEEP, END = "keep", "end"


@needs(Permission.ACCESS_REVIEW)
def reviews(request: SignedIn) -> HttpResponse:
    """The offices one reviews, with how many roles wait."""
    rows = []
    for office in reviewing.offices_for(request.user):
        due = reviewing.list_of(office, request.user)
        waiting = sum(each.is_overdue for each in due)
        rows.append({"office": office, "count": len(due), "overdue": waiting})
    return render(request, "accounts/reviews.html", {"rows": rows})


@needs(Permission.ACCESS_REVIEW)
@needs_recent_login
def review(request: SignedIn, office_id: UUID) -> HttpResponseBase:
    """Everybody at one office: what is not ticked stays as it is and waits on."""
    offices = {office.pk: office for office in reviewing.offices_for(request.user)}
    if office_id not in offices:
        raise Http404
    office = offices[office_id]
    due = reviewing.list_of(office, request.user)
    if request.method == "POST":
        done = _decide(request, due)
        words = ngettext("%(count)s role was reviewed.", "%(count)s roles were reviewed.", done)
        messages.success(request, words % {"count": done})
        return redirect("accounts:review", office_id)
    return render(request, "accounts/review.html", {"office": office, "due": due})


@transaction.atomic
def _decide(request: SignedIn, due: list[reviewing.Due]) -> int:
    """Keep or end what was ticked; says how many."""
    done = 0
    for each in due:
        answer = request.POST.get(f"role-{each.membership.pk}")
        if answer in (KEEP, END) and each.may_review:
            reviewing.review(actor=request.user, membership=each.membership, keep=answer == KEEP)
            done += 1
    return done
