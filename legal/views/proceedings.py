"""Proceedings of one person, their hearings and claims."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.decorators import SignedIn, needs
from accounts.permissions import Permission
from cases.access import get_case_for
from cases.colleagues import who_work_on
from cases.models import Case, InterpreterBooking
from cases.record.merging import CHANGED_MEANWHILE
from legal import actions
from legal.access import get_row_for
from legal.forms import ClaimForm, HearingEndForm, HearingForm, ProceedingForm, StageForm
from legal.models import Claim, Hearing, Proceeding
from vault.sealed import StaleVersion

ENTER, CORRECT = gettext_lazy("Enter a proceeding"), gettext_lazy("Correct what is written")
HEARING, CLAIM = gettext_lazy("A hearing"), gettext_lazy("A claim")


@needs(Permission.LEGAL_READ)
def tab(request: SignedIn, case_id: UUID) -> HttpResponse:
    """The tab of the case, as tasks lead there."""
    case = get_case_for(request.user, case_id, to=Permission.LEGAL_READ)
    return redirect("cases:panel", case.pk, "proceedings")


@needs(Permission.LEGAL_WRITE)
def enter(request: SignedIn, case_id: UUID) -> HttpResponse:
    """Enter a proceeding at the stage it is known to be at."""
    case = get_case_for(request.user, case_id, to=Permission.LEGAL_WRITE)
    form = ProceedingForm(request.POST or None)
    return _answer(
        request,
        case,
        form,
        ENTER,
        lambda: actions.enter_proceeding(actor=request.user, case=case, **form.given()),
    )


@needs(Permission.LEGAL_WRITE)
def change(request: SignedIn, case_id: UUID, proceeding_id: UUID) -> HttpResponse:
    """Correct what is written of a proceeding."""
    row = get_row_for(request.user, Proceeding, case_id, proceeding_id)
    form = ProceedingForm(request.POST or None, row=row)
    return _answer(
        request, row.case, form, CORRECT, _correct(request, actions.change_proceeding, row, form), row
    )


@needs(Permission.LEGAL_WRITE)
def stage(request: SignedIn, case_id: UUID, proceeding_id: UUID) -> HttpResponse:
    """Note the stage that was reached."""
    row = get_row_for(request.user, Proceeding, case_id, proceeding_id)
    form = StageForm(request.POST or None, initial={"stage": row.stage, "on": row.case.office.today()})
    return _answer(
        request,
        row.case,
        form,
        _("What happened"),
        lambda: actions.move_proceeding(actor=request.user, row=row, **form.cleaned_data),
    )


@needs(Permission.LEGAL_WRITE)
def hearing_enter(request: SignedIn, case_id: UUID, proceeding_id: UUID) -> HttpResponse:
    """Enter a hearing."""
    row = get_row_for(request.user, Proceeding, case_id, proceeding_id)
    form = HearingForm(request.POST or None, **_offered(row.case))
    return _answer(
        request,
        row.case,
        form,
        HEARING,
        lambda: actions.enter_hearing(actor=request.user, proceeding=row, **form.given()),
    )


@needs(Permission.LEGAL_WRITE)
def hearing(request: SignedIn, case_id: UUID, hearing_id: UUID) -> HttpResponse:
    """Change a hearing, or say that it is prepared."""
    row = get_row_for(request.user, Hearing, case_id, hearing_id)
    form = HearingForm(request.POST or None, row=row, **_offered(row.case))
    return _answer(
        request, row.case, form, HEARING, _correct(request, actions.change_hearing, row, form), row
    )


@needs(Permission.LEGAL_WRITE)
def hearing_close(request: SignedIn, case_id: UUID, hearing_id: UUID) -> HttpResponse:
    """Note how a hearing went."""
    row = get_row_for(request.user, Hearing, case_id, hearing_id)
    form = HearingEndForm(request.POST or None, initial={"outcome": row.outcome})
    return _answer(
        request,
        row.case,
        form,
        HEARING,
        lambda: actions.close_hearing(actor=request.user, row=row, **form.cleaned_data),
    )


@needs(Permission.LEGAL_WRITE)
def claim_enter(request: SignedIn, case_id: UUID, proceeding_id: UUID) -> HttpResponse:
    """Enter what is claimed."""
    row = get_row_for(request.user, Proceeding, case_id, proceeding_id)
    form = ClaimForm(request.POST or None, country=row.case.office.country)
    return _answer(
        request,
        row.case,
        form,
        CLAIM,
        lambda: actions.enter_claim(actor=request.user, proceeding=row, **form.given()),
    )


@needs(Permission.LEGAL_WRITE)
def claim(request: SignedIn, case_id: UUID, claim_id: UUID) -> HttpResponse:
    """Note what was awarded or received."""
    row = get_row_for(request.user, Claim, case_id, claim_id)
    form = ClaimForm(request.POST or None, row=row, country=row.case.office.country)
    return _answer(request, row.case, form, CLAIM, _correct(request, actions.change_claim, row, form), row)


def _offered(case: Case) -> dict[str, Any]:
    coming = InterpreterBooking.objects.filter(case=case, cancelled_at=None, ends_at__gt=timezone.now())
    return {"zone": case.office.zone, "colleagues": who_work_on(case), "bookings": coming}


def _correct(request: SignedIn, action: Callable[..., Any], row: Any, form: Any) -> Callable[[], Any]:
    """The action that corrects a row, from the version its form was read at."""
    return lambda: action(
        actor=request.user, row=row, base_version=form.cleaned_data["base_version"] or 0, **form.given()
    )


def _answer(
    request: SignedIn,
    case: Case,
    form: forms.Form,
    title: str | Promise,
    deed: Callable[[], Any],
    row: Any = None,
) -> HttpResponse:
    """Do it and lead to the tab; what cannot be is said beside the question, with what was typed."""
    if form.is_valid():
        try:
            deed()
        except StaleVersion:
            form.add_error(None, CHANGED_MEANWHILE)
            form.data = {**form.data.dict(), "base_version": row.version}  # type: ignore[attr-defined]
        except ValidationError as problem:
            for name, told in problem.message_dict.items():
                form.add_error(name if name in form.fields else None, told)
        else:
            messages.success(request, _("Saved."))
            return redirect("cases:panel", case.pk, "proceedings")
    return render(request, "legal/proceeding.html", {"case": case, "form": form, "title": title})
