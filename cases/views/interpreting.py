"""Interpreters of one case: what the person wishes, whom she chooses or refuses, and when."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.decorators import SignedIn, needs
from accounts.models import User
from accounts.permissions import Permission
from cases.access import get_case_for
from cases.actions import (
    InterpreterLeft,
    InterpreterRefused,
    InterpreterTaken,
    book_interpreter,
    cancel_interpreter_booking,
    choose_interpreter,
    keep_interpreter_wish,
    refuse_interpreter,
    take_back_refusal,
)
from cases.forms.interpreters import BookingForm, WishForm
from cases.interview import interpreters, interpreting_page, refusals
from cases.models import Case, Interpreter, InterpreterBooking


@needs(Permission.CASE_EDIT)
def interpreter_wish(request: SignedIn, case_id: str) -> HttpResponse:
    """Ask with whom the person wishes to speak."""
    case = get_case_for(request.user, case_id, to=Permission.CASE_EDIT, viewed=["interview"])
    row = interpreters.wish_of(case)
    before = {name: getattr(row, name) for name in WishForm.base_fields} if row else {}
    form = WishForm(request.POST or None, initial=before)
    if form.is_valid():
        keep_interpreter_wish(actor=request.user, case=case, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("cases:interpreter_choose", case.pk)
    return render(request, "cases/interpreter_wish.html", {"case": case, "form": form})


@needs(Permission.CASE_EDIT)
def interpreter_choose(request: SignedIn, case_id: str) -> HttpResponse:
    """Who can be proposed and what speaks against each; the person chooses or refuses."""
    case = get_case_for(request.user, case_id, to=Permission.CASE_EDIT, viewed=["biodata"])
    if request.method == "POST":
        return _said(request, case)
    heard = refusals.words(case)
    context = {
        "case": case,
        "offers": interpreters.offers(request.user, case, heard),
        "again": interpreting_page.again(case, heard),
        "zone": case.office.zone,
    }
    return render(request, "cases/interpreter_choose.html", context)


def _said(request: SignedIn, case: Case) -> HttpResponse:
    """What the person said of one interpreter."""
    refused, again = request.POST.get("refuse", ""), request.POST.get("again", "")
    row = _of_office(request.user, case, refused or again or request.POST.get("choose", ""))
    if refused:
        refuse_interpreter(actor=request.user, case=case, interpreter=row)
        messages.success(request, _("Noted. This interpreter is not proposed to the person again."))
        return redirect("cases:interpreter_choose", case.pk)
    if again:
        take_back_refusal(actor=request.user, case=case, interpreter=row)
        messages.success(request, _("Noted. The person can choose this interpreter again."))
        return redirect("cases:interpreter_choose", case.pk)
    shown = {one.interpreter.pk: one.warnings for one in interpreters.offers(request.user, case)}
    try:
        choose_interpreter(actor=request.user, case=case, interpreter=row, despite=shown.get(row.pk, ()))
    except (InterpreterRefused, InterpreterLeft):
        messages.error(request, _("This interpreter cannot be proposed to the person."))
        return redirect("cases:interpreter_choose", case.pk)
    messages.success(request, _("Chosen."))
    return redirect("cases:panel", case.pk, "interpreter")


@needs(Permission.CASE_EDIT)
def interpreter_book(request: SignedIn, case_id: str) -> HttpResponse:
    """Book an hour with somebody the person chose."""
    case = get_case_for(request.user, case_id, to=Permission.CASE_EDIT)
    form = BookingForm(request.POST or None, chosen=interpreters.chosen_of(case), zone=case.office.zone)
    if form.is_valid():
        try:
            booking = book_interpreter(actor=request.user, case=case, **form.given())
        except InterpreterTaken:
            form.add_error("time", _("This interpreter is booked at that time. Choose another hour."))
        except InterpreterRefused:
            form.add_error("interpreter", _("The person does not want this interpreter any more."))
        except InterpreterLeft:
            form.add_error("interpreter", _("This interpreter cannot be proposed to the person."))
        else:
            messages.success(request, _("Booked."))
            return redirect("cases:booking", case.pk, booking.pk)
    return render(request, "cases/interpreter_book.html", {"case": case, "form": form})


@needs(Permission.CASE_EDIT)
def booking(request: SignedIn, case_id: str, booking_id: UUID) -> HttpResponse:
    """What the interpreter is given: the code and the time, nothing of the person."""
    case = get_case_for(request.user, case_id, to=Permission.CASE_EDIT)
    row = _booking(case, booking_id)
    context = {"case": case, "booking": row, "zone": case.office.zone, "back": _panel(case)}
    return render(request, "cases/booking.html", context)


@needs(Permission.CASE_EDIT)
@require_POST
def booking_cancel(request: SignedIn, case_id: str, booking_id: UUID) -> HttpResponse:
    """The hour is not needed."""
    case = get_case_for(request.user, case_id, to=Permission.CASE_EDIT)
    cancel_interpreter_booking(actor=request.user, booking=_booking(case, booking_id))
    messages.success(request, _("Cancelled."))
    return redirect(_panel(case))


def _booking(case: Case, booking_id: UUID) -> InterpreterBooking:
    found = InterpreterBooking.objects.filter(case=case, pk=booking_id).select_related("interpreter").first()
    if found is None:
        raise Http404
    found.case = case
    return found


def _of_office(user: User, case: Case, wanted: str) -> Interpreter:
    try:
        pk = UUID(wanted)
    except ValueError as unreadable:
        raise Http404 from unreadable
    rows = Interpreter.objects.plain().visible_to(user).working().filter(office=case.office_id)
    found: Interpreter | None = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _panel(case: Case) -> str:
    return reverse("cases:panel", args=[case.pk, "interpreter"])
