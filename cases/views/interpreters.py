"""The register of interpreters of an office."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.decorators import SignedIn, needs
from accounts.models import User
from accounts.permissions import Permission
from audit import events
from cases.actions import change_interpreter, let_interpreter_go, register_interpreter
from cases.forms.interpreters import InterpreterForm
from cases.interview.interpreters import language_names
from cases.models import Interpreter
from vault.sealed import StaleVersion


@needs(Permission.CASE_EDIT)
def interpreters(request: SignedIn) -> HttpResponse:
    """Everybody who interprets for the own offices, by code: no name is opened."""
    rows = list(Interpreter.objects.plain().visible_to(request.user).working().select_related("office"))
    events.record("interpreter.listed", facts={"count": len(rows)})
    context = {
        "rows": [(row, language_names(row)) for row in rows],
        "may_keep": request.user.can(Permission.INTERPRETER_REGISTER),
    }
    return render(request, "cases/interpreters.html", context)


@needs(Permission.CASE_EDIT)
def interpreter(request: SignedIn, interpreter_id: UUID) -> HttpResponse:
    """One of them, with the name and how to reach."""
    row = _row(request.user, interpreter_id)
    events.record("interpreter.viewed", subject=row, office=row.office_id)
    context = {
        "row": row,
        "languages": language_names(row),
        "may_keep": request.user.can(Permission.INTERPRETER_REGISTER, row.office_id),
    }
    return render(request, "cases/interpreter.html", context)


@needs(Permission.INTERPRETER_REGISTER)
def interpreter_new(request: SignedIn) -> HttpResponse:
    """Put somebody on the register."""
    offices = request.user.offices_with(Permission.INTERPRETER_REGISTER)
    form = InterpreterForm(request.POST or None, offices=offices)
    if form.is_valid():
        row = register_interpreter(actor=request.user, **form.given())
        messages.success(request, _("Saved."))
        return redirect("cases:interpreter", row.pk)
    return _form(request, form)


@needs(Permission.INTERPRETER_REGISTER)
def interpreter_change(request: SignedIn, interpreter_id: UUID) -> HttpResponse:
    """Change what the register says."""
    row = _kept(request.user, interpreter_id)
    form = InterpreterForm(request.POST or None, row=row)
    if form.is_valid():
        base = form.cleaned_data["base_version"] or 0
        try:
            change_interpreter(actor=request.user, interpreter=row, base_version=base, **form.given())
        except StaleVersion:
            form.add_error(
                None,
                _("Somebody else has written here meanwhile. Copy what you need, then load the page anew."),
            )
        else:
            messages.success(request, _("Saved."))
            return redirect("cases:interpreter", row.pk)
    if request.method != "POST":
        events.record("interpreter.viewed", subject=row, office=row.office_id)
    return _form(request, form, row)


@needs(Permission.INTERPRETER_REGISTER)
@require_POST
def interpreter_left(request: SignedIn, interpreter_id: UUID) -> HttpResponse:
    """Interprets no longer."""
    row = _kept(request.user, interpreter_id)
    let_interpreter_go(actor=request.user, interpreter=row)
    messages.success(request, _("Not proposed any more."))
    return redirect("cases:interpreters")


def _row(user: User, interpreter_id: UUID) -> Interpreter:
    rows = Interpreter.objects.visible_to(user).select_related("office")
    found: Interpreter | None = rows.filter(pk=interpreter_id).first()
    if found is None:
        raise Http404
    return found


def _kept(user: User, interpreter_id: UUID) -> Interpreter:
    """One whose office's register this person keeps; of others there is none."""
    row = _row(user, interpreter_id)
    if not user.can(Permission.INTERPRETER_REGISTER, row.office_id):
        raise Http404
    return row


def _form(request: SignedIn, form: InterpreterForm, row: Interpreter | None = None) -> HttpResponse:
    return render(request, "cases/interpreter_form.html", {"form": form, "row": row})
