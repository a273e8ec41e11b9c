"""The determination: read with its reasons, decided, looked at by the next person."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.decorators import SignedIn, needs
from accounts.permissions import Permission
from cases import access
from cases.actions import (
    AlreadyHadTheirSay,
    LookChanged,
    SectionConflict,
    decide_determination,
    look_at_determination,
)
from cases.assessing.determination_page import open_look, opened, page_of
from cases.forms.determination import DecideForm, LookForm
from cases.models import Case, Determination
from cases.record.merging import CHANGED_MEANWHILE
from cases.views.unreadable import told_if_unreadable


@needs(Permission.CASE_VIEW)
@told_if_unreadable
def determination(request: SignedIn, case_id: str) -> HttpResponse:
    """What was found, suggested and decided, with the hints of the other answers."""
    case = _case(request, case_id, Permission.CASE_VIEW)
    return render(request, "cases/determination.html", {"case": case, "page": page_of(request.user, case)})


@needs(Permission.CASE_DETERMINE)
@told_if_unreadable
def decide(request: SignedIn, case_id: str) -> HttpResponse:
    """Decide, with the suggestion and its reasons beside."""
    case = _case(request, case_id, Permission.CASE_DETERMINE)
    page = page_of(request.user, case)
    form = DecideForm(request.POST or None, initial={"on": case.office.today(), **_now(page.row)})
    if form.is_valid():
        try:
            decide_determination(actor=request.user, case=case, **form.given())
        except SectionConflict as conflict:
            typed = request.POST.copy()
            typed["base_version"] = str(conflict.version)
            form.data = typed
            form.add_error(
                None,
                _("Somebody else has changed the determination meanwhile. Look at it, and decide again."),
            )
        except ValidationError as problem:
            form.add_error(None, ValidationError(problem.messages))
        else:
            messages.success(request, _("The decision is recorded. Help goes on as before."))
            return redirect("cases:determination", case.pk)
    context = {"case": case, "form": form, "page": page, "title": _("Decide on the determination")}
    return render(request, "cases/determination_decide.html", context)


@needs(Permission.CASE_DETERMINE)
@told_if_unreadable
def look(request: SignedIn, case_id: str) -> HttpResponse:
    """Look at the determination as the second or third person."""
    case = _case(request, case_id, Permission.CASE_DETERMINE)
    waiting = open_look(case)
    if waiting is None:
        raise Http404
    form = LookForm(request.POST or None, waiting=waiting)
    if form.is_valid():
        try:
            look_at_determination(actor=request.user, case=case, **form.given())
        except LookChanged:
            form.data = {**request.POST.dict(), "look": waiting.pk, "look_version": waiting.version}
            form.add_error(None, CHANGED_MEANWHILE)
        except AlreadyHadTheirSay:
            form.add_error(None, _("You have decided here already. Somebody else has to look at it."))
        except ValidationError as problem:
            form.add_error(None, ValidationError(problem.messages))
        else:
            messages.success(request, _("Your decision is recorded."))
            return redirect("cases:determination", case.pk)
    context = {
        "case": case,
        "form": form,
        "page": page_of(request.user, case, waiting),
        "look": waiting,
        "had_say": request.user.pk in waiting.people(),
    }
    return render(request, "cases/determination_look.html", context)


def _case(request: SignedIn, case_id: str, to: Permission) -> Case:
    """The case through its door; the page shows confidential answers, and opens the sections that hint."""
    case = access.get_case_for(request.user, case_id, to=to)
    access.require(request.user, Permission.CONFIDENTIAL_READ, case)
    access.record_view(request.user, case, opened(request.user, case))
    return case


def _now(row: Determination) -> dict[str, Any]:
    """The decision that stands, to begin with."""
    found: dict[str, Any] = {"base_version": row.version}
    if row.determination:
        found |= {
            "determination": row.determination,
            "basis": row.determination_basis,
            "override_reason": row.determination_override_reason,
            "organisation": row.determination_org or "other",
            "not_established_kind": row.not_established_kind,
            "referral": row.non_victim_referral,
            "eligible": "no" if row.eligible_for_assistance is False else "yes",
        }
    return found
