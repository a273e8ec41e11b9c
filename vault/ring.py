"""The ring: the few keys that the root wraps, unwrapped once per process.

kek.<class>  wraps the keys of scopes, one per key class
manifest     authenticates manifests
index        the blind indexes' key, from which each index derives its own
audit        authenticates audit events
hash         keyed hashes of sessions and addresses
ledger       authenticates the erasure ledger (never retired: the ledger outlives every backup)
rows         signs row security's contexts (PostgreSQL has a copy: row_keys.py)

A process keeps what it has unwrapped. `Deployment.ring_serial` grows with every change, and each process
compares it at most once in VAULT_RING_CHECK_SECONDS: a new version is taken up without a restart. What has
to be exact (which key wraps a new one) asks the row itself, see keys.active_kek.
"""

import hashlib
import hmac
import os
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from psycopg2.extensions import TRANSACTION_STATUS_INERROR

from vault import root
from vault.envelope import KEY_BYTES, KeyMissing, Tampered, length_prefixed

if TYPE_CHECKING:
    from vault.models import Deployment

KEY_CLASSES: Final = ("identity", "general", "location", "evidence", "audit_detail", "export", "account")
NAMES: Final = (
    *(f"kek.{name}" for name in KEY_CLASSES),
    "manifest",
    "index",
    "audit",
    "hash",
    "ledger",
    "rows",
)


# What stays open in a lockdown: signing in, the people who reopen, and the record of what they do.
OPEN_WHILE_LOCKED: Final = frozenset({"kek.account", "manifest", "audit", "hash", "rows"})


class NotInitialised(KeyMissing):
    """`manage.py init_vault` has not run on this database."""


class VaultLocked(KeyMissing):
    """The installation is locked down: this key stays wrapped until it is reopened (practice.md P34)."""


@dataclass(slots=True)
class Ring:
    """The keys of one database, by name and version; `active` says which version new work uses."""

    deployment: bytes
    keys: dict[tuple[str, int], bytes] = field(default_factory=dict)
    active: dict[str, int] = field(default_factory=dict)
    serial: int = 0
    looked_at: float = field(default_factory=time.monotonic)
    locked: bool = False
    _derived: dict[tuple[str, int], bytes] = field(default_factory=dict)

    def key(self, name: str, version: int) -> bytes:
        """Return one key; raise KeyMissing where this ring does not hold it (and never try another)."""
        try:
            return self.keys[name, version]
        except KeyError:
            self._refuse_locked(name)
            raise KeyMissing(f"The key {name} version {version} is not on the ring.") from None

    def _refuse_locked(self, name: str) -> None:
        if self.locked and name not in OPEN_WHILE_LOCKED:
            raise VaultLocked(f"The installation is locked down: the key {name} is not opened.")

    def current(self, name: str) -> tuple[int, bytes]:
        """Return version and key that new work uses."""
        version = self.active.get(name)
        if version is None:
            self._refuse_locked(name)
            raise KeyMissing(f"The ring has no active key {name}.")
        return version, self.keys[name, version]

    def index_key(self, index: str, version: int) -> bytes:
        """Return the key of one blind index; a search asks for it by the hundred."""
        known = self._derived.get((index, version))
        if known is None:
            named = length_prefixed(b"index", index.encode())
            known = hmac.digest(self.key("index", version), named, hashlib.sha256)
            self._derived[index, version] = known
        return known

    def versions(self, name: str) -> list[int]:
        """Return the versions that can still be used for reading, the newest first."""
        return sorted((version for held, version in self.keys if held == name), reverse=True)


_rings: dict[tuple[str, ...], Ring] = {}
# Reentrant: reading the ring may need a row context, and signing that needs the ring.
_lock = threading.RLock()


def _address(using: str) -> tuple[str, ...]:
    """Rings are kept per database: a test's clone or a restored copy has its own."""
    described = connections[using].settings_dict
    return (str(described["HOST"]), str(described["PORT"]), str(described["NAME"]), settings.VAULT_ROOT_KEY)


def context_of(deployment: bytes, name: str, version: int) -> bytes:
    """Return what a ring key's wrapping is bound to."""
    return length_prefixed(b"ring", deployment, name.encode(), version.to_bytes(4, "big"))


