"""Earlier answers of a section: closed until somebody says what for."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.decorators import SignedIn, needs
from accounts.permissions import Permission
from cases.actions import AnswersNotAllowed, InterviewNotAllowed
from cases.forms.former import PurposeForm
from cases.record.asking import Sheet, sheet_for
from cases.record.former_page import bring_back, former_of
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
        if "field" in request.POST and _brought_back(request, sheet, purpose):
            return redirect(back)
        context |= {"opened": True, "purpose": purpose, "answers": former_of(sheet, purpose)}
    return render(request, "cases/former.html", context)


def _brought_back(request: SignedIn, sheet: Sheet, purpose: str) -> bool:
    """Whether the chosen answer is on record again; says what happened."""
    try:
        done = bring_back(sheet, request.POST["field"], request.POST.get("at", ""), purpose)
    except (AnswersNotAllowed, InterviewNotAllowed):
        messages.error(request, _("This waits for the person's consent."))
        return True
    if done:
        messages.success(request, _("The earlier answer is on record again."))
    return done
