"""A cleaned file becomes a file of the case."""

import hashlib
from typing import TYPE_CHECKING

from audit import events
from cases.attachments import room
from cases.attachments.cleaning import Cleaned
from cases.models import Attachment
from vault.blobs import SealedBlob

if TYPE_CHECKING:
    from accounts.models import User

KEY_CLASS = "evidence"


def keep(actor: "User", row: Attachment, cleaned: Cleaned, original: bytes | None) -> Attachment:
    """Seal the content, and the original where it is evidence; with its event, in the transaction under way."""
    row.file = SealedBlob.write(row.case.pk, KEY_CLASS, [cleaned.content])
    row.kind, row.size = cleaned.kind.key, len(cleaned.content)
    row.sha256 = hashlib.sha256(cleaned.content).hexdigest()
    row.pieces = room.pieces(len(cleaned.content))
    if original is not None:
        row.original = SealedBlob.write(row.case.pk, KEY_CLASS, [original])
        row.original_sha256 = hashlib.sha256(original).hexdigest()
        row.pieces += room.pieces(len(original))
    row.full_clean(exclude={"envelope", "case", "file", "original", "added_by", "removed_by"})
    row.save()
    facts = {"format": row.kind, "file_hash": row.sha256, "restricted": original is not None}
    events.record("file.added", subject=row, office=row.case.office_id, actor=actor, facts=facts)
    return row
