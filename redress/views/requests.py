"""A person's requests, on the case."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.decorators import SignedIn, needs
from accounts.permissions import Permission
from audit import events
from cases import access
from redress import actions
from redress.access import get_request_for
from redress.forms.requests import AnswerForm, RequestForm


@needs(Permission.REQUEST_RECORD)
def record(request: SignedIn, case_id: UUID) -> HttpResponseBase:
    """Note what the person asks."""
    case = access.get_case_for(request.user, case_id, to=Permission.REQUEST_RECORD)
    form = RequestForm(request.POST or None, today=case.office.today())
    if request.method == "POST" and form.is_valid():
        actions.record_request(actor=request.user, case=case, **form.cleaned_data)
        messages.success(request, _("The request was noted; its clock runs."))
        return redirect("cases:panel", case.pk, "requests")
    return render(request, "redress/request_record.html", {"case": case, "form": form})


@needs(Permission.REQUEST_RECORD)
def one(request: SignedIn, request_id: UUID) -> HttpResponseBase:
    """One request: to read, and for who answers requests to answer."""
    row = get_request_for(request.user, request_id, Permission.REQUEST_RECORD)
    may_answer = access.may(request.user, Permission.REQUEST_ANSWER, row.case)
    form = AnswerForm(request.POST or None, initial={"result": row.result, "answer": row.answer})
    if request.method == "POST":
        access.require(request.user, Permission.REQUEST_ANSWER, row.case)
        if form.is_valid():
            actions.answer_request(actor=request.user, request=row, **form.cleaned_data)
            messages.success(request, _("The answer was noted."))
            return redirect("cases:panel", row.case_id, "requests")
    events.record("request.viewed", subject=row, office=row.case.office_id)
    context = {"row": row, "case": row.case, "form": form if may_answer else None}
    return render(request, "redress/request.html", context)
