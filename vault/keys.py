"""Keys of scopes, opened for one request or task at a time; and what is derived from the ring.

    with keys.session():        # a request, a task, a command's batch
        ...                     # each scope: one query for its manifest, one for its keys

A session lives in a context variable: never in Django's cache, never pickled, gone with the request.
Without one every call opens what it needs and forgets it again.
"""

import hashlib
import hmac
import os
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import DEFAULT_DB_ALIAS, connections, transaction

from vault import manifest, ring, root
from vault.envelope import KEY_BYTES, KeyMissing, Tampered, length_prefixed
from vault.session import MANIFESTS, Session, dek_context, id_array

__all__ = [
    "Session",
    "audit_codes",
    "audit_mac",
    "audit_mac_version",
    "active_kek",
    "add_generation",
    "current",
    "destroy_scope",
    "index_version",
    "index_versions",
    "keyed_hash",
    "new_scope",
    "scope_digest",
    "scope_state",
    "session",
    "subkey",
]

_current: ContextVar[Session | None] = ContextVar("vault_session", default=None)


@contextmanager
def session() -> Iterator[Session]:
    """Open each scope's keys once until the block ends. Inside another session: that one goes on."""
    outer = _current.get()
    if outer is not None:
        yield outer
        return
    opened = Session()
    token = _current.set(opened)
    try:
        yield opened
    finally:
        _current.reset(token)


def current() -> Session:
    """Return the session of this request or task, or a new one for this call alone."""
    return _current.get() or Session()


def verified(scope: uuid.UUID, payload: bytes, mac: bytes, using: str) -> manifest.Sealed:
    """Return a manifest read from its table; raise Tampered if it is not what was written."""
    return current().verified(scope, payload, mac, using)


def authenticated(changed: manifest.Manifest, using: str) -> tuple[bytes, bytes]:
    """Return payload and authenticator of a manifest as they are stored."""
    version, _ = current().ring(using).current("manifest")
    payload = changed.payload(version)
    return payload, authenticator(manifest.Sealed(changed.scope, payload), using)


def authenticator(known: manifest.Sealed, using: str) -> bytes:
    """Return what proves a manifest whose payload names the active key to be of this deployment."""
    held = current().ring(using)
    return manifest.authenticate(held.current("manifest")[1], held.deployment, known.scope, known.payload)


def lock(scope: uuid.UUID, using: str = DEFAULT_DB_ALIAS) -> manifest.Manifest:
    """Lock and return the manifest of a scope, to be changed and given to `store`. See `lock_sealed`."""
    return lock_sealed(scope, None, using).parse()


def lock_sealed(scope: uuid.UUID, key_class: str | None, using: str) -> manifest.Sealed:
    """Lock and return the manifest of a scope, made if there is none; its keys of a class are read along.

    Every writer of a scope passes here first, so that what the manifest says and what the rows hold
    change together. Needs a transaction.
    """
    for _ in range(2):
        if (known := current().lock(scope, key_class, using)) is not None:
            return known
        fresh = manifest.Manifest(scope)
        payload, mac = authenticated(fresh, using)
        with connections[using].cursor() as cursor:
            cursor.execute(
                "INSERT INTO vault_manifest (scope, payload, mac) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
                [scope, payload, mac],
            )
            if cursor.rowcount == 1:
                known = manifest.Sealed(scope, payload)
                current().remember(known)
                return known
    raise Tampered("The manifest of a scope comes and goes.")


def lock_many(scopes: Iterable[uuid.UUID], using: str) -> dict[uuid.UUID, manifest.Manifest]:
    """Lock and return the manifests of those of `scopes` that have one. Always in the same order."""
    with connections[using].cursor() as cursor:
        cursor.execute(MANIFESTS + " ORDER BY scope FOR UPDATE", [id_array(scopes)])
        found = [
            (scope, verified(scope, bytes(payload), bytes(mac), using))
            for scope, payload, mac in cursor.fetchall()
        ]
    for _, known in found:
        current().remember(known)
    return {scope: known.parse() for scope, known in found}


def store(changed: manifest.Manifest, using: str = DEFAULT_DB_ALIAS) -> None:
    """Write a manifest that `lock` gave, one state further."""
    changed.serial += 1
    payload, mac = authenticated(changed, using)
    with connections[using].cursor() as cursor:
        cursor.execute(
            "UPDATE vault_manifest SET payload = %s, mac = %s WHERE scope = %s", [payload, mac, changed.scope]
        )
    current().remember(manifest.Sealed(changed.scope, payload))


def active_kek(key_class: str, using: str) -> tuple[int, bytes]:
    """Return version and key that wrap new keys of a class, and keep them active until the transaction ends.

    A rotation that is about to begin waits for this transaction, and this one for a rotation that has begun:
    once it has, nothing is wrapped with the old key any more, by whichever process.
    """
    name = f"kek.{key_class}"
    with connections[using].cursor() as cursor:
        for _ in range(3):  # none is found while another one takes its place
            cursor.execute(
                "SELECT version FROM vault_ringkey WHERE name = %s AND state = 'active' FOR SHARE", [name]
            )
            if (found := cursor.fetchone()) is not None:
                return int(found[0]), current().ring_key(name, int(found[0]), using)
    raise KeyMissing(f"The ring has no active key {name}.")


