"""What is told without consent: the list of a case, asking, noting that it was told, telling the person."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.decorators import SignedIn, needs, needs_recent_login
from accounts.permissions import Permission
from cases import access
from cases.actions import ask_exception, tell_of_exception, use_exception
from cases.consent import exceptions
from cases.consent.exceptions_page import cards, exception_of
from cases.forms.exceptions import ExceptionForm, ToldForm, UsedForm
from cases.models import Case
from cases.record.missing import missing_of
from cases.views.unreadable import told_if_unreadable

SECTION = "consent"


@needs(Permission.CASE_EDIT)
@told_if_unreadable
def sharing(request: SignedIn, case_id: str) -> HttpResponse:
    """Every exception of a case, and what can be done about each."""
    case = access.get_case_for(request.user, case_id, to=Permission.CASE_EDIT, viewed=[SECTION])
    return render(request, "cases/sharing.html", {"case": case, "cards": cards(case)})


@needs(Permission.CASE_EDIT)
@needs_recent_login
def ask(request: SignedIn, case_id: str) -> HttpResponseBase:
    """Ask a second person to agree that something is told without consent."""
    case = access.get_case_for(request.user, case_id, to=Permission.CASE_EDIT)
    access.require_in_use(case)
    form = ExceptionForm(request.POST or None, duties=exceptions.duties(case))
    if form.is_valid():
        try:
            ask_exception(actor=request.user, case=case, **form.cleaned_data)
        except ValidationError as problem:
            form.add_error(None, problem)
        else:
            messages.success(request, _("A second person is asked to agree. Nothing may be told before."))
            return redirect("cases:sharing", case.pk)
    context = {"case": case, "form": form, "missing": {"tasks": missing_of(request.user, case)}}
    return render(request, "cases/sharing_ask.html", context)


@needs(Permission.CASE_EDIT)
@told_if_unreadable
def used(request: SignedIn, case_id: str, exception_id: UUID) -> HttpResponse:
    """Note that it was told: it becomes a disclosure of exactly what two people agreed to."""
    case = access.get_case_for(request.user, case_id, to=Permission.CASE_EDIT)
    row = exception_of(case, exception_id)
    if row is None or not row.stands():
        raise Http404
    form = UsedForm(request.POST or None)
    if form.is_valid():
        try:
            use_exception(actor=request.user, case=case, exception=row, how=form.cleaned_data["how"])
        except ValidationError as problem:
            form.add_error(None, problem)
        else:
            messages.success(request, _("Noted. You are reminded to tell the person when that is safe."))
            return redirect("cases:sharing", case.pk)
    return _page(request, case, form, _("It was told"))


@needs(Permission.CASE_EDIT)
@told_if_unreadable
def told(request: SignedIn, case_id: str, exception_id: UUID) -> HttpResponse:
    """Note that the person was told of it, or that it is not safe yet."""
    case = access.get_case_for(request.user, case_id, to=Permission.CASE_EDIT)
    row = exception_of(case, exception_id)
    if row is None or row.disclosure_id is None or row.told_at is not None:
        raise Http404
    form = ToldForm(request.POST or None)
    if form.is_valid():
        is_safe = form.cleaned_data["is_safe"] == "yes"
        try:
            tell_of_exception(actor=request.user, case=case, exception=row, is_safe=is_safe)
        except ValidationError as problem:
            form.add_error(None, problem)
        else:
            messages.success(request, _("Noted."))
            return redirect("cases:sharing", case.pk)
    return _page(request, case, form, _("Telling the person"))


def _page(request: SignedIn, case: Case, form: Form, title: str) -> HttpResponse:
    return render(request, "cases/sharing_note.html", {"case": case, "form": form, "title": title})
