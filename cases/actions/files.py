"""Adding, reading, removing and bringing back a file of a case."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone

from accounts.permissions import Permission
from accounts.settings_register import value as setting
from audit import events
from cases import access
from cases.actions import recordings
from cases.actions.errors import TooLate
from cases.attachments import cleaning, reach, room
from cases.attachments.cleaning import FileRefused
from cases.attachments.keeping import keep
from cases.attachments.kinds import KEPT, RECORDINGS
from cases.models import Attachment, Case, WaitingFile
from vault.envelope import Tampered

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class Upload:
    """A file as the browser sent it: its name, what the browser calls it, and its bytes."""

    name: str
    declared: str
    content: bytes


@dataclass(frozen=True)
class Download:
    """A file as it goes out: under a name that says nothing."""

    name: str
    content_type: str
    content: bytes


def add_file(
    *,
    actor: "User",
    case: Case,
    upload: Upload,
    attachment_type: str,
    sensitivity: str = "identifying",
    description: str = "",
    is_evidence: bool = False,
) -> Attachment | WaitingFile:
    """Clean a file and keep it sealed; as evidence its original is kept, too. A recording waits to be made anew.

    Raises PermissionDenied, FileClosed, ConsentMissing (photo_document, consent.md 2) or FileRefused.
    """
    access.require(actor, Permission.DOCUMENT_WRITE, case)
    if not reach.may_write(actor, case, attachment_type, sensitivity):
        raise PermissionDenied
    access.require_in_use(case)
    reach.require_consent(case, attachment_type)
    said = {
        "attachment_type": attachment_type,
        "attachment_sensitivity": sensitivity,
        "description": description,
        "name": upload.name[-200:],
    }
    try:
        room.require_room(actor, case, len(upload.content), twice=is_evidence)
        kind = cleaning.checked(
            name=upload.name,
            declared=upload.declared,
            content=upload.content,
            recordings=recordings.are_taken(case),
        )
        if kind.key in RECORDINGS:
            return recordings.keep_waiting(actor, case, kind, upload, is_evidence=is_evidence, said=said)
        pixels = int(setting("cases.picture_megapixels", case.office_id)) * 1_000_000
        cleaned = cleaning.clean(kind=kind, content=upload.content, max_pixels=pixels)
        row = Attachment(case=case, added_by=actor, **said)
        return _kept(actor, row, cleaned, upload.content if is_evidence else None)
    except FileRefused as refused:
        facts = {"reason": refused.code}
        events.record(
            "file.refused", subject=case, office=case.office_id, actor=actor, facts=facts, result="refused"
        )
        raise


@transaction.atomic
def _kept(actor: "User", row: Attachment, cleaned: cleaning.Cleaned, original: bytes | None) -> Attachment:
    case = row.case
    # Again behind a lock: what was agreed to may have been withdrawn meanwhile, and two uploads at once must not
    # share one place in the case's quota.
    reach.lock_for_adding(actor, case, row.attachment_type)
    room.require_room(actor, case, len(cleaned.content), twice=original is not None)
    return keep(actor, row, cleaned, original)


def files_of(user: "User", case: Case) -> list[Attachment]:
    """The files this reader may know of, the newest first. Raises FileClosed where none may be used."""
    reach.require_open(case)
    return [row for row in Attachment.objects.filter(case=case) if reach.may_read(user, case, row)]


@transaction.atomic
def read_file(*, actor: "User", case: Case, row: UUID | str, original: bool = False) -> Download:
    """The content of a file, or of its original, with the event of its release.

    Raises Attachment.DoesNotExist for what is not the reader's to know of, FileClosed, and a VaultError
    where the stored file is not the one that was added.
    """
    reach.require_open(case)
    found = Attachment.objects.get(case=case, pk=row)
    allowed = reach.may_read_original if original else reach.may_read
    if not allowed(actor, case, found):
        raise Attachment.DoesNotExist
    blob, digest = (found.original, found.original_sha256) if original else (found.file, found.sha256)
    content = b"".join(blob.read())
    if hashlib.sha256(content).hexdigest() != digest:
        raise Tampered("A file of a case is not the one that was added.")
    facts = {"format": found.kind, "file_hash": digest, "code": "original" if original else "cleaned"}
    events.record("file.downloaded", subject=found, office=case.office_id, actor=actor, facts=facts)
    kind = KEPT[found.kind]
    # An original was never cleaned: no program is invited to open it.
    content_type = "application/octet-stream" if original else kind.content_type
    return Download(f"{str(found.pk)[:8]}.{kind.ending}", content_type, content)


@transaction.atomic
def remove_file(*, actor: "User", case: Case, row: UUID | str) -> Attachment:
    """Take a file out of the case; it can be brought back for 30 days [INF], then it is erased (P11)."""
    found = _changeable(actor, case, Attachment.objects.filter(case=case), row)
    found.removed_at, found.removed_by = timezone.now(), actor
    return _moved(actor, case, found, "file.removed")


@transaction.atomic
def restore_file(*, actor: "User", case: Case, row: UUID | str) -> Attachment:
    """Bring a removed file back. Raises TooLate when its time has passed."""
    removed = Attachment.with_removed.filter(case=case, removed_at__isnull=False)
    found = _changeable(actor, case, removed, row)
    if found.removed_at is None or found.removed_at < _restorable_since(case):
        raise TooLate
    found.removed_at = found.removed_by = None
    return _moved(actor, case, found, "file.restored")


def removed_files(user: "User", case: Case) -> list[Attachment]:
    """Files that this person can still bring back, the last removed first."""
    reach.require_open(case)
    rows = Attachment.with_removed.filter(case=case, removed_at__gte=_restorable_since(case))
    return [row for row in rows.order_by("-removed_at") if reach.may_change(user, case, row)]


@transaction.atomic
def erase_removed_files() -> int:
    """Erase files whose time to be brought back has passed, with their content; for the nightly task."""
    gone = 0
    for row in Attachment.with_removed.filter(removed_at__isnull=False).select_related("case"):
        if row.removed_at and row.removed_at < _restorable_since(row.case):
            erase(row)
            gone += 1
    return gone


def erase(row: Attachment) -> None:
    """Delete a file with its content."""
    contents = [blob for blob in (row.file, row.original) if blob is not None]
    row.delete()
    for blob in contents:
        blob.delete()


def _changeable(
    actor: "User", case: Case, rows: "models.QuerySet[Attachment]", row: UUID | str
) -> Attachment:
    access.require(actor, Permission.DOCUMENT_WRITE, case)
    reach.require_open(case)
    found: Attachment = rows.get(pk=row)
    if not reach.may_change(actor, case, found):
        raise Attachment.DoesNotExist
    return found


def _moved(actor: "User", case: Case, row: Attachment, event: str) -> Attachment:
    row.save()
    facts = {"format": row.kind}
    events.record(event, subject=row, office=case.office_id, actor=actor, facts=facts)
    return row


def _restorable_since(case: Case) -> datetime:
    return timezone.now() - timedelta(days=int(setting("cases.removed_rows_days", case.office_id)))
