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
from cases.actions import TooLate
from cases.actions.files import add_file, files_of, read_file, remove_file, removed_files, restore_file
from cases.attachments import reach
from cases.attachments.cleaning import FileRefused
from cases.consents import ConsentMissing
from cases.files_page import shown
from cases.forms.files import FileForm
from cases.models import Attachment, Case
from cases.views.unreadable import told_if_unreadable

SECTION = "attachments"
NOT_OPENED = "sandbox; default-src 'none'"


def not_found_if_not_theirs(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A file that is not there, and one that is not this person's to know of, are the same 404."""

    @wraps(view)
    def guarded(request: SignedIn, case_id: str, row_id: UUID) -> HttpResponse:
        try:
            return view(request, case_id, row_id)
        except Attachment.DoesNotExist as missing:
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
    form = FileForm(request.POST, request.FILES, largest=reach.largest_bytes(case))
    if form.is_valid():
        given = form.cleaned_data
        try:
            add_file(
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
            messages.success(request, _("The file has been cleaned and kept."))
            return redirect("cases:files", case.pk)
    return _show(request, case, form, status=422)


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
            "form": (form or FileForm(largest=reach.largest_bytes(case))) if may_add else None,
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
    return HttpResponse(
        found.content,
        content_type=found.content_type,
        headers={
            "Content-Disposition": f'attachment; filename="{found.name}"',
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
