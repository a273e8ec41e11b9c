"""Forms filled in on paper: entered afterwards, and a sample of them compared with the sheets."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.decorators import SignedIn, needs
from accounts.permissions import Permission
from cases import access
from cases.actions import (
    AlreadyDecided,
    TooEarly,
    begin_paper_form,
    check_paper_form,
    discard_draft,
    finish_paper_form,
)
from cases.forms.paper_forms import AskedByForm, CheckForm
from cases.interview import interviews
from cases.models import Case, PaperForm
from cases.on_paper import paper_form_page, paper_forms
from cases.record.asking import new_sheet_for
from cases.record.task_list import groups, notices
from cases.views.unreadable import told_if_unreadable


@needs(Permission.CASE_VIEW)
def forms(request: SignedIn, case_id: str) -> HttpResponse:
    """The paper forms of a case."""
    case = _case(request, case_id)
    context = {
        "case": case,
        "forms": paper_form_page.listed(case),
        "may_enter": access.may(request.user, Permission.SECTION_EDIT, case),
    }
    return render(request, "cases/paper_forms.html", context)


@needs(Permission.SECTION_EDIT)
def begin(request: SignedIn, case_id: str) -> HttpResponse:
    """Who asked, when and where; then the sheets are entered section by section."""
    sheet = new_sheet_for(request.user, case_id, "interview")
    case = sheet.case
    if (waiting := interviews.open_form(request.user, case)) is not None:
        return redirect("cases:paper_form", case.pk, waiting.pk)
    restored = None if request.method == "POST" else sheet.restored()
    form = restored[0] if restored else sheet.form(request.POST or None)
    asked = AskedByForm(request.POST or None, office=case.office, user=request.user)
    if request.method == "POST" and all([form.is_valid(), asked.is_valid()]):
        made = begin_paper_form(
            actor=request.user,
            case=case,
            values=form.values(),
            states=form.states(),
            not_again=form.not_again(),
            **asked.values(),
        )
        discard_draft(actor=request.user, case=case, section="interview")
        return redirect("cases:paper_form", case.pk, made.pk)
    return render(request, "cases/paper_form_begin.html", {"case": case, "form": form, "asked": asked})


@needs(Permission.CASE_VIEW)
@require_GET
@told_if_unreadable
def form(request: SignedIn, case_id: str, row_id: UUID) -> HttpResponse:
    """One form: being entered, with every section to enter; or entered, with what a comparison found."""
    case = _case(request, case_id)
    row = _row(case, row_id)
    access.record_view(request.user, case, ["interview"])
    mine = row.is_open and row.entered_by_id == request.user.pk
    context = {
        "case": case,
        "row": row,
        "is_mine": mine,
        "is_set_aside": mine and interviews.is_set_aside(row, interviews.under_way(case)),
        "circumstances": paper_form_page.circumstances(request.user, case, row),
        "entered": paper_form_page.entered(request.user, case, row),
        "groups": groups(case, request.user) if mine else [],
        "notices": notices(case) if mine else [],
        "check": CheckForm() if _may_check(request, case, row) else None,
    }
    return render(request, "cases/paper_form.html", context)


@needs(Permission.SECTION_EDIT)
@require_POST
def finish(request: SignedIn, case_id: str, row_id: UUID) -> HttpResponse:
    """All sheets are entered."""
    case = access.get_case_for(request.user, case_id, to=Permission.SECTION_EDIT)
    try:
        finish_paper_form(actor=request.user, case=case, form=row_id)
    except PaperForm.DoesNotExist as missing:
        raise Http404 from missing
    messages.success(request, _("Entered. Keep the sheets locked until nobody has to look at them any more."))
    return redirect("cases:paper_forms", case.pk)


@needs(Permission.CASE_ASSIGN)
def check(request: SignedIn, case_id: str, row_id: UUID) -> HttpResponse:
    """Note what a comparison with the sheets found."""
    case = access.get_case_for(request.user, case_id, to=Permission.CASE_ASSIGN)
    access.require_in_use(case)
    row = _row(case, row_id)
    given = CheckForm(request.POST or None)
    if given.is_valid():
        try:
            check_paper_form(actor=request.user, case=case, form=row.pk, **given.cleaned_data)
        except (AlreadyDecided, TooEarly):
            messages.error(
                request, _("This form cannot be checked now. What stands here is what is on record.")
            )
        else:
            messages.success(request, _("Noted."))
        return redirect("cases:paper_form", case.pk, row.pk)
    return render(request, "cases/paper_form_check.html", {"case": case, "row": row, "form": given})


def _case(request: SignedIn, case_id: str) -> Case:
    """The case, for somebody who may read when she was interviewed."""
    case = access.get_case_for(request.user, case_id)
    access.require_in_use(case)
    if not access.readable_fields(request.user, case, "interview"):
        raise Http404
    return case


def _row(case: Case, row_id: UUID) -> PaperForm:
    if (found := paper_forms.form_of(case, row_id)) is None:
        raise Http404
    return found


def _may_check(request: SignedIn, case: Case, row: PaperForm) -> bool:
    """Somebody else than who entered it, once it is entered and as long as nobody has."""
    waits = not row.is_open and row.checked_at is None and row.entered_by_id != request.user.pk
    return waits and access.may(request.user, Permission.CASE_ASSIGN, case)
