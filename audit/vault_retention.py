"""The vault stands below and knows nothing of retention: the audit answers for its tables."""

import uuid
from typing import Any

from audit import retention
from vault import keys
from vault.models import RotationScope, SealedBlob


def _files(scope: uuid.UUID) -> list[dict[str, Any]]:
    """What files there are; their content is exported by whoever made them."""
    return [
        {
            "name": blob.name,
            "content_type": blob.content_type,
            "size": blob.size,
            "created_at": blob.created_at,
        }
        for blob in SealedBlob.objects.filter(scope=scope).order_by("created_at")
    ]


def _erase_files(scope: uuid.UUID) -> int:
    found = list(SealedBlob.objects.filter(scope=scope))
    for blob in found:
        blob.delete()
    return len(found)


def _forget_rotations(scope: uuid.UUID) -> int:
    """What is erased needs no new keys."""
    return int(RotationScope.objects.filter(scope=scope).delete()[0])


def register() -> None:
    """Answer for the vault's tables."""
    retention.register("vault.SealedBlob", export=_files, erase=_erase_files)
    retention.harmless("vault.BlobChunk", "ciphertext of files; deleted with its file")
    retention.register("vault.RotationScope", export=lambda scope: [], erase=_forget_rotations)
    # Keys are never exported; without them every envelope of the scope is noise.
    retention.register("vault.ScopeKey", export=lambda scope: [], erase=keys.destroy_scope)
    retention.harmless("vault.Manifest", "digests of sealed rows; stays as the mark of an erased scope")
    retention.harmless(
        "vault.ErasureLedger", "which scopes were erased, when and why: outlives them on purpose"
    )
    retention.harmless("vault.BackupRun", "when backups were made and tried")
    retention.harmless("vault.Deployment", "the identity of this installation")
    retention.harmless("vault.RingKey", "wrapped keys of the installation")
    retention.harmless("vault.RootQuorum", "that the root key was split and rehearsed, without any share")
    retention.harmless("vault.RotationJob", "which keys were replaced when; a record by its identifier alone")
