"""A section of the record: asked, kept as a draft while it is typed, saved, merged when two people saved it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.decorators import SignedIn, needs
from accounts.permissions import Permission
from cases.access import get_case_for
from cases.actions import (
    AnswersNotAllowed,
    InterviewNotAllowed,
    NewerDraft,
    SectionConflict,
    UnknownFields,
    ask_again,
    discard_draft,
    draft_is_late,
    save_draft,
    save_section,
)
from cases.forms.section import SectionForm, typed_from
from cases.interview.interviews import NOT_SAID, erased_since
from cases.on_paper import paper_forms
from cases.record import beside, pointers
from cases.record.asking import Sheet, sheet_for
from cases.record.entries_page import title_of
from cases.record.merging import merged
from cases.record.task_list import following, notices, url_of
from cases.sections import SECTIONS, UnknownSection
from cases.views.conflict import show_conflict
from cases.views.pages import typed_on
from cases.views.unreadable import told_if_unreadable

ERASED_SINCE = gettext_lazy(
    "What was said was erased since this page was opened, as the person decided. Nothing you sent was kept."
)


@needs(Permission.SECTION_EDIT)
@told_if_unreadable
def section(request: SignedIn, case_id: str, key: str) -> HttpResponse:
    """Ask a section and save it. What was typed and not saved is put back when the page is opened again."""
    sheet = sheet_for(request.user, case_id, key, shown=request.method != "POST")
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
            messages.success(request, _("Saved."))
            then = request.POST.get("then") == "next"
            return redirect(following(sheet.case, request.user, key) if then else overview_of(sheet))
    return show_sheet(request, sheet, form, None)


@needs(Permission.SECTION_EDIT)
@require_POST
@told_if_unreadable
def draft(request: SignedIn, case_id: str, key: str) -> HttpResponse:
    """Keep what is being typed; the answer carries nothing."""
    sheet = sheet_for(request.user, case_id, key, shown=False)
    return draft_answer(sheet, request.POST)


@needs(Permission.SECTION_EDIT)
@require_POST
def discard(request: SignedIn, case_id: str, key: str) -> HttpResponse:
    """Throw away what was typed and not saved, and show what is on record."""
    case = get_case_for(request.user, case_id, to=Permission.SECTION_EDIT)
    discard_draft(actor=request.user, case=case, section=key)
    messages.success(request, _("What you typed has been discarded. This is what is on record."))
    return redirect("cases:section", case.pk, key)


@needs(Permission.SECTION_EDIT)
@require_POST
def question(request: SignedIn, case_id: str, key: str) -> HttpResponse:
    """The person speaks of something again: its question is asked like any other."""
    case = get_case_for(request.user, case_id, to=Permission.SECTION_EDIT)
    try:
        ask_again(actor=request.user, case=case, section=key, field=request.POST.get("question", ""))
    except (UnknownSection, UnknownFields) as unknown:
        raise Http404 from unknown
    messages.success(request, _("The question is asked again."))
    return redirect(url_of(case, SECTIONS[key]))


def is_too_late(sheet: Sheet, data: Any) -> bool:
    """Whether everything said was erased since the page was opened: what stands on it does not come back by it."""
    said = sheet.section.key not in NOT_SAID
    return said and erased_since(sheet.case, data.get("opened", ""))


def refused_too_late(request: SignedIn, sheet: Sheet) -> HttpResponse:
    """Keep nothing of it, and say so."""
    messages.warning(request, ERASED_SINCE)
    return redirect(overview_of(sheet))


def save(sheet: Sheet, form: SectionForm) -> None:
    """Hand the answers to the action."""
    save_section(
        actor=sheet.user,
        case=sheet.case,
        section=sheet.section.key,
        row=sheet.row_id,
        values=form.values(),
        states=form.states(),
        kind=form.kind(),
        not_again=form.not_again(),
        base_version=form.cleaned_data["base_version"] or 0,
    )


def keep_draft(sheet: Sheet, data: Any) -> bool:
    """Keep a submitted form as it was typed, unless the form itself has arrived before its draft.

    False where the person had everything erased since the page was opened: it does not come back by a draft.
    Raises NewerDraft where another window of the same person has kept one since.
    """
    if draft_is_late(sheet.user, sheet.case, data.get("form_of", "")):
        return True
    if is_too_late(sheet, data):
        return False
    version = data.get("base_version", "")
    save_draft(
        actor=sheet.user,
        case=sheet.case,
        section=sheet.section.key,
        row=sheet.row_id,
        payload=typed_from(data, sheet.writable),
        base_version=int(version) if version.isdecimal() and len(version) < 10 else sheet.row.version,
        **typed_on(data),
    )
    return True


def draft_answer(sheet: Sheet, data: Any) -> HttpResponse:
    """Nothing where the draft is kept; a refusal, which the page shows, where it is not."""
    try:
        return HttpResponse(status=204 if keep_draft(sheet, data) else 409)
    except NewerDraft:
        return HttpResponse(status=409)


def keep_typed(sheet: Sheet, form: SectionForm, refused: AnswersNotAllowed | InterviewNotAllowed) -> None:
    """Say why the section cannot be saved yet; what was typed stays, also after signing out."""
    sentence = _("This waits for the person's consent. What you typed is kept. On the consent page:")
    try:
        if not keep_draft(sheet, form.data):
            sentence = _("The person stopped and had what was typed erased. This is not kept.")
    except NewerDraft:
        sentence = _(
            "This waits for the person's consent. Another window of yours keeps a newer draft: what you typed here "
            "is on this page only. On the consent page:"
        )
    form.add_error(None, sentence)
    for reason in refused.reasons:
        form.add_error(None, str(reason))


def show_sheet(request: SignedIn, sheet: Sheet, form: SectionForm, restored: Any) -> HttpResponse:
    """The page of a section or of one entry, with the draft it was restored from if it was."""
    asked = pointers.is_pointed_at(sheet.section.key) and pointers.ASKED in request.GET
    if asked:
        sheet.point(form)
    context = {
        "case": sheet.case,
        "section": sheet.section,
        "title": title_of(sheet.section, sheet.row) if sheet.row_id else sheet.section.title,
        "form": form,
        "draft": restored,
        "notices": notices(sheet.case),
        "decided": sheet.decided(),
        "not_asked": sheet.not_asked(),
        "offers_pointers": pointers.is_pointed_at(sheet.section.key) and not asked,
        "paper": paper_forms.told_beside(request.user, sheet.case, sheet.section, sheet.row),
        "beside": beside.shown(request.user, sheet.case, sheet.section, sheet.row),
        **_addresses(sheet),
    }
    return render(request, "cases/section.html", context)


def _addresses(sheet: Sheet) -> dict[str, str]:
    """Where the page's draft goes, and where earlier answers are."""
    names = [sheet.case.pk, sheet.section.key, *([sheet.row_id] if sheet.row_id else [])]
    stored = "" if sheet.row_id else "_new"
    kind, stored = ("entry_", stored) if sheet.section.repeats else ("", "")
    has_former = sheet.row.version > 1
    return {
        "draft_url": reverse(f"cases:{kind}draft{stored}", args=names),
        "discard_url": reverse(f"cases:{kind}draft_discard{stored}", args=names),
        "former_url": reverse(f"cases:{kind}former", args=names) if has_former else "",
    }


def overview_of(sheet: Sheet) -> str:
    """The address of the task list."""
    return reverse("cases:interview", args=[sheet.case.pk])
