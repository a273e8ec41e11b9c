"""The right to stay of one person: entered, moved on, corrected."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.decorators import SignedIn, needs
from accounts.permissions import Permission
from cases.access import get_case_for
from cases.record.merging import CHANGED_MEANWHILE
from legal import actions
from legal.access import get_row_for
from legal.forms import PermitForm, StepForm
from legal.models import Permit
from legal.workflow import STEPS
from vault.sealed import StaleVersion


@needs(Permission.LEGAL_READ)
def stay(request: SignedIn, case_id: UUID) -> HttpResponse:
    """The tab of the case, as tasks lead there."""
    case = get_case_for(request.user, case_id, to=Permission.LEGAL_READ)
    return redirect("cases:panel", case.pk, "legal")


@needs(Permission.LEGAL_WRITE)
def enter(request: SignedIn, case_id: UUID) -> HttpResponse:
    """Enter an application in the state it is known to be in; after `?follows=` it is the next of an older one."""
    case = get_case_for(request.user, case_id, to=Permission.LEGAL_WRITE)
    follows = _followed(request, case_id)
    form = PermitForm(request.POST or None, initial={"kind": follows.kind} if follows else None)
    if form.is_valid():
        actions.enter_permit(actor=request.user, case=case, follows=follows, **form.given())
        messages.success(request, _("Saved."))
        return redirect("cases:panel", case.pk, "legal")
    return render(request, "legal/permit.html", {"case": case, "form": form, "row": None})


@needs(Permission.LEGAL_WRITE)
def change(request: SignedIn, case_id: UUID, permit_id: UUID) -> HttpResponse:
    """Correct what is written of an application."""
    row = get_row_for(request.user, Permit, case_id, permit_id)
    form = PermitForm(request.POST or None, row=row)
    if form.is_valid():
        base = form.cleaned_data["base_version"] or 0
        try:
            actions.change_permit(actor=request.user, permit=row, base_version=base, **form.given())
        except StaleVersion:
            form.add_error(None, CHANGED_MEANWHILE)
            form.data = {**request.POST.dict(), "base_version": row.version}
        else:
            messages.success(request, _("Saved."))
            return redirect("cases:panel", row.case_id, "legal")
    return render(request, "legal/permit.html", {"case": row.case, "form": form, "row": row})


@needs(Permission.LEGAL_WRITE)
def step(request: SignedIn, case_id: UUID, permit_id: UUID, step: str) -> HttpResponse:
    """Note what happened to an application."""
    if step not in STEPS:
        raise Http404
    row = get_row_for(request.user, Permit, case_id, permit_id)
    form = StepForm(request.POST or None, step=STEPS[step], initial={"on": row.case.office.today()})
    if form.is_valid():
        try:
            actions.take_step(actor=request.user, permit=row, step=step, **form.cleaned_data)
        except actions.NothingNew:
            form.add_error(None, _("This stands in the history already. Change a day, or leave it as it is."))
        else:
            messages.success(request, _("Saved."))
            return redirect("cases:panel", row.case_id, "legal")
    return render(
        request, "legal/step.html", {"case": row.case, "form": form, "step": STEPS[step], "row": row}
    )


def _followed(request: SignedIn, case_id: UUID) -> Permit | None:
    wanted = request.GET.get("follows", "")
    if not wanted:
        return None
    try:
        return get_row_for(request.user, Permit, case_id, UUID(wanted))
    except ValueError as unreadable:
        raise Http404 from unreadable
