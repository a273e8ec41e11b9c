"""The case to read, and the tabs that other apps hang on it."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from accounts.decorators import SignedIn, needs
from accounts.permissions import Permission
from cases import access, panels
from cases.case_page import links, may_reveal, notices_of, part_of, record_of, sections_of
from cases.child import record as child_record
from cases.finding.duplicates import linked_cases


@needs(Permission.CASE_VIEW)
def case(request: SignedIn, case_id: str) -> HttpResponse:
    """Reference, code name, and section by section what this person may read of one part of the record."""
    part = part_of(request.GET.get("part", ""))
    try:
        found = access.get_case_for(request.user, case_id, viewed=sections_of(part))
    except access.FileClosed:
        return render(request, "cases/closed.html", {"case": access.get_case_for(request.user, case_id)})
    record = record_of(request.user, found, part)
    context = {
        "case": found,
        "name": record.name,
        "sections": record.cards,
        "parts": links(part),
        "notices": notices_of(request.user, found),
        "may_reveal": may_reveal(request.user, found),
        "linked": linked_cases(request.user, found),
        "is_child": child_record.age_shown(found).majority == "minor"
        and access.may(request.user, Permission.RESTRICTED_READ, found),
        "may_change": access.may(request.user, Permission.SECTION_EDIT, found),
    }
    return render(request, "cases/case.html", context)


@needs(Permission.CASE_VIEW)
def panel(request: SignedIn, case_id: str, key: str) -> HttpResponse:
    """A tab of another app, if this person may see it."""
    found = access.get_case_for(request.user, case_id)
    shown = next((one for one in panels.panels_for(request.user, found) if one.key == key), None)
    if shown is None:
        raise Http404
    access.require_in_use(found)
    return render(
        request, "cases/panel.html", {"case": found, "panel": shown, **shown.context(request.user, found)}
    )
