"""The files of a case: a list, adding, downloading, removing and bringing back."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.decorators import SignedIn, needs, needs_recent_login
from accounts.permissions import Permission
from cases import access
from cases.actions import TooLate, recordings
from cases.actions.files import add_file, files_of, read_file, remove_file, removed_files, restore_file
from cases.actions.recordings import forget_refused, take_back, waiting_files
from cases.attachments import reach
from cases.attachments.cleaning import FileRefused
from cases.consent.consents import ConsentMissing
from cases.files_page import shown, waiting
from cases.forms.files import FileForm
from cases.models import Attachment, Case, WaitingFile
from cases.views.unreadable import told_if_unreadable

SECTION = "attachments"
NOT_OPENED = "sandbox; default-src 'none'"


def not_found_if_not_theirs(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A file that is not there, and one that is not this person's to know of, are the same 404."""

    @wraps(view)
    def guarded(request: SignedIn, case_id: str, row_id: UUID) -> HttpResponse:
        try:
            return view(request, case_id, row_id)
        except (Attachment.DoesNotExist, WaitingFile.DoesNotExist) as missing:
            raise Http404 from missing

    return guarded


@needs(Permission.DOCUMENT_READ)
@told_if_unreadable
def files(request: SignedIn, case_id: str) -> HttpResponse:
    """Every file this person may know of, and the form to add one."""
    if request.method == "POST":
        return _add(request, access.get_case_for(request.user, case_id, to=Permission.DOCUMENT_WRITE))
    case = access.get_case_for(request.user, case_id, to=Permission.DOCUMENT_READ, viewed=[SECTION])
    return _show(request, case, None)


def _add(request: SignedIn, case: Case) -> HttpResponse:
    form = _form(case, request.POST, request.FILES)
    if form.is_valid():
        given = form.cleaned_data
        try:
            added = add_file(
                actor=request.user,
                case=case,
                upload=form.upload(),
                attachment_type=given["attachment_type"],
                sensitivity=given["attachment_sensitivity"],
                description=given["description"],
                is_evidence=given["is_evidence"],
            )
        except FileRefused as refused:
            form.add_error("file", refused.reason)
        except ConsentMissing as missing:
            form.add_error(None, _consent_text(missing))
        else:
            messages.success(request, _said(added))
            return redirect("cases:files", case.pk)
    return _show(request, case, form, status=422)


def _form(case: Case, *given: Any) -> FileForm:
    return FileForm(*given, largest=reach.largest_bytes(case), recordings=recordings.are_taken(case))


def _said(added: Attachment | WaitingFile) -> str:
    if isinstance(added, WaitingFile):
        return _(
            "The recording is kept sealed and is being made anew. Keep your own copy until it is listed here."
        )
    return _("The file has been cleaned and kept.")


def _consent_text(missing: ConsentMissing) -> str:
    reasons = " ".join(str(reason) for reason in missing.reasons)
    return _(
        "No file is taken without the person's consent to photographs and copies of documents. %(why)s"
    ) % {"why": reasons}


def _show(request: SignedIn, case: Case, form: FileForm | None, status: int = 200) -> HttpResponse:
    may_add = access.may(request.user, Permission.DOCUMENT_WRITE, case)
    context: dict[str, Any] = {"case": case, "is_closed": reach.are_closed(case)}
    if not context["is_closed"]:
        context |= {
            "files": [shown(request.user, case, row) for row in files_of(request.user, case)],
            "removed": [shown(request.user, case, row) for row in removed_files(request.user, case)]
            if may_add
            else [],
            "waiting": [waiting(request.user, case, row) for row in waiting_files(request.user, case)],
            "form": (form or _form(case)) if may_add else None,
        }
    return render(request, "cases/files.html", context, status=status)


@needs(Permission.DOCUMENT_READ)
@require_GET
@told_if_unreadable
@not_found_if_not_theirs
def download(request: SignedIn, case_id: str, row_id: UUID) -> HttpResponse:
    """The cleaned file, never shown inside a page."""
    case = access.get_case_for(request.user, case_id, to=Permission.DOCUMENT_READ)
    return _released(request, case, row_id)


@needs(Permission.DOCUMENT_READ)
@needs_recent_login
@require_GET
@told_if_unreadable
@not_found_if_not_theirs
def original(request: SignedIn, case_id: str, row_id: UUID) -> HttpResponse:
    """The original kept as evidence."""
    case = access.get_case_for(request.user, case_id, to=Permission.DOCUMENT_READ)
    return _released(request, case, row_id, original=True)


def _released(request: SignedIn, case: Case, row_id: UUID, *, original: bool = False) -> HttpResponse:
    found = read_file(actor=request.user, case=case, row=row_id, original=original)
    return _as_download(found.name, found.content_type, found.content)


def _as_download(name: str, content_type: str, content: bytes) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=content_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
            "Content-Security-Policy": NOT_OPENED,
        },
    )


@needs(Permission.DOCUMENT_WRITE)
@told_if_unreadable
@not_found_if_not_theirs
def remove(request: SignedIn, case_id: str, row_id: UUID) -> HttpResponse:
    """Take a file out, after a look at what it is."""
    case = access.get_case_for(request.user, case_id, to=Permission.DOCUMENT_WRITE)
    if request.method == "POST":
        remove_file(actor=request.user, case=case, row=row_id)
        messages.success(request, _("Removed. It can be brought back below for 30 days."))
        return redirect("cases:files", case.pk)
    found = next((row for row in files_of(request.user, case) if row.pk == row_id), None)
    if found is None:
        raise Http404
    return render(request, "cases/file_remove.html", {"case": case, "file": shown(request.user, case, found)})


@needs(Permission.DOCUMENT_WRITE)
@require_POST
@told_if_unreadable
@not_found_if_not_theirs
def restore(request: SignedIn, case_id: str, row_id: UUID) -> HttpResponse:
    """Bring a removed file back."""
    case = access.get_case_for(request.user, case_id, to=Permission.DOCUMENT_WRITE)
    try:
        restore_file(actor=request.user, case=case, row=row_id)
    except TooLate:
        messages.error(request, _("This entry was removed too long ago and cannot be brought back."))
    else:
        messages.success(request, _("Brought back."))
    return redirect("cases:files", case.pk)


@needs(Permission.DOCUMENT_READ)
@needs_recent_login
@require_GET
@told_if_unreadable
@not_found_if_not_theirs
def take_back_recording(request: SignedIn, case_id: str, row_id: UUID) -> HttpResponse:
    """A recording that could not be made anew, as it was uploaded."""
    case = access.get_case_for(request.user, case_id, to=Permission.DOCUMENT_READ)
    content = take_back(actor=request.user, case=case, row=row_id)
    return _as_download(str(row_id)[:8], "application/octet-stream", content)


@needs(Permission.DOCUMENT_WRITE)
@told_if_unreadable
@not_found_if_not_theirs
def forget_recording(request: SignedIn, case_id: str, row_id: UUID) -> HttpResponse:
    """Take a refused recording off the list, after a look at which it is."""
    case = access.get_case_for(request.user, case_id, to=Permission.DOCUMENT_WRITE)
    if request.method == "POST":
        forget_refused(actor=request.user, case=case, row=row_id)
        messages.success(request, _("Removed."))
        return redirect("cases:files", case.pk)
    found = next((row for row in waiting_files(request.user, case) if row.pk == row_id), None)
    if found is None or not (card := waiting(request.user, case, found)).may_remove:
        raise Http404
    return render(request, "cases/recording_forget.html", {"case": case, "file": card})
