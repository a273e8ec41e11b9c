"""The vault's tables: the ring of keys, the keys of each scope, the manifest of each scope, files.

Every key in them is wrapped; every manifest is authenticated. Whoever reads these tables without the
root key reads nothing; whoever changes them is noticed.
"""

import uuid

from django.db import models
from django.utils import timezone

from vault.blobs import BlobChunk, SealedBlob

__all__ = ["BlobChunk", "Deployment", "ErasureLedger", "Manifest", "RingKey", "ScopeKey", "SealedBlob"]


class Deployment(models.Model):
    """This installation: the identity that every envelope is bound to, and how to know its root key."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    root_check = models.BinaryField(max_length=8)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="vault_one_deployment")]

    def __str__(self) -> str:
        return str(self.uuid)


class RingKey(models.Model):
    """One key that the root wraps: of a key class, of the indexes, the manifests or the audit."""

    class State(models.TextChoices):
        ACTIVE = "active"
        DECRYPT_ONLY = "decrypt_only"
        RETIRED = "retired"

    name = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=State, default=State.ACTIVE)
    wrapped = models.BinaryField()
    check_value = models.BinaryField(max_length=8)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "version"], name="vault_ring_key_once"),
            models.UniqueConstraint(
                fields=["name"], condition=models.Q(state="active"), name="vault_one_active_ring_key"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class ScopeKey(models.Model):
    """The key of one scope (a case, a user, a report run) and one key class, wrapped by the class's key."""

    pk = models.CompositePrimaryKey("scope", "key_class", "generation")
    scope = models.UUIDField()
    key_class = models.CharField(max_length=20)
    generation = models.PositiveIntegerField(default=1)
    kek_version = models.PositiveIntegerField()
    wrapped = models.BinaryField()

    class Meta:
        indexes = [models.Index(fields=["key_class", "kek_version"], name="vault_scope_key_rewrap")]

    def __str__(self) -> str:
        return f"{self.scope} {self.key_class} {self.generation}"


class Manifest(models.Model):
    """What a scope consists of: its keys and each sealed row with version and digest, authenticated."""

    scope = models.UUIDField(primary_key=True)
    payload = models.BinaryField()
    mac = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return str(self.scope)


class ErasureLedger(models.Model):
    """One erasure, authenticated and chained to the one before it (ledger.py). Append-only for the application."""

    n = models.PositiveBigIntegerField(primary_key=True)
    scope = models.UUIDField()
    classes = models.CharField(max_length=200)
    reason = models.CharField(max_length=32)
    at = models.PositiveBigIntegerField()
    key_version = models.PositiveIntegerField()
    prev = models.BinaryField(max_length=32)
    mac = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["prev"], name="vault_ledger_has_no_fork")]

    def __str__(self) -> str:
        return str(self.n)
