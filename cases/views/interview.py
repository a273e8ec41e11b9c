"""An interview: begun, paused, ended, and its task list: what is there to ask, and how far it has come."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.decorators import SignedIn, needs
from accounts.permissions import Permission
from cases import access
from cases.access import get_case_for, require_in_use
from cases.actions import (
    InterviewErased,
    InterviewNotAllowed,
    InterviewUnderWay,
    NoInterviewUnderWay,
    SectionConflict,
    end_interview,
    may_interview,
    note_reactions,
    pause_interview,
    resume_interview,
    start_interview,
    stop_interview,
)
from cases.forms.interview import EndForm, ReactionsForm, StartForm, StopForm
from cases.interview.interpreters import suggestions
from cases.interview.interviews import open_form, to_stop
from cases.interview.page import (
    erased_in_words,
    noted_so_far,
    notes_before,
    proposed,
    strip_of,
)
from cases.models import Case
from cases.record.asking import asked_of
from cases.record.task_list import groups, notices
from cases.sections import SECTIONS
from cases.views.unreadable import told_if_unreadable

ERASED = gettext_lazy("What was said at this interview was erased, as the person decided. Nothing was kept.")


@needs(Permission.CASE_VIEW)
def interview(request: SignedIn, case_id: str) -> HttpResponse:
    """Sections in their order, each with its state. Nothing here blocks anything."""
    case = get_case_for(request.user, case_id, to=Permission.CASE_VIEW)
    require_in_use(case)
    context = {"case": case, "groups": groups(case, request.user), "notices": notices(case)}
    return render(request, "cases/interview.html", context)


@needs(Permission.SECTION_EDIT)
@told_if_unreadable
def start(request: SignedIn, case_id: str) -> HttpResponse:
    """Begin an interview: where, in which language, with whom in the room."""
    case, keys = _mine(request, case_id)
    if request.method != "POST" and strip_of(request.user, case).now:
        return _told(request, case, _("An interview is under way already."))
    form = StartForm(request.POST or None, keys=keys, initial=proposed(case))
    form.offer_interpreters(suggestions(case))
    if form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("phase", "feared_present")}
        try:
            start_interview(actor=request.user, case=case, values=form.values(), **given)
        except InterviewNotAllowed:
            case, keys = _mine(request, case_id)  # the notice says what was refused meanwhile
            form.add_error(None, _("No interview can begin now."))
        except InterviewUnderWay:
            form.add_error(None, _("An interview is under way already."))
        else:
            return _told(request, case, _begun(request, case))
    context = {
        "case": case,
        "form": form,
        "notices": [*notices(case), *notes_before(request.user, case)],
        "may_choose": access.may(request.user, Permission.CASE_EDIT, case),
    }
    return render(request, "cases/interview_start.html", context)


@needs(Permission.SECTION_EDIT)
@require_POST
def pause(request: SignedIn, case_id: str) -> HttpResponse:
    """Pause, and leave the answers: nothing of them is on the screen while the person rests."""
    case, _keys = _mine(request, case_id)
    try:
        pause_interview(actor=request.user, case=case)
    except NoInterviewUnderWay:
        return _told(request, case, _("No interview is under way."))
    return _told(request, case, _("Paused. Nothing the person told is on this page."))


@needs(Permission.SECTION_EDIT)
@require_POST
def resume(request: SignedIn, case_id: str) -> HttpResponse:
    """Go on after a pause."""
    case, _keys = _mine(request, case_id)
    try:
        resume_interview(actor=request.user, case=case)
    except NoInterviewUnderWay:
        return _told(request, case, _("No interview is under way."))
    return _told(request, case, _("The interview goes on."))


@needs(Permission.SECTION_EDIT)
@require_POST
@told_if_unreadable
def reactions(request: SignedIn, case_id: str) -> HttpResponse:
    """Note what is observed and what helps, and go back to the questions."""
    case, _keys = _mine(request, case_id)
    form = ReactionsForm(request.POST)
    if not form.is_valid():
        raise Http404
    try:
        note_reactions(actor=request.user, case=case, **form.cleaned_data)
    except InterviewErased:
        return _told(request, case, str(ERASED))
    except NoInterviewUnderWay:
        return _told(request, case, _("No interview is under way."))
    messages.success(request, _("Noted with the interview."))
    back, pages = request.POST.get("back", ""), reverse("cases:case", args=[case.pk])
    return redirect(back if back.startswith(pages) else reverse("cases:interview", args=[case.pk]))


@needs(Permission.SECTION_EDIT)
@told_if_unreadable
def end(request: SignedIn, case_id: str) -> HttpResponse:
    """End the interview: how it ended, what was seen, what helped."""
    case, keys = _mine(request, case_id)
    noted = noted_so_far(request.user, case) if request.method != "POST" else {}
    form = EndForm(request.POST or None, keys=keys, initial=noted)
    if form.is_valid():
        try:
            end_interview(actor=request.user, case=case, values=form.values(), **form.meant())
        except InterviewErased:
            return _told(request, case, str(ERASED))
        except NoInterviewUnderWay:
            return _told(request, case, _("No interview is under way."))
        except SectionConflict as conflict:
            access.record_view(request.user, case, ["interview"])
            form = EndForm.after(conflict, form, keys=keys)
        else:
            if form.values().get("interview_outcome") == "stopped_by_beneficiary":
                return redirect("cases:interview_stop", case.pk)
            return _told(request, case, _("The interview has ended. Ask the person what they need now."))
    if request.method != "POST" and not strip_of(request.user, case).now:
        return _told(request, case, _("No interview is under way."))
    return render(request, "cases/interview_end.html", {"case": case, "form": form})


@needs(Permission.SECTION_EDIT)
@told_if_unreadable
def stop(request: SignedIn, case_id: str) -> HttpResponse:
    """The person stops: what was typed is kept or erased as she, he or they decide."""
    case, _keys = _mine(request, case_id)
    goes_on = case.interview_stopped_at is None
    may_withdraw = goes_on and access.may(request.user, Permission.CONSENT_RECORD, case)
    form = StopForm(request.POST or None, may_withdraw=may_withdraw)
    if form.is_valid():
        decided: dict[str, Any] = form.decided()
        done = stop_interview(actor=request.user, case=case, **decided)
        sentence = _("Stopped. Everything is kept.")
        if decided["erase"]:
            sentence = erased_in_words(done)
        return _told(request, case, sentence)
    context = {"case": case, "form": form, "last": to_stop(case)}
    return render(request, "cases/interview_stop.html", context)


def _mine(request: SignedIn, case_id: str) -> tuple[Case, list[str]]:
    """The case, for who may interview, and the questions about interviews that this person may answer."""
    case = get_case_for(request.user, case_id, to=Permission.SECTION_EDIT)
    require_in_use(case)
    if not may_interview(request.user, case):
        raise PermissionDenied
    return case, asked_of(request.user, case, SECTIONS["interview"])


def _begun(request: SignedIn, case: Case) -> str:
    if open_form(request.user, case):
        return _("The interview has begun. The paper form you were entering waits until it has ended.")
    return _("The interview has begun.")


def _told(request: SignedIn, case: Case, sentence: str) -> HttpResponse:
    """Say what happened on the task list."""
    messages.success(request, sentence)
    return redirect("cases:interview", case.pk)
