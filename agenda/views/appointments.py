"""Appointments and visits of a case, and the agenda of one person."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.decorators import SignedIn, needs
from accounts.permissions import Permission
from agenda import actions
from agenda.access import get_row_for
from agenda.actions.watching import alarms_for
from agenda.forms import AppointmentForm, ExtendForm, OutcomeForm
from agenda.models import Appointment, Todo
from audit import events
from cases.access import get_case_for
from cases.colleagues import who_work_on
from cases.models import Case, InterpreterBooking
from cases.record.merging import CHANGED_MEANWHILE
from vault.sealed import StaleVersion

DAYS = 14


@needs(Permission.CASE_VIEW)
def agenda(request: SignedIn) -> HttpResponse:
    """What this person goes to in the next two weeks, and what is to be done; places are read on the case."""
    until = timezone.now() + timedelta(days=DAYS)
    rows = Appointment.objects.plain().of(request.user).filter(starts_at__lt=until)
    context: dict[str, list[Any]] = {
        "appointments": list(rows.select_related("case__person", "case__office").defer("case__envelope")),
        "todos": list(
            Todo.objects.of(request.user)
            .select_related("case__person", "case__office")
            .defer("case__envelope")
        ),
    }
    events.record("agenda.viewed", facts={"count": len(context["appointments"]) + len(context["todos"])})
    return render(request, "agenda/agenda.html", context)


@needs(Permission.CASE_VIEW)
def alarms(request: SignedIn) -> HttpResponse:
    """Visits that nobody has answered for: who went, since when, and where the plan is read."""
    return render(request, "agenda/alarms.html", {"rows": alarms_for(request.user)})


@needs(Permission.CASE_EDIT)
def make(request: SignedIn, case_id: UUID) -> HttpResponse:
    """Make an appointment."""
    case = get_case_for(request.user, case_id, to=Permission.CASE_EDIT)
    form = AppointmentForm(request.POST or None, initial={"day": case.office.today()}, **_offered(case))
    if form.is_valid() and _tried(
        form, lambda: actions.make_appointment(actor=request.user, case=case, **form.given())
    ):
        messages.success(request, _("Saved."))
        return redirect("cases:panel", case.pk, "agenda")
    return render(request, "agenda/appointment.html", {"case": case, "form": form, "row": None})


@needs(Permission.LOCATION_READ)
def change(request: SignedIn, case_id: UUID, appointment_id: UUID) -> HttpResponse:
    """Change what is agreed; the page shows the place."""
    row = get_row_for(request.user, Appointment, case_id, appointment_id, Permission.LOCATION_READ)
    form = AppointmentForm(request.POST or None, row=row, **_offered(row.case))
    if form.is_valid():
        given = {"base_version": form.cleaned_data["base_version"] or 0, **form.given()}
        try:
            done = _tried(form, lambda: actions.change_appointment(actor=request.user, row=row, **given))
        except StaleVersion:
            form.data = {**request.POST.dict(), "base_version": row.version}
            form.add_error(None, CHANGED_MEANWHILE)
            done = False
        if done:
            messages.success(request, _("Saved."))
            return redirect("cases:panel", row.case_id, "agenda")
    return render(request, "agenda/appointment.html", {"case": row.case, "form": form, "row": row})


@needs(Permission.CASE_EDIT)
def close(request: SignedIn, case_id: UUID, appointment_id: UUID) -> HttpResponse:
    """Note how it went."""
    row = get_row_for(request.user, Appointment, case_id, appointment_id)
    form = OutcomeForm(request.POST or None)
    if form.is_valid():
        actions.close_appointment(actor=request.user, row=row, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("cases:panel", row.case_id, "agenda")
    return render(request, "agenda/outcome.html", {"case": row.case, "form": form, "row": row})


@needs(Permission.CASE_EDIT)
@require_POST
def cancel(request: SignedIn, case_id: UUID, appointment_id: UUID) -> HttpResponse:
    """It will not be."""
    row = get_row_for(request.user, Appointment, case_id, appointment_id)
    actions.cancel_appointment(actor=request.user, row=row)
    messages.success(request, _("Cancelled."))
    return redirect("cases:panel", row.case_id, "agenda")


@needs(Permission.CASE_VIEW)
@require_POST
def check_in(request: SignedIn, case_id: UUID, appointment_id: UUID) -> HttpResponse:
    """Everything is well: one press, on a telephone, without anything else on the page having loaded."""
    row = get_row_for(request.user, Appointment, case_id, appointment_id, Permission.CASE_VIEW)
    actions.check_in(actor=request.user, row=row)
    messages.success(request, _("You have checked in."))
    return redirect("agenda:agenda")


@needs(Permission.CASE_VIEW)
def extend(request: SignedIn, case_id: UUID, appointment_id: UUID) -> HttpResponse:
    """It takes longer."""
    row = get_row_for(request.user, Appointment, case_id, appointment_id, Permission.CASE_VIEW)
    form = ExtendForm(request.POST or None)
    if form.is_valid():
        actions.extend_watch(actor=request.user, row=row, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("agenda:agenda")
    return render(request, "agenda/extend.html", {"case": row.case, "form": form, "row": row})


def _offered(case: Case) -> dict[str, Any]:
    coming = InterpreterBooking.objects.filter(case=case, cancelled_at=None, ends_at__gt=timezone.now())
    return {"zone": case.office.zone, "colleagues": who_work_on(case), "bookings": coming}


def _tried(form: AppointmentForm, deed: Any) -> bool:
    """Do it; what cannot be is said beside the question."""
    try:
        deed()
    except ValidationError as problem:
        for name, told in problem.message_dict.items():
            form.add_error(name if name in form.fields else None, told)
        return False
    return True
