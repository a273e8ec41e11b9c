"""Backups in two parts: bulk (ciphertext, kept long) and keys (kept for days), each encrypted to a key kept elsewhere.

`manage.py backup`, `restore` and `verify_backup` are the doors. See docs/operations.md and decision 0112.
`last_backup()` is for the operations page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class LastBackup:
    """When the last backup was made, until when its keys are kept, and when one was last tried."""

    made_at: datetime | None
    keys_expire_at: datetime | None
    verified_at: datetime | None
    erasures_waiting_for_rotation: int


def last_backup() -> LastBackup:
    """What the operations page says of backups. Needs the database and no permission of its own."""
    from cases.models import ErasureRequest
    from vault.models import BackupRun

    newest = BackupRun.objects.order_by("-made_at").first()
    tried = BackupRun.objects.filter(verified_at__isnull=False).order_by("-verified_at").first()
    waiting = ErasureRequest.objects.filter(state="done", rewrapped_at__isnull=True).count()
    return LastBackup(
        made_at=newest.made_at if newest else None,
        keys_expire_at=newest.keys_expire_at if newest else None,
        verified_at=tried.verified_at if tried else None,
        erasures_waiting_for_rotation=waiting,
    )