def make_dek(
    scope: uuid.UUID, key_class: str, generation: int, using: str, kek: tuple[int, bytes] | None = None
) -> tuple[bytes, int, bytes]:
    """Return a fresh key of a scope, the version of the key that wraps it, and its wrapped form.

    `kek` is what `active_kek` gave in this transaction, where the caller makes many.
    """
    dek = os.urandom(KEY_BYTES)
    version, wrapping = kek or active_kek(key_class, using)
    bound = dek_context(current().ring(using).deployment, scope, key_class, generation)
    return dek, version, root.wrap_key(wrapping, dek, bound)


def must_live(locked: manifest.Listing) -> None:
    """Raise KeyMissing for an erased scope: nothing is ever written into one again."""
    if locked.is_destroyed():
        raise KeyMissing("The keys of this scope were destroyed.")


def generation_for_writing(locked: manifest.Sealed, key_class: str, opened: Session, using: str) -> int:
    """Return the generation that new envelopes of a class are sealed with; make the key on first use.

    What the session remembers of the scope lists it then; the caller writes the manifest's next state.
    """
    must_live(locked)
    if generation := locked.newest_generation(key_class):
        return generation
    changed = locked.parse()
    generation = add_generation(changed, key_class, 1, opened, using)
    opened.remember(manifest.Sealed(locked.scope, authenticated(changed, using)[0]))
    return generation


def add_generation(
    locked: manifest.Manifest, key_class: str, generation: int, opened: Session, using: str
) -> int:
    """Make one key of a locked scope, listed in its manifest (which the caller stores); return its generation."""
    dek, version, wrapped = make_dek(locked.scope, key_class, generation, using)
    with connections[using].cursor() as cursor:
        cursor.execute(
            "INSERT INTO vault_scopekey (scope, key_class, generation, kek_version, wrapped)"
            " VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
            [locked.scope, key_class, generation, version, wrapped],
        )
        if cursor.rowcount != 1:
            raise Tampered(f"A scope has a {key_class} key that its manifest does not list.")
    locked.keys[key_class, generation] = root.check_value(dek)
    opened.add_key(locked.scope, key_class, generation, dek)
    return generation


@transaction.atomic
def new_scope(scope: uuid.UUID) -> None:
    """Make the manifest of a scope. Optional: the first row saved in a scope does it."""
    lock(scope)


@transaction.atomic
def destroy_scope(scope: uuid.UUID, using: str = DEFAULT_DB_ALIAS) -> int:
    """Delete every key of a scope and return how many: what they sealed can never be opened again.

    Its rows become KeyMissing and nothing can be written into it any more. Works on a scope whose
    manifest was tampered with, too: erasure must not depend on what a forger left.
    """
    try:
        locked = lock(scope, using)
    except Tampered:
        locked = manifest.Manifest(scope)
    locked.destroyed = True
    # Rows that stay for their coded columns hold nothing sealed any more: none is listed.
    locked.rows.clear()
    locked.keys.clear()
    store(locked, using)
    with connections[using].cursor() as cursor:
        cursor.execute("DELETE FROM vault_scopekey WHERE scope = %s", [scope])
        destroyed = int(cursor.rowcount)
    current().forget(scope)
    return destroyed


def scope_digest(scope: uuid.UUID, using: str = DEFAULT_DB_ALIAS) -> bytes:
    """Return the SHA-256 that stands for the present state of a whole scope (for audit events).

    Which key authenticates the manifest is left out: a rotation of that key changes nothing of the scope.
    """
    return manifest.state_of(current().manifest_of(scope, using).payload)[1]


def scope_state(scope: uuid.UUID, using: str = DEFAULT_DB_ALIAS) -> tuple[int, str] | None:
    """Return serial and digest of a scope's present state (for audit events); None where nothing was sealed yet."""
    try:
        serial, digest = manifest.state_of(current().manifest_of(scope, using).payload)
    except Tampered:
        return None
    return serial, digest.hex()


def audit_mac(data: bytes, version: int | None = None) -> bytes:
    """Return the 32 bytes that authenticate an audit event, by the active key or an older one."""
    if version is None:
        version = audit_mac_version()
    return hmac.digest(ring.key("audit", version), length_prefixed(b"audit", data), hashlib.sha256)


def audit_codes() -> Callable[[bytes, int], bytes]:
    """Return `audit_mac` for checking many events: each version's key is asked of the ring once."""
    held: dict[int, bytes] = {}

    def code_of(data: bytes, version: int) -> bytes:
        key = held.get(version)
        if key is None:
            key = held[version] = ring.key("audit", version)
        return hmac.digest(key, length_prefixed(b"audit", data), hashlib.sha256)

    return code_of


def audit_mac_version() -> int:
    """Return which version of its key `audit_mac` uses now."""
    return ring.get().current("audit")[0]


def keyed_hash(label: str, data: bytes | str) -> bytes:
    """Return 32 bytes that stand for `data` under `label`, of no use to anybody without the ring."""
    raw = data.encode() if isinstance(data, str) else data
    return hmac.digest(ring.get().current("hash")[1], length_prefixed(label.encode(), raw), hashlib.sha256)


def subkey(index: str, version: int | None = None) -> bytes:
    """Return the key of one blind index, by the active version of the indexes' key or another one."""
    held = ring.get()
    return held.index_key(index, held.current("index")[0] if version is None else version)


def index_version() -> int:
    """Return which version of the indexes' key makes new tags."""
    return ring.get().current("index")[0]


def index_versions() -> list[int]:
    """Return the versions whose tags may still be stored, the newest first: a query asks for all of them."""
    return ring.get().versions("index")
