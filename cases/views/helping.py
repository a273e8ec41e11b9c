"""Immediate help on one short page: no name, no consent and no decision is asked for it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.decorators import SignedIn, needs
from accounts.permissions import Permission
from cases.access import get_case_for, require_in_use
from cases.actions import give_immediate_help
from cases.forms.helping import HelpForm


@needs(Permission.CASE_EDIT)
def help_now(request: SignedIn, case_id: str) -> HttpResponse:
    """Write down what was given."""
    case = get_case_for(request.user, case_id, to=Permission.CASE_EDIT)
    require_in_use(case)
    form = HelpForm(request.POST or None, initial={"on": case.office.today()})
    if form.is_valid():
        give_immediate_help(actor=request.user, case=case, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("cases:entries", case.pk, "assistance")
    return render(request, "cases/help_now.html", {"case": case, "form": form})