def load(using: str = DEFAULT_DB_ALIAS) -> Ring:
    """Read and unwrap the whole ring. Raises NotInitialised, RootKeyError, Tampered."""
    from vault.models import Deployment, RingKey

    described = Deployment.objects.using(using).first()
    if described is None:
        raise NotInitialised("The vault has no keys yet: run manage.py init_vault.")
    provider = root.of_check_value(bytes(described.root_check))
    ring = Ring(
        deployment=described.uuid.bytes,
        serial=described.ring_serial,
        locked=described.locked_at is not None,
    )
    for row in RingKey.objects.using(using).exclude(state=RingKey.State.RETIRED):
        if ring.locked and row.name not in OPEN_WHILE_LOCKED:
            continue
        ring.keys[row.name, row.version] = unwrapped(row, provider, ring.deployment)
        if row.state == RingKey.State.ACTIVE:
            ring.active[row.name] = row.version
    for name, version in ring.active.items():
        if version != ring.versions(name)[0]:
            # Somebody wants new work done with a key that was replaced, perhaps because it leaked.
            raise Tampered(f"Version {version} of key {name} was made active again.")
    return ring


def unwrapped(row: Any, provider: root.RootProvider, deployment: bytes) -> bytes:
    """Return the key of one row of the ring. Raises RootKeyError, Tampered."""
    key = provider.unwrap(bytes(row.wrapped), context_of(deployment, row.name, row.version))
    if root.check_value(key) != bytes(row.check_value):
        raise Tampered(f"The check value of key {row.name} version {row.version} does not match.")
    return key


def get(using: str = DEFAULT_DB_ALIAS) -> Ring:
    """Return this process's ring, loaded on first use and again when it was changed."""
    address = _address(using)
    held = _rings.get(address)
    if held is None or _is_behind(held, using):
        with _lock:
            loaded = load(using)
            if not _change_pending(using):
                _rings[address] = loaded
            return loaded
    return held


def _is_behind(held: Ring, using: str) -> bool:
    """Whether the database has another ring than `held`; asked seldom, and never while a change is not committed."""
    now = time.monotonic()
    if now - held.looked_at < settings.VAULT_RING_CHECK_SECONDS or _change_pending(using):
        return False
    link = connections[using].connection
    if link is None or link.closed or link.info.transaction_status == TRANSACTION_STATUS_INERROR:
        return False
    # The driver's own cursor: the look happens by the clock, and must not show in anybody's count of queries.
    with link.cursor() as cursor:
        cursor.execute("SELECT ring_serial FROM vault_deployment WHERE id = 1")
        found = cursor.fetchone()
    held.looked_at = now
    return found is not None and found[0] != held.serial


def _change_pending(using: str) -> bool:
    """Whether this very transaction has changed the ring: what it made may still be rolled back."""
    return any(entry[1] is forget for entry in connections[using].run_on_commit)


@contextmanager
def changing(using: str = DEFAULT_DB_ALIAS) -> Iterator["Deployment"]:
    """One change of the ring, one after another: gives the locked deployment; every process looks again afterwards."""
    from vault.models import Deployment

    with transaction.atomic(using=using):
        described = Deployment.objects.using(using).select_for_update().get()
        transaction.on_commit(forget, using=using)
        yield described
        described.ring_serial += 1
        described.save(using=using, update_fields=["ring_serial", "root_check"])


def key(name: str, version: int, using: str = DEFAULT_DB_ALIAS) -> bytes:
    """Return one key; a version this process does not know yet is looked for once in the database."""
    try:
        return get(using).key(name, version)
    except KeyMissing:
        forget()
        return get(using).key(name, version)


def holds_more_than_locked() -> bool:
    """True when this process has keys unwrapped that a lockdown would not give it."""
    return any(not held.locked and held.keys for held in _rings.values())


def forget() -> None:
    """Drop what is unwrapped in this process."""
    _rings.clear()


@transaction.atomic
def initialise() -> list[str]:
    """Make what is missing of the deployment's row and of the ring; return the names of the keys made.

    Idempotent. Raises RootKeyError if the database was made with another root key.
    """
    from vault.models import Deployment, RingKey

    if not Deployment.objects.exists():
        made = root.provider(settings.VAULT_ROOT_KEY).check_value()
        Deployment.objects.bulk_create(
            [Deployment(id=1, uuid=uuid.uuid4(), root_check=made)], ignore_conflicts=True
        )
    described = Deployment.objects.select_for_update().get()
    provider = root.of_check_value(bytes(described.root_check))
    present = set(RingKey.objects.values_list("name", flat=True))
    missing = [name for name in NAMES if name not in present]
    rows = []
    for name in missing:
        fresh = os.urandom(KEY_BYTES)
        wrapped = provider.wrap(fresh, context_of(described.uuid.bytes, name, 1))
        rows.append(RingKey(name=name, version=1, wrapped=wrapped, check_value=root.check_value(fresh)))
    RingKey.objects.bulk_create(rows)
    forget()
    return missing
