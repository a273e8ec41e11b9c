"""Somebody is held, to be expelled or prosecuted."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.decorators import SignedIn, needs
from accounts.permissions import Permission
from cases.access import get_case_for
from legal import actions
from legal.access import get_row_for
from legal.forms import CustodyEndForm, CustodyForm, DeedForm
from legal.models import Custody, CustodyDeed


@needs(Permission.LEGAL_WRITE)
def note(request: SignedIn, case_id: UUID) -> HttpResponse:
    """Note what is known at this hour: people are told at once."""
    case = get_case_for(request.user, case_id, to=Permission.LEGAL_WRITE)
    form = CustodyForm(request.POST or None, zone=case.office.zone)
    if form.is_valid():
        actions.note_custody(actor=request.user, case=case, since=form.moment(), **form.words())
        messages.success(request, _("Noted. Those who can act were told, and the hours run."))
        return redirect("cases:panel", case.pk, "legal")
    return render(request, "legal/custody.html", {"case": case, "form": form})


@needs(Permission.LEGAL_WRITE)
def deed(request: SignedIn, case_id: UUID, deed_id: UUID) -> HttpResponse:
    """Note that a deed was done, or why it was not possible."""
    row = get_row_for(request.user, CustodyDeed, case_id, deed_id)
    form = DeedForm(request.POST or None, initial={"is_possible": True, "note": row.note})
    if form.is_valid():
        actions.note_deed(actor=request.user, deed=row, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("cases:panel", row.case_id, "legal")
    return render(
        request, "legal/deed.html", {"case": row.case, "form": form, "label": row.get_deed_display()}
    )


@needs(Permission.LEGAL_WRITE)
def end(request: SignedIn, case_id: UUID, custody_id: UUID) -> HttpResponse:
    """It is over."""
    row = get_row_for(request.user, Custody, case_id, custody_id)
    form = CustodyEndForm(request.POST or None, zone=row.case.office.zone)
    if form.is_valid():
        actions.end_custody(actor=request.user, row=row, ended_at=form.moment(), **form.words())
        messages.success(request, _("Saved."))
        return redirect("cases:panel", row.case_id, "legal")
    return render(request, "legal/custody_end.html", {"case": row.case, "form": form, "row": row})
