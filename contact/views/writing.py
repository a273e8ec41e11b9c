"""What pages that save themselves share: begun with a row behind them, kept while typed, never written over unseen."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.decorators import SignedIn
from accounts.models import User
from accounts.permissions import Permission
from cases.views.pages import page_of
from contact.forms import TakeForm
from vault.sealed import StaleVersion


def office_form(user: User) -> TakeForm | None:
    """At which office; None for somebody who works at one."""
    offices = user.offices_with(Permission.CASE_OPEN)
    return TakeForm(offices=offices) if len(offices) > 1 else None


def begin(request: SignedIn, action: Callable[..., Any], *, listed: str, opened: str) -> HttpResponse:
    """Make the row by `action(actor=, office=)` and lead to its page `opened`; back to `listed` without an office."""
    offices = request.user.offices_with(Permission.CASE_OPEN)
    form = TakeForm(request.POST if len(offices) > 1 else {"office": offices[0]}, offices=offices)
    if not form.is_valid():
        messages.error(request, _("Choose the office."))
        return redirect(listed)
    row = action(actor=request.user, office=form.cleaned_data["office"])
    return redirect(opened, row.pk)


def keep(form: Form, row: Any, reader: User, change: Callable[[], object]) -> HttpResponse:
    """Write what is being typed by `change`, unless another page has written meanwhile (409); the answer is empty."""
    if is_stale(form, row, reader):
        return HttpResponse(status=409)
    try:
        change()
    except StaleVersion:
        return HttpResponse(status=409)
    return HttpResponse(status=204)


def is_stale(form: Form, row: Any, reader: User) -> bool:
    """Whether another page, of somebody else or of the reader, has written since the form, which was cleaned, was made."""
    seen = form.cleaned_data.get("base_version")
    own = (
        row.written_by_id == reader.pk
        and row.written_in is not None
        and row.written_in == page_of(_data(form))
    )
    return seen is not None and seen != row.version and not own


def shown_again(form: Form, row: Any) -> None:
    """The form is shown once more: what is sent from there was typed before what stands now."""
    form.data = _data(form).copy()
    form.data["base_version"] = str(row.version)


def _data(form: Form) -> QueryDict:
    sent: Any = form.data
    return cast("QueryDict", sent)
