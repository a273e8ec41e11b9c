"""Tasks that people write, on a case."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.decorators import SignedIn, needs
from accounts.permissions import Permission
from agenda import actions
from agenda.access import get_row_for
from agenda.forms import MoveForm, TodoForm
from agenda.models import Todo
from cases.access import get_case_for
from cases.colleagues import who_work_on


@needs(Permission.CASE_EDIT)
def give(request: SignedIn, case_id: UUID) -> HttpResponse:
    """Write a task for oneself or a colleague."""
    case = get_case_for(request.user, case_id, to=Permission.CASE_EDIT)
    initial = {"assignee": request.user.pk, "due_on": case.office.today() + timedelta(days=7)}
    form = TodoForm(request.POST or None, colleagues=who_work_on(case), initial=initial)
    if form.is_valid():
        try:
            actions.give_todo(actor=request.user, case=case, **form.cleaned_data)
        except ValidationError as problem:
            form.add_error(None, ValidationError(problem.messages))
        else:
            messages.success(request, _("Saved."))
            return redirect("cases:panel", case.pk, "agenda")
    return render(request, "agenda/todo.html", {"case": case, "form": form, "row": None})


@needs(Permission.CASE_EDIT)
def move(request: SignedIn, case_id: UUID, todo_id: UUID) -> HttpResponse:
    """Put a task off, or give it to somebody else."""
    row = get_row_for(request.user, Todo, case_id, todo_id)
    form = MoveForm(request.POST or None, todo=row, colleagues=who_work_on(row.case))
    if form.is_valid():
        actions.move_todo(actor=request.user, todo=row, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("cases:panel", row.case_id, "agenda")
    return render(request, "agenda/todo.html", {"case": row.case, "form": form, "row": row})


@needs(Permission.CASE_EDIT)
@require_POST
def done(request: SignedIn, case_id: UUID, todo_id: UUID) -> HttpResponse:
    """It is done."""
    row = get_row_for(request.user, Todo, case_id, todo_id)
    actions.do_todo(actor=request.user, todo=row)
    messages.success(request, _("Done."))
    return redirect("cases:panel", row.case_id, "agenda")


@needs(Permission.CASE_EDIT)
@require_POST
def reopen(request: SignedIn, case_id: UUID, todo_id: UUID) -> HttpResponse:
    """It was not done after all."""
    row = get_row_for(request.user, Todo, case_id, todo_id)
    actions.reopen_todo(actor=request.user, todo=row)
    messages.success(request, _("The task waits again."))
    return redirect("cases:panel", row.case_id, "agenda")
