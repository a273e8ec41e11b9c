"""A person's risk: read, judged, asked for anew; and the alarm of an immediate one."""

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.decorators import SignedIn, needs
from accounts.permissions import Permission
from audit import events
from cases import access
from cases.actions import SectionConflict, ask_for_assessment, set_risk_level, take_alarm
from cases.actions.assessing import alarms_for
from cases.assessing import risk_record
from cases.assessing.risk import Assessed, Level
from cases.assessing.risk_levels import LevelNotAllowed
from cases.assessing.risk_page import page_of
from cases.forms.risk import LevelForm
from cases.models import Case, RiskAssessment
from cases.views.unreadable import told_if_unreadable


@needs(Permission.RESTRICTED_READ)
@told_if_unreadable
def risk(request: SignedIn, case_id: str) -> HttpResponse:
    """The level, why, what it does, what is due, and the assessments so far."""
    case = access.get_case_for(request.user, case_id, to=Permission.RESTRICTED_READ, viewed=["risk"])
    return render(request, "cases/risk.html", {"case": case, "page": page_of(request.user, case)})


@needs(Permission.RESTRICTED_WRITE)
@told_if_unreadable
def level(request: SignedIn, case_id: str, row_id: UUID) -> HttpResponse:
    """Set the level that counts by professional judgement."""
    found = access.get_row_for(
        request.user, case_id, "risk", row_id, Permission.RESTRICTED_WRITE, viewed=True
    )
    row = cast("RiskAssessment", found)
    case = row.case
    access.require(request.user, Permission.CASE_EDIT, case)
    if (assessed := risk_record.evaluate(case, row)) is None:
        raise Http404
    form = LevelForm(request.POST or None, lowest=lowest_for(request, row, assessed), initial=_now(row))
    if form.is_valid() and _set(request, case, row, form):
        messages.success(request, _("The level is set."))
        return redirect("cases:risk", case.pk)
    return render(
        request, "cases/risk_level.html", {"case": case, "form": form, "row": row, "assessed": assessed}
    )


def lowest_for(request: SignedIn, row: RiskAssessment, assessed: Assessed) -> Level:
    """The lowest level this person may choose: below what is computed, or counted, it takes a supervisor."""
    if access.may(request.user, Permission.RISK_LOWER, row.case):
        return assessed.floor
    counted = Level.of(row.risk_level_final) if row.risk_level_final else assessed.computed
    return max(assessed.computed, counted)


def _now(row: RiskAssessment) -> dict[str, Any]:
    return {"base_version": row.version, "level": row.risk_level_final, "reason": row.risk_override_reason}


def _set(request: SignedIn, case: Case, row: RiskAssessment, form: LevelForm) -> bool:
    try:
        set_risk_level(actor=request.user, case=case, row=row.pk, **form.cleaned_data)
    except LevelNotAllowed:
        form.add_error(
            "reason", _("Say why the person is in less danger than what was computed or counted before.")
        )
    except SectionConflict as conflict:
        typed = request.POST.copy()
        typed["base_version"] = str(conflict.version)
        form.data = typed
        form.add_error(
            None,
            _("Somebody else has changed the assessment meanwhile. Look at it, and set the level again."),
        )
    else:
        return True
    return False


@needs(Permission.CASE_EDIT)
@require_POST
def ask(request: SignedIn, case_id: str) -> HttpResponse:
    """The person asks for a new assessment."""
    case = access.get_case_for(request.user, case_id, to=Permission.CASE_EDIT)
    ask_for_assessment(actor=request.user, case=case)
    messages.success(request, _("Noted. A new assessment is due."))
    return redirect("cases:risk", case.pk)


@needs(Permission.RISK_ALERT)
def alarm(request: SignedIn, task_id: UUID) -> HttpResponse:
    """An immediate risk: which case, who knows more, and that somebody acts on it. Nothing of the record."""
    found = alarms_for(request.user, task_id)
    if found is None:
        raise Http404
    if request.method == "POST":
        take_alarm(actor=request.user, task=task_id)
        messages.success(request, _("Noted: you act on it."))
        return redirect("cases:risk_alarm", task_id)
    events.record("risk.alert_viewed", subject=found, scope=found.case_id, office=found.case.office_id)
    may_open = access.may(request.user, Permission.CASE_VIEW, found.case)
    return render(request, "cases/risk_alarm.html", {"task": found, "may_open": may_open})
