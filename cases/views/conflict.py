"""The conflict page: both versions side by side, nothing lost."""

import contextlib

from django.http import HttpResponse
from django.shortcuts import render

from accounts.decorators import SignedIn
from cases.actions import NewerDraft, SectionConflict, save_draft
from cases.forms.section import KEEP, typed_from
from cases.record.asking import Sheet
from cases.record.merging import differences
from cases.views.pages import typed_on


def show_conflict(request: SignedIn, sheet: Sheet, conflict: SectionConflict) -> HttpResponse:
    """Offer the choice between the two versions, a read of the section; what was typed is kept as a draft as well."""
    sheet.record_view()
    typed = typed_from(request.POST, sheet.writable)
    base = request.POST.get("base_version", "")
    # A draft of another window stays: what was typed here is on the page, which hands it on.
    with contextlib.suppress(NewerDraft):
        save_draft(
            actor=request.user,
            case=sheet.case,
            section=sheet.section.key,
            row=sheet.row_id,
            payload=typed,
            base_version=conflict.version,
            **typed_on(request.POST),
        )
    pairs = [
        (name, value)
        for name, values in typed.items()
        for value in values
        if name != "base_version" and not name.startswith(KEEP)
    ]
    context = {
        "case": sheet.case,
        "title": sheet.section.title,
        "differences": differences(sheet, conflict, int(base) if base.isdecimal() else 0),
        "typed": pairs,
        "version": conflict.version,
    }
    return render(request, "cases/conflict.html", context, status=409)
