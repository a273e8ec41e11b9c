"""Who may open a case: shown, given, ended; restricted to named staff and opened again by two people."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.decorators import SignedIn, needs, needs_recent_login
from accounts.permissions import Permission
from cases.access import get_case_for
from cases.access_page import MAY_SEE, page_of
from cases.actions import (
    ask_to_reopen,
    assign_case,
    colleagues_of,
    declare_conflict,
    end_grant,
    lock_location,
    restrict_case,
)
from cases.actions.flags import UNLOCK, UNRESTRICT
from cases.forms.access import AssignForm, ConflictForm, ReopenForm, RestrictForm
from cases.models import Case, CaseGrant


@needs(Permission.CASE_VIEW)
def who(request: SignedIn, case_id: str) -> HttpResponse:
    """Named staff, who reaches the case through the office, and what is set on it."""
    case = get_case_for(request.user, case_id, to=MAY_SEE)
    return render(request, "cases/access.html", {"case": case, "page": page_of(request.user, case)})


@needs(Permission.CASE_ASSIGN)
@needs_recent_login
def give(request: SignedIn, case_id: str) -> HttpResponseBase:
    """Give a colleague access by name."""
    case = get_case_for(request.user, case_id, to=Permission.CASE_ASSIGN)
    form = AssignForm(request.POST or None, colleagues=colleagues_of(case.office), office=case.office)
    if form.is_valid() and _done(form, lambda: assign_case(actor=request.user, case=case, **form.given())):
        messages.success(request, _("Access is given."))
        return redirect("cases:access", case.pk)
    title, hint = _("Give access"), _("Only who has the role for it at this office can use the access.")
    return _page(request, case, form, title, hint, _("Give access"))


@needs(Permission.CASE_ASSIGN)
@require_POST
@needs_recent_login
def end(request: SignedIn, case_id: str, grant_id: int) -> HttpResponseBase:
    """End somebody's access now."""
    case = get_case_for(request.user, case_id, to=Permission.CASE_ASSIGN)
    try:
        end_grant(actor=request.user, case=case, grant=grant_id)
    except CaseGrant.DoesNotExist:
        raise Http404 from None
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    else:
        messages.success(request, _("The access has ended."))
    return redirect("cases:access", case.pk)


@needs(Permission.CASE_RESTRICT)
@needs_recent_login
def restrict(request: SignedIn, case_id: str) -> HttpResponseBase:
    """Restrict the case to named staff."""
    case = get_case_for(request.user, case_id, to=Permission.CASE_RESTRICT)
    form = RestrictForm(request.POST or None)
    if form.is_valid() and _done(
        form, lambda: restrict_case(actor=request.user, case=case, **form.cleaned_data)
    ):
        messages.success(request, _("Only named staff can open the case now."))
        return redirect("cases:access", case.pk)
    hint = _("The case disappears for everybody who is not named on it. Taking this back takes two people.")
    return _page(request, case, form, _("Restrict the case to named staff"), hint, _("Restrict"))


@needs(Permission.CASE_RESTRICT)
@needs_recent_login
def lock(request: SignedIn, case_id: str) -> HttpResponseBase:
    """Lock where the person is."""
    case = get_case_for(request.user, case_id, to=Permission.CASE_RESTRICT)
    form = RestrictForm(request.POST or None)
    if form.is_valid() and _done(
        form, lambda: lock_location(actor=request.user, case=case, **form.cleaned_data)
    ):
        messages.success(request, _("The location is locked now."))
        return redirect("cases:access", case.pk)
    hint = _(
        "From now on it is seen by colleagues with an access of its own, for a purpose, a minute at a time. "
        "Taking this back takes two people."
    )
    return _page(request, case, form, _("Lock where the person is"), hint, _("Lock"))


@needs(Permission.CASE_RESTRICT)
@needs_recent_login
def unrestrict(request: SignedIn, case_id: str) -> HttpResponseBase:
    """Ask a second person to open the case to the office again."""
    return _reopen(request, case_id, UNRESTRICT, _("Open the case to the office again"))


@needs(Permission.CASE_RESTRICT)
@needs_recent_login
def unlock(request: SignedIn, case_id: str) -> HttpResponseBase:
    """Ask a second person to unlock where the person is."""
    return _reopen(request, case_id, UNLOCK, _("Unlock where the person is"))


@needs(Permission.CONFLICT_DECLARE)
@needs_recent_login
def conflict(request: SignedIn, case_id: str) -> HttpResponseBase:
    """Say that somebody must not open the case: oneself, or, for a supervisor, any colleague."""
    case = get_case_for(request.user, case_id, to=Permission.CONFLICT_DECLARE)
    supervises = request.user.can(Permission.CASE_ASSIGN, case.office_id)
    colleagues = colleagues_of(case.office) if supervises else [request.user]
    form = ConflictForm(request.POST or None, colleagues=colleagues, initial={"user": str(request.user.pk)})
    if form.is_valid():
        kept_away = form.cleaned_data["user"]
        declare_conflict(actor=request.user, case=case, user=kept_away)
        messages.success(request, _("The conflict of interest is recorded."))
        return redirect("home") if kept_away.pk == request.user.pk else redirect("cases:access", case.pk)
    hint = _(
        "Family, friends, debts, or knowing somebody who is accused: whoever has such a tie does not open the case. "
        "It counts at once, and only a supervisor can take it back."
    )
    return _page(request, case, form, _("Record a conflict of interest"), hint, _("Keep away from the case"))


def _reopen(request: SignedIn, case_id: str, kind: str, title: str) -> HttpResponseBase:
    case = get_case_for(request.user, case_id, to=Permission.CASE_RESTRICT)
    form = ReopenForm(request.POST or None)
    if form.is_valid() and _done(
        form, lambda: ask_to_reopen(actor=request.user, case=case, kind=kind, **form.cleaned_data)
    ):
        messages.success(request, _("A second person has been asked."))
        return redirect("cases:access", case.pk)
    hint = _("This takes two people: another supervisor decides.")
    return _page(request, case, form, title, hint, _("Ask a second person"))


def _done(form: Form, deed: Any) -> bool:
    """Do it; what the action refuses is said on the form, and what was typed stays."""
    try:
        deed()
    except ValidationError as problem:
        form.add_error(None, problem)
        return False
    return True


def _page(request: SignedIn, case: Case, form: Form, title: str, hint: str, action: str) -> HttpResponse:
    context = {"case": case, "form": form, "title": title, "hint": hint, "action": action}
    return render(request, "cases/access_form.html", context)
