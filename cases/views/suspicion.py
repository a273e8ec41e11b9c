"""Clearing a suspicion against a child's guardian: asked by one person, decided by another (consent.md 5)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.decorators import SignedIn, needs
from accounts.models import User
from accounts.permissions import Permission
from cases import access
from cases.actions import AlreadyDecided, ask_to_clear, decide_clearing
from cases.actions.best_interests import NEEDED
from cases.actions.suspicions import ClearReason, could_clear
from cases.child import record as child_record
from cases.child import suspicion
from cases.child.words import guardian_label
from cases.forms.suspicion import AskToClearForm, DecideClearingForm
from cases.models import Case, ChildProtection
from cases.record.merging import CHANGED_MEANWHILE
from cases.views.unreadable import told_if_unreadable


@needs(Permission.CASE_EDIT)
@told_if_unreadable
def clear(request: SignedIn, case_id: str) -> HttpResponse:
    """Ask to clear one; where somebody asks already, decide it as the second person. Not there where none stands."""
    case = access.get_case_for(request.user, case_id, to=Permission.CASE_EDIT, viewed=child_record.OPENED)
    for needed in NEEDED:
        access.require(request.user, needed, case)
    row = child_record.row_of(case)
    if not suspicion.standing(row):
        raise Http404
    return _decide(request, case, row) if suspicion.waiting(row) else _ask(request, case, row)


def _ask(request: SignedIn, case: Case, row: ChildProtection) -> HttpResponse:
    form = AskToClearForm(request.POST or None, suspects=suspicion.standing(row))
    if form.is_valid():
        try:
            ask_to_clear(actor=request.user, case=case, **form.cleaned_data)
        except (AlreadyDecided, ValidationError):
            form.add_error(None, CHANGED_MEANWHILE)
        else:
            messages.success(request, _("A second person has been asked."))
            return redirect("cases:child", case.pk)
    context = {"case": case, "form": form, "button": _("Ask a second person"), "may_send": True}
    return render(request, "cases/child_suspicion.html", context)


def _decide(request: SignedIn, case: Case, row: ChildProtection) -> HttpResponse:
    waits = suspicion.waiting(row) or {}
    asked = waits[suspicion.ASKED]
    may = could_clear(request.user, case, row)
    form = DecideClearingForm(request.POST if may and "agrees" in request.POST else None)
    if form.is_valid():
        try:
            decide_clearing(actor=request.user, case=case, **form.cleaned_data)
        except AlreadyDecided:
            form.add_error(None, CHANGED_MEANWHILE)
        else:
            messages.success(request, _("Your word is recorded."))
            return redirect("cases:child", case.pk)
    context = {
        "case": case,
        "form": form,
        "button": _("Record my word"),
        "may_send": may,
        "asked": asked,
        "by": User.objects.get(pk=asked["by"]).display_name,
        "who": guardian_label(waits[suspicion.GUARDIAN]),
        "reason": ClearReason(asked["reason"]).label,
    }
    return render(request, "cases/child_suspicion.html", context)
