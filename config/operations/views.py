"""The page of operations, and the page where a key operation is asked for."""

from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from accounts import approvals
from accounts.decorators import SignedIn, needs, needs_recent_login
from accounts.permissions import Permission
from config.operations import panels
from config.operations.forms import KeyOperationForm


@needs(Permission.SYSTEM_OPERATE)
def operations(request: SignedIn) -> HttpResponse:
    """How this installation is, what is not right first. No key material and nothing about a person."""
    found = panels.look_around()
    context = {
        "panels": found,
        "problems": [problem for panel in found for problem in panel.problems],
        "may_ask": request.user.can(Permission.KEY_OPERATE),
    }
    return render(request, "operations/page.html", context)


@needs(Permission.KEY_OPERATE)
@needs_recent_login
def ask(request: SignedIn) -> HttpResponseBase:
    """Ask for a key operation. A second person decides on the page of approvals, and that begins it."""
    form = KeyOperationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        kind, subject, facts = form.asked()
        try:
            made = approvals.ask(
                kind,
                actor=request.user,
                subject=subject,
                office=None,
                reason=form.cleaned_data["reason"],
                facts=facts,
            )
        except ValidationError as problem:
            form.add_error(None, ValidationError(problem.messages))
        else:
            return redirect("accounts:approval", made.pk)
    return render(request, "operations/ask.html", {"form": form})
