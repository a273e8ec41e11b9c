"""Sections that repeat: a list of cards, each entry asked on its own page, removed and brought back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.decorators import SignedIn, needs
from accounts.permissions import Permission
from cases import access
from cases.actions import (
    AnswersNotAllowed,
    InterviewNotAllowed,
    InterviewUnderWay,
    SectionConflict,
    TooLate,
    add_entry,
    discard_draft,
    remove_entry,
    removed_entries,
    restore_entry,
)
from cases.assessing.risk_levels import LevelNotAllowed
from cases.record.asking import Sheet, new_sheet_for, sheet_for
from cases.record.entries_page import card, cards
from cases.record.merging import merged
from cases.section import Section
from cases.sections import UnknownSection, repeated_section
from cases.views.conflict import show_conflict
from cases.views.pages import typed_on
from cases.views.section import draft_answer, is_too_late, keep_typed, refused_too_late, save, show_sheet
from cases.views.unreadable import told_if_unreadable


@needs(Permission.CASE_VIEW)
@told_if_unreadable
def entries(request: SignedIn, case_id: str, key: str) -> HttpResponse:
    """Every entry, and those removed lately."""
    section = _section(key)
    case = access.get_case_for(request.user, case_id, viewed=[key])
    if not access.readable_fields(request.user, case, key):
        raise Http404
    may_change = access.may(request.user, Permission.SECTION_EDIT, case) and bool(
        access.writable_fields(request.user, case, key)
    )
    removed = removed_entries(case, key) if may_change else []
    context = {
        "case": case,
        "section": section,
        "entries": cards(request.user, case, section),
        "removed": [card(request.user, case, section, row) for row in removed],
        "may_change": may_change,
    }
    return render(request, "cases/entries.html", context)


@needs(Permission.SECTION_EDIT)
def add(request: SignedIn, case_id: str, key: str) -> HttpResponse:
    """A new entry; it exists once it is saved, its draft already before."""
    sheet = new_sheet_for(request.user, case_id, key)
    if request.method != "POST":
        return show_sheet(request, sheet, *(sheet.restored() or (sheet.form(), None)))
    if is_too_late(sheet, request.POST):
        return refused_too_late(request, sheet)
    form = sheet.form(request.POST)
    if form.is_valid():
        try:
            add_entry(
                actor=request.user,
                case=sheet.case,
                section=key,
                values=form.values(),
                states=form.states(),
                not_again=form.not_again(),
            )
        except (InterviewNotAllowed, AnswersNotAllowed) as refused:
            keep_typed(sheet, form, refused)
        else:
            discard_draft(actor=request.user, case=sheet.case, section=key, **typed_on(request.POST))
            return _saved(request, sheet)
    return show_sheet(request, sheet, form, None)


@needs(Permission.SECTION_EDIT)
@told_if_unreadable
def entry(request: SignedIn, case_id: str, key: str, row_id: UUID) -> HttpResponse:
    """Change an entry."""
    _section(key)
    sheet = sheet_for(request.user, case_id, key, row_id=row_id, shown=request.method != "POST")
    if request.method != "POST":
        return show_sheet(request, sheet, *(sheet.restored() or (sheet.form(), None)))
    if is_too_late(sheet, request.POST):
        return refused_too_late(request, sheet)
    form = sheet.form(merged(sheet, request.POST))
    if form.is_valid():
        try:
            save(sheet, form)
        except SectionConflict as conflict:
            return show_conflict(request, sheet, conflict)
        except (InterviewNotAllowed, AnswersNotAllowed) as refused:
            keep_typed(sheet, form, refused)
        else:
            return _saved(request, sheet)
    return show_sheet(request, sheet, form, None)


@needs(Permission.SECTION_EDIT)
@require_POST
def draft(request: SignedIn, case_id: str, key: str, row_id: UUID | None = None) -> HttpResponse:
    """Keep what is being typed about an entry, stored or not yet; the answer carries nothing."""
    _section(key)
    if row_id is None:
        sheet = new_sheet_for(request.user, case_id, key)
    else:
        sheet = sheet_for(request.user, case_id, key, row_id=row_id, shown=False)
    return draft_answer(sheet, request.POST)


@needs(Permission.SECTION_EDIT)
@require_POST
def discard(request: SignedIn, case_id: str, key: str, row_id: UUID | None = None) -> HttpResponse:
    """Throw away what was typed about an entry and not saved."""
    _section(key)
    case = access.get_case_for(request.user, case_id, to=Permission.SECTION_EDIT)
    discard_draft(actor=request.user, case=case, section=key, row=row_id)
    messages.success(request, _("What you typed has been discarded. This is what is on record."))
    return redirect("cases:entries", case.pk, key)


@needs(Permission.SECTION_EDIT)
@told_if_unreadable
def remove(request: SignedIn, case_id: str, key: str, row_id: UUID) -> HttpResponse:
    """Take an entry out, after a look at it."""
    section = _section(key)
    sheet = sheet_for(request.user, case_id, key, row_id=row_id, shown=request.method != "POST")
    if request.method == "POST":
        try:
            reason = request.POST.get("reason", "")
            remove_entry(actor=request.user, case=sheet.case, section=key, row=row_id, reason=reason)
        except LevelNotAllowed:
            messages.error(
                request,
                _(
                    "A lower level of risk would count without this assessment. A supervisor removes it, with a reason."
                ),
            )
            return redirect("cases:entries", sheet.case.pk, key)
        except InterviewUnderWay:
            messages.error(
                request, _("This interview is under way. End it or stop it first; then it can be removed.")
            )
            return redirect("cases:interview", sheet.case.pk)
        messages.success(request, _("Removed. It can be brought back below for 30 days."))
        return redirect("cases:entries", sheet.case.pk, key)
    context = {
        "case": sheet.case,
        "section": section,
        "entry": card(request.user, sheet.case, section, sheet.row),
    }
    return render(request, "cases/entry_remove.html", context)


@needs(Permission.SECTION_EDIT)
@require_POST
def restore(request: SignedIn, case_id: str, key: str, row_id: UUID) -> HttpResponse:
    """Bring a removed entry back."""
    section: Any = _section(key)
    case = access.get_case_for(request.user, case_id, to=Permission.SECTION_EDIT)
    try:
        restore_entry(actor=request.user, case=case, section=key, row=row_id)
    except section.model.DoesNotExist as missing:
        raise Http404 from missing
    except TooLate:
        messages.error(request, _("This entry was removed too long ago and cannot be brought back."))
    else:
        messages.success(request, _("Brought back."))
    return redirect("cases:entries", case.pk, key)


def _section(key: str) -> Section:
    """The section, or 404 for one that does not repeat."""
    try:
        return repeated_section(key)
    except UnknownSection as unknown:
        raise Http404 from unknown


def _saved(request: SignedIn, sheet: Sheet) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect(reverse("cases:entries", args=[sheet.case.pk, sheet.section.key]))
