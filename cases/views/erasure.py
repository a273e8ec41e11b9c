"""Erasing a file: asked, checked and confirmed by two people, taken back, held by law; and its certificate."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.decorators import SignedIn, needs, needs_recent_login
from accounts.permissions import Permission
from cases import access
from cases.actions import (
    TooEarly,
    answer_notice,
    ask_erasure,
    check_erasure,
    lift_hold,
    place_hold,
    take_back_erasure,
    take_certificate,
)
from cases.erasing import certificate as stores
from cases.erasing import page as erasure_page
from cases.forms.erasure import AnswerForm, AskErasureForm, CheckErasureForm, HoldForm
from cases.models import Case
from paper.pdf import PdfFailed

CERTIFICATE_TYPES = {"txt": "text/plain; charset=utf-8", "pdf": "application/pdf"}


@needs(Permission.CASE_ERASE)
def erasure(request: SignedIn, case_id: str) -> HttpResponse:
    """Where the erasure of this file stands; when none is under way, how to ask for one."""
    case = access.get_case_for(request.user, case_id, to=Permission.CASE_ERASE)
    context = {
        "case": case,
        "page": erasure_page.page_of(request.user, case),
        "may_hold": access.may(request.user, Permission.LEGAL_HOLD, case),
    }
    return render(request, "cases/erasure.html", context)


@needs(Permission.CASE_ERASE)
@needs_recent_login
def ask(request: SignedIn, case_id: str) -> HttpResponseBase:
    """Ask for an erasure: the file closes to everybody at once."""
    case = access.get_case_for(request.user, case_id, to=Permission.CASE_ERASE)
    form = AskErasureForm(request.POST or None)
    if form.is_valid():
        try:
            ask_erasure(actor=request.user, case=case, **form.cleaned_data)
        except ValidationError as problem:
            form.add_error(None, problem)
        else:
            messages.success(request, _("The file is closed. Now the wish has to be checked."))
            return redirect("cases:erasure", case.pk)
    return _page(request, "cases/erasure_ask.html", case, form)


@needs(Permission.CASE_ERASE)
@needs_recent_login
def check(request: SignedIn, case_id: str) -> HttpResponseBase:
    """Confirm as the first person; somebody else is asked to confirm, too."""
    case = access.get_case_for(request.user, case_id, to=Permission.CASE_ERASE)
    form = CheckErasureForm(request.POST or None)
    if form.is_valid():
        try:
            check_erasure(actor=request.user, case=case, **form.cleaned_data)
        except ValidationError as problem:
            form.add_error(None, problem)
        else:
            messages.success(request, _("Noted. A second person has to confirm it now."))
            return redirect("cases:erasure", case.pk)
    return _page(request, "cases/erasure_check.html", case, form)


@needs(Permission.CASE_ERASE)
def take_back(request: SignedIn, case_id: str) -> HttpResponse:
    """The person changed her mind: everything is as it was."""
    case = access.get_case_for(request.user, case_id, to=Permission.CASE_ERASE)
    if request.method == "POST":
        try:
            take_back_erasure(actor=request.user, case=case)
        except ValidationError as problem:
            messages.error(request, " ".join(problem.messages))
            return redirect("cases:erasure", case.pk)
        messages.success(request, _("Nothing is erased. The file is open again."))
        return redirect("cases:case", case.pk)
    return render(
        request,
        "cases/erasure_take_back.html",
        {"case": case, "page": erasure_page.page_of(request.user, case)},
    )


@needs(Permission.LEGAL_HOLD)
@needs_recent_login
def hold(request: SignedIn, case_id: str) -> HttpResponseBase:
    """The legal holds of a case, and a new one."""
    case = access.get_case_for(request.user, case_id, to=Permission.LEGAL_HOLD)
    form = HoldForm(request.POST or None, initial={"held_from": case.office.today()})
    if form.is_valid():
        place_hold(actor=request.user, case=case, **form.cleaned_data)
        messages.success(request, _("The file is kept while the hold is in force."))
        return redirect("cases:hold", case.pk)
    return _page(request, "cases/hold.html", case, form, holds=erasure_page.holds_of(case))


@needs(Permission.LEGAL_HOLD)
@require_POST
@needs_recent_login
def lift(request: SignedIn, case_id: str, hold_id: UUID) -> HttpResponseBase:
    """End a hold now."""
    case = access.get_case_for(request.user, case_id, to=Permission.LEGAL_HOLD)
    lift_hold(actor=request.user, hold=erasure_page.get_hold_for(request.user, case, hold_id))
    messages.success(request, _("The hold is ended."))
    return redirect("cases:hold", case.pk)


@needs(Permission.CASE_ERASE)
def erasures(request: SignedIn) -> HttpResponse:
    """Erasures at the offices this person supervises: under way, done, taken back."""
    context = {
        "waiting": erasure_page.waiting(request.user),
        "finished": erasure_page.finished(request.user),
        "tones": erasure_page.TONES,
    }
    return render(request, "cases/erasures.html", context)


@needs(Permission.CASE_ERASE)
def certificate(request: SignedIn, erasure_id: UUID) -> HttpResponse:
    """The record of one erasure: every store that was checked, and who was told."""
    found = erasure_page.get_erasure_for(request.user, erasure_id)
    context = {
        "erasure": found,
        "tone": erasure_page.TONES[found.state],  # type: ignore[index]  # a state is one of them
        "entries": erasure_page.entries_of(found),
        "stores": list(stores.stores(found)) if found.rows_gone_at else [],
        "recipients": erasure_page.recipients_of(found),
    }
    return render(request, "cases/erasure_certificate.html", context)


@needs(Permission.CASE_ERASE)
@require_GET
def certificate_file(request: SignedIn, erasure_id: UUID, form: str) -> HttpResponse:
    """The certificate to take away, as plain text or as a PDF."""
    found = erasure_page.get_erasure_for(request.user, erasure_id)
    try:
        content = take_certificate(actor=request.user, erasure=found, form=form)
    except TooEarly as early:
        raise Http404 from early
    except PdfFailed:
        messages.error(request, _("The PDF could not be made just now. Try again, or take the text."))
        return redirect("cases:erasure_certificate", found.pk)
    answer = HttpResponse(content, content_type=CERTIFICATE_TYPES[form])
    answer["Content-Disposition"] = f'attachment; filename="certificate.{form}"'
    return answer


@needs(Permission.CASE_ERASE)
def recipient(request: SignedIn, erasure_id: UUID, notice_id: UUID) -> HttpResponse:
    """Note what somebody said who had received data."""
    notice = erasure_page.get_notice_for(request.user, erasure_id, notice_id)
    form = AnswerForm(request.POST or None, initial={"answer": notice.answer})
    if form.is_valid():
        answer_notice(actor=request.user, notice=notice, answer=form.cleaned_data["answer"])
        messages.success(request, _("Saved."))
        return redirect("cases:erasure_certificate", erasure_id)
    context = {"notice": notice, "form": form, "erasure_id": erasure_id}
    return render(request, "cases/erasure_recipient.html", context)


def _page(request: SignedIn, template: str, case: Case, form: Form, **more: object) -> HttpResponse:
    return render(request, template, {"case": case, "form": form, **more})
