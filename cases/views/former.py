"""Earlier answers of a section: closed until somebody says what for."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.decorators import SignedIn, needs
from accounts.permissions import Permission
from cases import access
from cases.actions import AnswersNotAllowed, InterviewNotAllowed
from cases.forms.former import PurposeForm
from cases.record.asking import sheet_for
from cases.record.former_page import bring_back, bring_back_local, former_of, local_former_of
from cases.record.local_questions import PANEL
from cases.views.unreadable import told_if_unreadable


@needs(Permission.SECTION_EDIT)
@told_if_unreadable
def former(request: SignedIn, case_id: str, key: str, row_id: UUID | None = None) -> HttpResponse:
    """Ask for the purpose, show what stood there, bring one answer back as an ordinary logged change."""
    sheet = sheet_for(request.user, case_id, key, row_id=row_id, shown=False)
    form = PurposeForm(request.POST or None)
    back = reverse("cases:section", args=[sheet.case.pk, key])
    if row_id:
        back = reverse("cases:entry", args=[sheet.case.pk, key, row_id])
    context: dict[str, Any] = {"case": sheet.case, "title": sheet.section.title, "form": form, "back": back}
    if form.is_valid():
        purpose = form.cleaned_data["purpose"]
        if "field" in request.POST and _brought_back(request, partial(bring_back, sheet), purpose):
            return redirect(back)
        context |= {"opened": True, "purpose": purpose, "answers": former_of(sheet, purpose)}
    return render(request, "cases/former.html", context)


@needs(Permission.CASE_EDIT)
@told_if_unreadable
def local_former(request: SignedIn, case_id: str) -> HttpResponse:
    """The same for the questions of the office (P23), which are no section of the record."""
    user, case = request.user, access.get_case_for(request.user, case_id, to=Permission.CASE_EDIT)
    access.require(user, Permission.CONFIDENTIAL_WRITE, case)
    form, back = PurposeForm(request.POST or None), reverse("cases:panel", args=[case.pk, PANEL.key])
    context: dict[str, Any] = {"case": case, "title": PANEL.title, "form": form, "back": back}
    if form.is_valid():
        purpose = form.cleaned_data["purpose"]
        bring = partial(bring_back_local, user, case)
        if "field" in request.POST and _brought_back(request, bring, purpose):
            return redirect(back)
        context |= {"opened": True, "purpose": purpose, "answers": local_former_of(user, case, purpose)}
    return render(request, "cases/former.html", context)


def _brought_back(request: SignedIn, bring: Callable[[str, str, str], bool], purpose: str) -> bool:
    """Whether the chosen answer is on record again; says what happened."""
    try:
        done = bring(request.POST["field"], request.POST.get("at", ""), purpose)
    except (AnswersNotAllowed, InterviewNotAllowed):
        messages.error(request, _("This waits for the person's consent."))
        return True
    except ValidationError as not_asked:
        messages.error(request, " ".join(not_asked.messages))
        return True
    if done:
        messages.success(request, _("The earlier answer is on record again."))
    return done
