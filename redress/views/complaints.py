"""Complaints: the neutral page without a login, and the focal point's list."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.decorators import SignedIn, needs, public
from accounts.permissions import Permission
from audit import events
from redress import actions
from redress.access import get_complaint_for
from redress.forms.complaints import CloseForm, OpenComplaintForm, ReceiptForm, TakenComplaintForm, WorkForm
from redress.models import Complaint
from redress.views.paging import paged


@public
def feedback(request: HttpRequest) -> HttpResponseBase:
    """The neutral page: anybody writes, without a name or a login. The receipt is shown this once."""
    form = OpenComplaintForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            receipt = actions.make_complaint(**form.cleaned_data)
        except actions.TooMany:
            form.add_error(None, _("This cannot be taken now. Please try again in an hour."))
        else:
            return render(request, "redress/receipt.html", {"receipt": receipt})
    return render(request, "redress/feedback.html", {"form": form})


@public
def feedback_answer(request: HttpRequest) -> HttpResponse:
    """The answer, for who holds the receipt; an unknown one is told like one without an answer yet."""
    form = ReceiptForm(request.POST or None)
    asked = request.method == "POST" and form.is_valid()
    row = actions.answer_by_receipt(form.cleaned_data["receipt"]) if asked else None
    answer = row.answer if row is not None and row.closed_at else ""
    return render(request, "redress/feedback_answer.html", {"form": form, "asked": asked, "answer": answer})


@needs(Permission.COMPLAINT_HANDLE)
def complaints(request: SignedIn) -> HttpResponse:
    """The complaints a focal point handles, open ones first."""
    rows = Complaint.objects.visible_to(request.user).plain().select_related("office", "handler")
    page = paged(request, rows)
    events.record("complaint.listed", facts={"count": len(page["rows"]), "page": page["number"]})
    return render(request, "redress/complaints.html", page)


@needs(Permission.INBOX_READ)
def take(request: SignedIn) -> HttpResponseBase:
    """Enter a complaint that came on paper, by telephone or in person; who enters it does not see it again."""
    form = TakenComplaintForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.take_complaint(actor=request.user, **form.cleaned_data)
        messages.success(request, _("The complaint was handed to a focal point outside the office."))
        return redirect("home")
    return render(request, "redress/take.html", {"form": form})


@needs(Permission.COMPLAINT_HANDLE)
def complaint(request: SignedIn, complaint_id: UUID) -> HttpResponseBase:
    """One complaint, with what the focal point notes."""
    row = get_complaint_for(request.user, complaint_id)
    initial = {"office": row.office_id, "notes": row.notes, "named": [one.user_id for one in row.named.all()]}
    form = WorkForm(request.POST or None, actor=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.work_on_complaint(actor=request.user, complaint=row, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("redress:complaint", row.pk)
    events.record("complaint.viewed", subject=row, office=row.office_id)
    return render(request, "redress/complaint.html", {"row": row, "form": form})


@needs(Permission.COMPLAINT_HANDLE)
def close(request: SignedIn, complaint_id: UUID) -> HttpResponseBase:
    """Close a complaint with its answer."""
    row = get_complaint_for(request.user, complaint_id)
    form = CloseForm(request.POST or None, initial={"answer": row.answer, "outcome": row.outcome})
    if request.method == "POST" and form.is_valid():
        actions.close_complaint(actor=request.user, complaint=row, **form.cleaned_data)
        messages.success(request, _("The complaint was closed."))
        return redirect("redress:complaints")
    return render(request, "redress/complaint_close.html", {"row": row, "form": form})
