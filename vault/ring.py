"""The ring: the few keys that the root wraps, unwrapped once per process.

kek.<class>  wraps the keys of scopes, one per key class
manifest     authenticates manifests
index        the blind indexes' key, from which each index derives its own
audit        authenticates audit events
hash         keyed hashes of sessions and addresses
ledger       authenticates the erasure ledger (never retired: the ledger outlives every backup)
"""

import os
import threading
import uuid
from dataclasses import dataclass, field
from typing import Final

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, transaction

from vault import root
from vault.envelope import KEY_BYTES, KeyMissing, Tampered, length_prefixed

KEY_CLASSES: Final = ("identity", "general", "location", "evidence", "audit_detail", "export", "account")
NAMES: Final = (*(f"kek.{name}" for name in KEY_CLASSES), "manifest", "index", "audit", "hash", "ledger")


class NotInitialised(KeyMissing):
    """`manage.py init_vault` has not run on this database."""


@dataclass(slots=True)
class Ring:
    """The keys of one database, by name and version; `active` says which version new work uses."""

    deployment: bytes
    keys: dict[tuple[str, int], bytes] = field(default_factory=dict)
    active: dict[str, int] = field(default_factory=dict)

    def key(self, name: str, version: int) -> bytes:
        """Return one key; raise KeyMissing where this ring does not hold it (and never try another)."""
        try:
            return self.keys[name, version]
        except KeyError:
            raise KeyMissing(f"The key {name} version {version} is not on the ring.") from None

    def current(self, name: str) -> tuple[int, bytes]:
        """Return version and key that new work uses."""
        version = self.active.get(name)
        if version is None:
            raise KeyMissing(f"The ring has no active key {name}.")
        return version, self.keys[name, version]


_rings: dict[tuple[str, ...], Ring] = {}
_lock = threading.Lock()


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
    provider = root.provider(settings.VAULT_ROOT_KEY)
    if provider.check_value() != bytes(described.root_check):
        raise root.RootKeyError("The root key is not the one this database was made with.")
    ring = Ring(deployment=described.uuid.bytes)
    for row in RingKey.objects.using(using).exclude(state=RingKey.State.RETIRED):
        key = provider.unwrap(bytes(row.wrapped), context_of(ring.deployment, row.name, row.version))
        if root.check_value(key) != bytes(row.check_value):
            raise Tampered(f"The check value of key {row.name} version {row.version} does not match.")
        ring.keys[row.name, row.version] = key
        if row.state == RingKey.State.ACTIVE:
            ring.active[row.name] = row.version
    return ring


def get(using: str = DEFAULT_DB_ALIAS) -> Ring:
    """Return this process's ring, loaded on first use."""
    address = _address(using)
    ring = _rings.get(address)
    if ring is None:
        with _lock:
            ring = _rings.get(address) or load(using)
            _rings[address] = ring
    return ring


def key(name: str, version: int, using: str = DEFAULT_DB_ALIAS) -> bytes:
    """Return one key; a version this process does not know yet is looked for once in the database."""
    try:
        return get(using).key(name, version)
    except KeyMissing:
        forget()
        return get(using).key(name, version)


def forget() -> None:
    """Drop what is unwrapped in this process."""
    _rings.clear()


@transaction.atomic
def initialise() -> list[str]:
    """Make what is missing of the deployment's row and of the ring; return the names of the keys made.

    Idempotent. Raises RootKeyError if the database was made with another root key.
    """
    from vault.models import Deployment, RingKey

    provider = root.provider(settings.VAULT_ROOT_KEY)
    Deployment.objects.bulk_create(
        [Deployment(id=1, uuid=uuid.uuid4(), root_check=provider.check_value())], ignore_conflicts=True
    )
    described = Deployment.objects.select_for_update().get()
    if bytes(described.root_check) != provider.check_value():
        raise root.RootKeyError("The root key is not the one this database was made with.")
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
