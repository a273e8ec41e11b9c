"""The vault's tables: the ring of keys, the keys of each scope, the manifest of each scope, files.

Every key in them is wrapped; every manifest is authenticated. Whoever reads these tables without the
root key reads nothing; whoever changes them is noticed.
"""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vault.blobs import BlobChunk, SealedBlob

__all__ = [
    "BackupRun",
    "BlobChunk",
    "Deployment",
    "ErasureLedger",
    "Manifest",
    "RingKey",
    "RootQuorum",
    "RotationJob",
    "RotationScope",
    "ScopeKey",
    "SealedBlob",
]


class Deployment(models.Model):
    """This installation: the identity that every envelope is bound to, and how to know its root key."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    root_check = models.BinaryField(max_length=8)
    # Grows with every change of the ring, so that running processes notice (vault/ring.py).
    ring_serial = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    # Locked down: only what signing in and the audit need is unwrapped (vault/lock.py).
    locked_at = models.DateTimeField(null=True)

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
    state_since = models.DateTimeField(default=timezone.now)

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
        # In the order in which a rotation goes through them.
        indexes = [models.Index(fields=["key_class", "kek_version", "scope"], name="vault_scope_key_rotate")]

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


class BackupRun(models.Model):
    """One backup in two parts: when, which files, until when its key part is kept, and whether it was tried."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    made_at = models.DateTimeField(default=timezone.now)
    bulk_sha256 = models.CharField(max_length=64)
    keys_sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(default=0)
    ledger_n = models.PositiveBigIntegerField(default=0)
    keys_expire_at = models.DateTimeField()
    keys_removed_at = models.DateTimeField(null=True)
    verified_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["-made_at"], name="vault_backup_newest")]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d %H:%M}"


class RotationJob(models.Model):
    """Keys being replaced: what is done, what is left, and since when nobody has worked on it.

    Any number of processes may work on one job; a killed one loses the batch it was in, no more.
    """

    class Kind(models.TextChoices):
        KEK = "kek", _("Keys of one class")
        MANIFEST = "manifest", _("Manifests")
        INDEX = "index", _("Search index")
        SWITCH = "switch", _("New work only")
        SCOPE = "scope", _("Keys of one record")
        CLASS = "class", _("Keys of one class of all records")
        ROOT = "root", _("Root key")

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        STUCK = "stuck", _("Stuck")
        DONE = "done", _("Done")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=40)
    scope = models.UUIDField(null=True)
    from_version = models.PositiveIntegerField(default=0)
    to_version = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    problems = models.PositiveBigIntegerField(default=0)
    started_at = models.DateTimeField(default=timezone.now)
    heartbeat = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)
    retire_after = models.DateTimeField(null=True)
    # Begun by one person, because no second one could be asked.
    alone = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                condition=models.Q(scope=None) & ~models.Q(state="done"),
                name="vault_one_rotation_per_key",
            ),
            models.UniqueConstraint(
                fields=["scope"], condition=~models.Q(state="done"), name="vault_one_rotation_per_scope"
            ),
        ]

    def __str__(self) -> str:
        versions = f" {self.from_version}>{self.to_version}" if self.to_version else ""
        return f"{self.kind} {self.scope or self.name}{versions}"


class RotationScope(models.Model):
    """A scope whose keys a job of the kind CLASS has still to replace (rekey_class.py). What is done is deleted."""

    pk = models.CompositePrimaryKey("job_id", "scope")
    job = models.ForeignKey(RotationJob, on_delete=models.CASCADE, related_name="+", db_index=False)
    scope = models.UUIDField()

    def __str__(self) -> str:
        return str(self.scope)


class RootQuorum(models.Model):
    """A splitting of the root key among officers, and when it was last rehearsed. Never a share."""

    root_check = models.BinaryField(max_length=8)
    # Common to all shares of one splitting; says nothing of the key.
    identifier = models.PositiveIntegerField()
    threshold = models.PositiveSmallIntegerField()
    officers = models.PositiveSmallIntegerField()
    split_at = models.DateTimeField(default=timezone.now)
    rehearsed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["root_check", "identifier"], name="vault_quorum_once")]

    def __str__(self) -> str:
        return f"{self.threshold} of {self.officers}"
