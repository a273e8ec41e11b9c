"""The protection of a child: what is possible now, best interests by two, the panel's determination, tracing."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.decorators import SignedIn, needs
from accounts.permissions import Permission
from cases import access
from cases.actions import (
    AlreadyDecided,
    AssessmentWrittenAnew,
    SectionConflict,
    assess_best_interests,
    look_at_best_interests,
    record_determination,
    trace_family,
)
from cases.actions.best_interests import NEEDED, could_look
from cases.actions.errors import NotForThisChild
from cases.attachments import reach
from cases.child import record as child_record
from cases.child.page import page_of, waiting_assessment
from cases.child.tracing import STEPS, state_of
from cases.child.words import DEEDS, waits_for
from cases.consent.consents import ConsentMissing
from cases.forms.child import AssessForm, DeterminationForm, LookForm, TracingForm
from cases.models import BestInterests, Case
from cases.record.merging import CHANGED_MEANWHILE
from cases.views.unreadable import told_if_unreadable


@needs(Permission.RESTRICTED_READ)
@told_if_unreadable
def child(request: SignedIn, case_id: str) -> HttpResponse:
    """What is possible now, what waits for what, what is never done; best interests and tracing so far."""
    case = access.get_case_for(
        request.user, case_id, to=Permission.RESTRICTED_READ, viewed=child_record.OPENED
    )
    access.require(request.user, Permission.CONFIDENTIAL_READ, case)
    return render(request, "cases/child.html", {"case": case, "page": page_of(request.user, case)})


@needs(Permission.CASE_EDIT)
@told_if_unreadable
def assess(request: SignedIn, case_id: str) -> HttpResponse:
    """Write an assessment of best interests."""
    case = _case(request, case_id)
    form = AssessForm(request.POST or None)
    if form.is_valid():
        assess_best_interests(actor=request.user, case=case, **form.cleaned_data)
        messages.success(request, _("Written. A second person is asked to look at it."))
        return redirect("cases:child", case.pk)
    return _form(request, case, form, _("Assess the best interests of the child"), _("Record the assessment"))


@needs(Permission.CASE_EDIT)
@told_if_unreadable
def look(request: SignedIn, case_id: str) -> HttpResponse:
    """Look at an assessment as the second person."""
    case = _case(request, case_id)
    waiting = waiting_assessment(case)
    if waiting is None:
        raise Http404
    form = LookForm(request.POST or None, initial={"assessment": waiting.pk})
    if form.is_valid():
        try:
            look_at_best_interests(actor=request.user, case=case, **form.cleaned_data)
        except AssessmentWrittenAnew:
            waiting = waiting_assessment(case) or waiting
            _read_anew(request, form, waiting)
        except AlreadyDecided:
            form.add_error(None, CHANGED_MEANWHILE)
        else:
            messages.success(request, _("Your word is recorded."))
            return redirect("cases:child", case.pk)
    context = {
        "case": case,
        "form": form,
        "assessment": waiting,
        "covers": [DEEDS[code] for code in waiting.covers or ()],
        "may_look": could_look(request.user, case, waiting),
    }
    return render(request, "cases/child_look.html", context)


@needs(Permission.CASE_EDIT)
@told_if_unreadable
def determination(request: SignedIn, case_id: str) -> HttpResponse:
    """Record what a panel or authority determined."""
    case = _case(request, case_id)
    row = child_record.row_of(case)
    may_files = access.may(request.user, Permission.DOCUMENT_READ, case)
    initial = {
        "base_version": row.version,
        "outcome": row.bid_outcome,
        "panel": row.bid_panel,
        "on": row.bid_date,
        "review": row.bid_review,
        "document": row.bid_document,
    }
    files = reach.offered(request.user, case, row.bid_document) if may_files else None
    form = DeterminationForm(request.POST or None, files=files, initial=initial)
    if form.is_valid():
        try:
            record_determination(actor=request.user, case=case, **form.given())
        except SectionConflict as conflict:
            _begin_anew(request, form, conflict)
        except ValidationError as problem:
            form.add_error(None, ValidationError(problem.messages))
        else:
            messages.success(request, _("The determination is recorded."))
            return redirect("cases:child", case.pk)
    title = _("What a panel or authority determined")
    return _form(request, case, form, title, _("Record the determination"))


@needs(Permission.CASE_EDIT)
@told_if_unreadable
def tracing(request: SignedIn, case_id: str) -> HttpResponse:
    """Take the next step of tracing the family."""
    case = _case(request, case_id)
    row = child_record.row_of(case)
    steps = STEPS[state_of(row.tracing_status)]
    form = TracingForm(request.POST or None, steps=steps, initial={"base_version": row.version})
    if form.is_valid():
        try:
            trace_family(actor=request.user, case=case, **form.given())
        except SectionConflict as conflict:
            _begin_anew(request, form, conflict)
        except NotForThisChild as held:
            form.add_error("to", ValidationError(list(waits_for(held.needs))))
        except ConsentMissing as missing:
            form.add_error("to", ValidationError([str(reason) for reason in missing.reasons]))
        else:
            messages.success(request, _("The step is recorded."))
            return redirect("cases:child", case.pk)
    return _form(request, case, form, _("Tracing the family"), _("Record the step"))


def _case(request: SignedIn, case_id: str) -> Case:
    """The case through its door, for what takes all the permissions of best interests."""
    case = access.get_case_for(request.user, case_id, to=Permission.CASE_EDIT, viewed=child_record.OPENED)
    for needed in NEEDED:
        access.require(request.user, needed, case)
    return case


def _begin_anew(request: SignedIn, form: Form, conflict: SectionConflict) -> None:
    """Keep what was typed on top of the newer version, and say so."""
    typed = request.POST.copy()
    typed["base_version"] = str(conflict.version)
    form.data = typed
    form.add_error(None, CHANGED_MEANWHILE)


def _read_anew(request: SignedIn, form: Form, waiting: BestInterests) -> None:
    """Keep what was typed beside the newer assessment; the yes or no is said again."""
    typed = request.POST.copy()
    typed["assessment"] = str(waiting.pk)
    typed.pop("agrees", None)
    form.data = typed
    form.add_error(None, _("The assessment was written anew meanwhile. Read it, and say your word again."))


def _form(request: SignedIn, case: Case, form: Form, title: str, button: str) -> HttpResponse:
    context = {"case": case, "form": form, "title": title, "button": button}
    return render(request, "cases/child_form.html", context)
