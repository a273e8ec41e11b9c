"""An office's own questions: kept by its administrator, asked on a page of the record."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.decorators import SignedIn, needs
from accounts.permissions import Permission
from cases import access
from cases.actions import (
    InterviewNotAllowed,
    add_local_question,
    answer_local_questions,
    retire_local_question,
)
from cases.forms.local_questions import AnswersForm, QuestionForm
from cases.models import LocalQuestion
from cases.record.local_questions import answers_of, asked_at
from cases.views.unreadable import told_if_unreadable
from vault.sealed import StaleVersion


@needs(Permission.OFFICE_MANAGE)
def local_questions(request: SignedIn) -> HttpResponse:
    """The questions of the offices whose lists this person keeps; one more can be added."""
    offices = request.user.offices_with(Permission.OFFICE_MANAGE)
    form = QuestionForm(request.POST or None, offices=offices)
    if form.is_valid():
        try:
            add_local_question(actor=request.user, **form.given())
        except ValidationError as problem:
            form.add_error(None, problem)
        else:
            messages.success(request, _("Added."))
            return redirect("cases:local_questions")
    rows = LocalQuestion.objects.filter(office__in=offices).select_related("office")
    return render(request, "cases/local_questions.html", {"form": form, "rows": rows})


@needs(Permission.OFFICE_MANAGE)
@require_POST
def local_question_retire(request: SignedIn, question_id: UUID) -> HttpResponse:
    """Ask it no longer."""
    offices = request.user.offices_with(Permission.OFFICE_MANAGE)
    found = LocalQuestion.objects.asked().filter(office__in=offices, pk=question_id).first()
    if found is None:
        raise Http404
    retire_local_question(actor=request.user, question=found)
    messages.success(request, _("Asked no longer. What was answered stays readable."))
    return redirect("cases:local_questions")


@needs(Permission.CASE_EDIT)
@told_if_unreadable
def local_answers(request: SignedIn, case_id: str) -> HttpResponse:
    """Ask them of one person."""
    case = access.get_case_for(
        request.user, case_id, to=Permission.CASE_EDIT, viewed=["local"] if request.method != "POST" else None
    )
    access.require(request.user, Permission.CONFIDENTIAL_WRITE, case)
    row, questions = answers_of(case), asked_at(case)
    if not questions:
        raise Http404
    form = AnswersForm(request.POST or None, questions=questions, answers=row.answers, version=row.version)
    if form.is_valid():
        try:
            answer_local_questions(
                actor=request.user,
                case=case,
                answers=form.given(),
                base_version=form.cleaned_data["base_version"] or 0,
            )
        except StaleVersion:
            form.add_error(
                None,
                _("Somebody else has written here meanwhile. Copy what you need, then load the page anew."),
            )
        except InterviewNotAllowed as refused:
            for reason in refused.reasons:
                form.add_error(None, str(reason))
        else:
            messages.success(request, _("Saved."))
            return redirect("cases:panel", case.pk, "local")
    return render(request, "cases/local_answers.html", {"case": case, "form": form})
