"""Enquiries: taken while somebody talks, looked after by few, and gone when they became a case or their days are over."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.decorators import SignedIn, needs
from accounts.permissions import Permission
from audit import events
from cases.views.pages import page_of
from contact import actions
from contact.access import get_enquiry_for
from contact.forms import EndForm, EnquiryForm
from contact.models import Enquiry
from contact.views import writing


@needs(Permission.CASE_OPEN)
def enquiries(request: SignedIn) -> HttpResponse:
    """Those this person took, and those of the offices the person supervises, the most pressing first."""
    rows = list(Enquiry.objects.plain().visible_to(request.user).select_related("taken_by", "office"))
    events.record("enquiry.listed", facts={"count": len(rows)})
    context = {
        "rows": [(row, row.days_left()) for row in rows],
        "form": writing.office_form(request.user),
    }
    return render(request, "contact/enquiries.html", context)


@needs(Permission.CASE_OPEN)
@require_POST
def take(request: SignedIn) -> HttpResponse:
    """Begin one: the page opens with a row behind it, so that every word is kept from the first."""
    return writing.begin(request, actions.take_enquiry, listed="contact:enquiries", opened="contact:enquiry")


@needs(Permission.CASE_OPEN)
def enquiry(request: SignedIn, enquiry_id: UUID) -> HttpResponse:
    """One enquiry, read and written on the same page."""
    row = get_enquiry_for(request.user, enquiry_id)
    form = EnquiryForm(request.POST or None, enquiry=row)
    if request.method == "POST" and form.is_valid():
        if writing.is_stale(form, row, request.user):
            form.add_error(
                None,
                _(
                    "Somebody else, or you in another window, has written here meanwhile. What is stored now stands "
                    "below; saved again, what you typed replaces it."
                ),
            )
            writing.shown_again(form, row)
        else:
            page = page_of(request.POST)
            actions.change_enquiry(actor=request.user, enquiry=row, values=form.values(), page=page)
            messages.success(request, _("Saved."))
            return redirect("contact:enquiries")
    events.record("enquiry.viewed", subject=row, office=row.office_id)
    context = {
        "row": row,
        "form": form,
        "stored": _differences(form, row) if form.is_bound else [],
        "days_left": row.days_left(),
        "draft_url": reverse("contact:enquiry_draft", args=[row.pk]),
    }
    return render(request, "contact/enquiry.html", context)


@needs(Permission.CASE_OPEN)
@require_POST
def draft(request: SignedIn, enquiry_id: UUID) -> HttpResponse:
    """Keep what is being typed: written at once wherever it can be read; the answer carries nothing."""
    row = get_enquiry_for(request.user, enquiry_id)
    form = EnquiryForm(request.POST, enquiry=row)
    form.full_clean()
    readable = {name: value for name, value in form.values().items() if name not in form.errors}
    page = page_of(request.POST)
    change = partial(actions.change_enquiry, actor=request.user, enquiry=row, values=readable, page=page)
    return writing.keep(form, row, request.user, change)


@needs(Permission.CASE_OPEN)
def to_case(request: SignedIn, enquiry_id: UUID) -> HttpResponse:
    """The person agrees: say what happens, then open the case."""
    row = get_enquiry_for(request.user, enquiry_id)
    if request.method == "POST":
        try:
            case = actions.open_case_from(actor=request.user, enquiry=row)
        except actions.EnquiryGone:
            return _gone(request)
        messages.success(request, _("The case is open. Nothing has to be typed again."))
        return redirect("cases:consent", case.pk)
    return render(request, "contact/to_case.html", {"row": row})


@needs(Permission.CASE_OPEN)
def end(request: SignedIn, enquiry_id: UUID) -> HttpResponse:
    """Erase it before its time, after a reason."""
    row = get_enquiry_for(request.user, enquiry_id)
    form = EndForm(request.POST or None)
    if form.is_valid():
        try:
            actions.end_enquiry(actor=request.user, enquiry=row, reason=form.cleaned_data["reason"])
        except actions.EnquiryGone:
            return _gone(request)
        messages.success(request, _("The enquiry is erased."))
        return redirect("contact:enquiries")
    return render(request, "contact/end.html", {"row": row, "form": form})


def _gone(request: SignedIn) -> HttpResponse:
    """Somebody else was first. Nothing was done twice."""
    messages.error(
        request,
        _("A colleague was first: the enquiry has become a case or was erased. Nothing was done twice."),
    )
    return redirect("contact:enquiries")


def _differences(form: EnquiryForm, row: Enquiry) -> list[tuple[str, object]]:
    """What is stored and differs from what was typed: label and stored words."""
    given = form.values() if form.is_bound and hasattr(form, "cleaned_data") else {}
    return [
        (str(form.fields[name].label), getattr(row, name))
        for name, typed in given.items()
        if getattr(row, name) not in (None, "") and getattr(row, name) != typed
    ]
