"""How much may be kept: of one file, of one person's day, of one case (settings of the office)."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Sum
from django.utils import timezone

from accounts.settings_register import value as setting
from cases.attachments import reach
from cases.attachments.cleaning import FileRefused
from cases.models import Attachment, Case, WaitingFile
from vault.blobs import CHUNK_BYTES

if TYPE_CHECKING:
    from accounts.models import User


def pieces(size: int) -> int:
    """How many chunks a content of `size` bytes is kept in."""
    return max(1, -(-size // CHUNK_BYTES))


def require_room(actor: "User", case: Case, size: int, *, twice: bool) -> None:
    """Raises FileRefused: too_large, day_full, case_full.

    Removed files count until they are erased, and recordings that wait to be made anew count as they came.
    """
    if size > reach.largest_bytes(case):
        raise FileRefused("too_large")
    require_room_for(actor, case, pieces(size) * (2 if twice else 1))


def require_room_for(actor: "User", case: Case, wanted: int) -> None:
    """The same for so many chunks, whatever their file's size."""
    since = timezone.now() - timedelta(hours=24)
    for found, code, key in (
        ({"added_by": actor, "added_at__gte": since}, "day_full", "cases.files_megabytes_a_day"),
        ({"case": case}, "case_full", "cases.files_megabytes_a_case"),
    ):
        used = 0
        rows: Any
        for rows in (Attachment.with_removed, WaitingFile.objects):
            used += int(rows.filter(**found).aggregate(pieces=Sum("pieces"))["pieces"] or 0)
        if (used + wanted) * CHUNK_BYTES > int(setting(key, case.office_id)) * reach.MEGABYTE:
            raise FileRefused(code)
