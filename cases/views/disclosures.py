"""Who received data, and the person's own file."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import printing
from accounts.decorators import SignedIn, needs, needs_recent_login
from accounts.permissions import Permission
from cases import access
from cases.actions import prepare_person_file, record_disclosure
from cases.forms.disclosing import DisclosureForm, FileMethod, PersonFileForm
from cases.models import Case
from cases.person_file import held, received
from cases.record.missing import missing_of
from cases.sections import SECTIONS
from cases.views.unreadable import told_if_unreadable


@needs(Permission.CASE_EDIT)
def add(request: SignedIn, case_id: str) -> HttpResponse:
    """Note by hand that data was given to somebody."""
    case = access.get_case_for(request.user, case_id, to=Permission.CASE_EDIT)
    access.require_in_use(case)
    form = DisclosureForm(request.POST or None)
    if form.is_valid():
        record_disclosure(actor=request.user, case=case, **form.cleaned_data)
        messages.success(request, _("Noted."))
        return redirect("cases:panel", case.pk, "received")
    return render(
        request,
        "cases/disclosure.html",
        {"case": case, "form": form, "missing": {"tasks": missing_of(request.user, case)}},
    )


@needs(Permission.PERSON_FILE)
@needs_recent_login
@told_if_unreadable
def person_file(request: SignedIn, case_id: str) -> HttpResponse:
    """Ask how the person wants the file; read it out here, or print a neutral sheet."""
    case = _case_of(request, case_id)
    form = PersonFileForm(request.POST or None)
    if not form.is_valid():
        return render(request, "cases/person_file_ask.html", {"case": case, "form": form})
    method = form.cleaned_data["method"]
    prepare_person_file(actor=request.user, case=case, sections=SECTIONS, method=method)
    if method == FileMethod.PRINTED:
        address = reverse("cases:person_paper", args=[case.pk])
        address += "?names=1" if form.cleaned_data["names"] else ""
        printing.begin(request, address, copies=form.cleaned_data["copies"] or 1)
        return redirect(address)
    context = {"case": case, "held": held(case), "received": received(case, neutral=False, names=True)}
    return render(request, "cases/person_file.html", context)


@needs(Permission.PERSON_FILE)
@told_if_unreadable
def person_paper(request: SignedIn, case_id: str) -> HttpResponse:
    """The sheet for the person: shown only as a print that was recorded."""
    case = _case_of(request, case_id)
    if printing.mark_of(request) is None:
        return redirect("cases:person_file", case.pk)
    names = "names" in request.GET
    context = {"case": case, "held": held(case), "received": received(case, neutral=True, names=names)}
    return render(request, "cases/person_paper.html", context)


def _case_of(request: SignedIn, case_id: str) -> Case:
    case = access.get_case_for(request.user, case_id, to=Permission.PERSON_FILE)
    access.require_in_use(case)
    return case
