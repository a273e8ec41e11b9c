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
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.db import DEFAULT_DB_ALIAS, connections, transaction

from vault import manifest, ring, root
from vault.envelope import KEY_BYTES, KeyMissing, Tampered, length_prefixed
from vault.ring import Ring

__all__ = [
    "Session",
    "audit_mac",
    "audit_mac_version",
    "current",
    "destroy_scope",
    "keyed_hash",
    "new_scope",
    "scope_digest",
    "session",
    "subkey",
]

_INDEX_LABEL: Final = b"index"
_MANIFESTS: Final = "SELECT scope, payload, mac FROM vault_manifest WHERE scope = ANY(%s::uuid[])"
_KEYS: Final = "SELECT scope, key_class, generation, kek_version, wrapped FROM vault_scopekey WHERE scope = ANY(%s::uuid[])"


def derive(key: bytes, info: bytes) -> bytes:
    """Return the key that HKDF-SHA256 derives from `key` for the purpose `info`."""
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(key)


def dek_context(deployment: bytes, scope: uuid.UUID, key_class: str, generation: int) -> bytes:
    """Return what the wrapping of a scope's key is bound to."""
    return length_prefixed(b"dek", deployment, scope.bytes, key_class.encode(), generation.to_bytes(4, "big"))


def _array(scopes: Iterable[uuid.UUID]) -> str:
    """Return PostgreSQL's text of a list of ids: many times faster than having each one adapted."""
    return "{" + ",".join(map(str, scopes)) + "}"


class Session:
    """Manifests and keys of scopes, opened once each. Use `current()`; never keep one."""

    def __init__(self) -> None:
        self._rings: dict[str, Ring] = {}
        self._manifests: dict[uuid.UUID, manifest.Sealed] = {}
        self._wrapped: dict[uuid.UUID, dict[tuple[str, int], tuple[int, bytes]]] = {}
        self._deks: dict[tuple[uuid.UUID, str, int], bytes] = {}
        # What vault/indexes.py has worked out of names: it goes with the session, as all plaintext does.
        self.words: dict[str, str] = {}
        self.expanded: dict[str, frozenset[str]] = {}
        self._sections: dict[tuple[uuid.UUID, str, int, str, bytes], bytes] = {}

    def __reduce__(self) -> str:
        raise TypeError("A vault session is never pickled.")

    def ring(self, using: str) -> Ring:
        """Return the ring of a database as this session first saw it."""
        known = self._rings.get(using)
        if known is None:
            known = self._rings[using] = ring.get(using)
        return known

    def ring_key(self, name: str, version: int, using: str) -> bytes:
        """Return one key of the ring; one that another process has just made is fetched."""
        known = self.ring(using).keys.get((name, version))
        return ring.key(name, version, using) if known is None else known

    def preload(self, scopes: Iterable[uuid.UUID], using: str = DEFAULT_DB_ALIAS) -> None:
        """Fetch manifests and wrapped keys of many scopes in one query each."""
        wanted = list(set(scopes))
        if unknown := [scope for scope in wanted if scope not in self._manifests]:
            self.fetch_manifests(unknown, using)
        if unknown := [scope for scope in wanted if scope not in self._wrapped]:
            self._fetch_keys(unknown, using)

    def fetch_manifests(self, scopes: list[uuid.UUID], using: str) -> None:
        """Read and verify manifests anew; scopes without one are left out."""
        with connections[using].cursor() as cursor:
            cursor.execute(_MANIFESTS, [_array(scopes)])
            for scope, payload, mac in cursor.fetchall():
                self._manifests[scope] = verified(scope, bytes(payload), bytes(mac), using)

    def manifest_of(self, scope: uuid.UUID, using: str, *, fresh: bool = False) -> manifest.Sealed:
        """Return the manifest of a scope. Raises Tampered: sealed rows without a manifest are not believed."""
        if fresh or scope not in self._manifests:
            self._manifests.pop(scope, None)
            self.fetch_manifests([scope], using)
        try:
            return self._manifests[scope]
        except KeyError:
            raise Tampered("A scope has lost its manifest.") from None

    def remember(self, known: manifest.Sealed) -> None:
        """Take over a manifest just read under lock, or just written."""
        self._manifests[known.scope] = known

    def add_key(self, scope: uuid.UUID, key_class: str, generation: int, dek: bytes) -> None:
        """Take over a key just made. It counts only as long as the scope's manifest lists it."""
        self._deks[scope, key_class, generation] = dek

    def forget(self, scope: uuid.UUID) -> None:
        """Drop everything known of a scope."""
        self._manifests.pop(scope, None)
        self._wrapped.pop(scope, None)
        self._deks = {name: key for name, key in self._deks.items() if name[0] != scope}
        self._sections = {name: key for name, key in self._sections.items() if name[0] != scope}

    def _fetch_keys(self, scopes: list[uuid.UUID], using: str) -> None:
        for scope in scopes:
            self._wrapped[scope] = {}
        with connections[using].cursor() as cursor:
            cursor.execute(_KEYS, [_array(scopes)])
            for scope, key_class, generation, version, wrapped in cursor.fetchall():
                self._wrapped[scope][key_class, generation] = (version, bytes(wrapped))

    @staticmethod
    def _check(listed: manifest.Listing, key_class: str, generation: int) -> bytes:
        check = listed.key_check(key_class, generation)
        if listed.is_destroyed() or check is None:
            raise KeyMissing(f"The scope has no {key_class} key of generation {generation}.")
        return check

    def _dek(self, scope: uuid.UUID, key_class: str, generation: int, check: bytes, using: str) -> bytes:
        """Return one key of a scope; raise Tampered if it is not the one whose check value is listed."""
        known = self._deks.get((scope, key_class, generation))
        if known is None or root.check_value(known) != check:
            known = self._unwrap(scope, key_class, generation, using)
            if root.check_value(known) != check:
                raise Tampered(f"The {key_class} key of a scope is not the one its manifest lists.")
            self.add_key(scope, key_class, generation, known)
        return known

    def _unwrap(self, scope: uuid.UUID, key_class: str, generation: int, using: str) -> bytes:
        if (key_class, generation) not in self._wrapped.get(scope, {}):
            self._fetch_keys([scope], using)
        try:
            version, wrapped = self._wrapped[scope][key_class, generation]
        except KeyError:
            raise KeyMissing(f"The {key_class} key of a scope is gone.") from None
        kek = self.ring_key(f"kek.{key_class}", version, using)
        bound = dek_context(self.ring(using).deployment, scope, key_class, generation)
        try:
            return root.unwrap_key(kek, wrapped, bound)
        except InvalidTag:
            raise Tampered(f"The wrapped {key_class} key of a scope is damaged.") from None

    def section_key(
        self, listed: manifest.Listing, key_class: str, generation: int, section: str, using: str
    ) -> bytes:
        """Return the key that seals one section of a scope. Raises KeyMissing, Tampered.

        Kept under its parent's check value: a key made in a transaction that was rolled back is not used.
        """
        check = self._check(listed, key_class, generation)
        name = (listed.scope, key_class, generation, section, check)
        known = self._sections.get(name)
        if known is None:
            dek = self._dek(listed.scope, key_class, generation, check, using)
            known = self._sections[name] = derive(dek, b"sec" + section.encode())
        return known


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
    opened = current()
    key = opened.ring_key("manifest", manifest.ring_version(payload), using)
    return manifest.verify(key, opened.ring(using).deployment, scope, payload, mac)


def authenticated(changed: manifest.Manifest, using: str) -> tuple[bytes, bytes]:
    """Return payload and authenticator of a manifest as they are stored."""
    held = current().ring(using)
    version, key = held.current("manifest")
    payload = changed.payload(version)
    return payload, manifest.authenticate(key, held.deployment, changed.scope, payload)


def lock(scope: uuid.UUID, using: str = DEFAULT_DB_ALIAS) -> manifest.Manifest:
    """Lock and return the manifest of a scope, made if there is none. Needs a transaction.

    Every writer of a scope passes here first, so that what the manifest says and what the rows hold
    change together.
    """
    with connections[using].cursor() as cursor:
        for _ in range(2):
            cursor.execute("SELECT payload, mac FROM vault_manifest WHERE scope = %s FOR UPDATE", [scope])
            if (found := cursor.fetchone()) is not None:
                known = verified(scope, bytes(found[0]), bytes(found[1]), using)
                current().remember(known)
                return known.parse()
            fresh = manifest.Manifest(scope)
            cursor.execute(
                "INSERT INTO vault_manifest (scope, payload, mac) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
                [scope, *authenticated(fresh, using)],
            )
            if cursor.rowcount == 1:
                return fresh
    raise Tampered("The manifest of a scope comes and goes.")


def lock_many(scopes: Iterable[uuid.UUID], using: str) -> dict[uuid.UUID, manifest.Manifest]:
    """Lock and return the manifests of those of `scopes` that have one. Always in the same order."""
    with connections[using].cursor() as cursor:
        cursor.execute(_MANIFESTS + " ORDER BY scope FOR UPDATE", [_array(scopes)])
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


def make_dek(scope: uuid.UUID, key_class: str, generation: int, using: str) -> tuple[bytes, int, bytes]:
    """Return a fresh key of a scope, the version of the key that wraps it, and its wrapped form."""
    dek = os.urandom(KEY_BYTES)
    held = current().ring(using)
    version, kek = held.current(f"kek.{key_class}")
    bound = dek_context(held.deployment, scope, key_class, generation)
    return dek, version, root.wrap_key(kek, dek, bound)


def must_live(locked: manifest.Manifest) -> None:
    """Raise KeyMissing for an erased scope: nothing is ever written into one again."""
    if locked.destroyed:
        raise KeyMissing("The keys of this scope were destroyed.")


def generation_for_writing(locked: manifest.Manifest, key_class: str, opened: Session, using: str) -> int:
    """Return the generation that new envelopes of a class are sealed with; make the key on first use."""
    must_live(locked)
    if generation := locked.newest_generation(key_class):
        return generation
    dek, version, wrapped = make_dek(locked.scope, key_class, 1, using)
    with connections[using].cursor() as cursor:
        cursor.execute(
            "INSERT INTO vault_scopekey (scope, key_class, generation, kek_version, wrapped)"
            " VALUES (%s, %s, 1, %s, %s) ON CONFLICT DO NOTHING",
            [locked.scope, key_class, version, wrapped],
        )
        if cursor.rowcount != 1:
            raise Tampered(f"A scope has a {key_class} key that its manifest does not list.")
    locked.keys[key_class, 1] = root.check_value(dek)
    opened.add_key(locked.scope, key_class, 1, dek)
    return 1


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
    store(locked, using)
    with connections[using].cursor() as cursor:
        cursor.execute("DELETE FROM vault_scopekey WHERE scope = %s", [scope])
        destroyed = int(cursor.rowcount)
    current().forget(scope)
    return destroyed


def scope_digest(scope: uuid.UUID, using: str = DEFAULT_DB_ALIAS) -> bytes:
    """Return the SHA-256 that stands for the present state of a whole scope (for audit events)."""
    return hashlib.sha256(current().manifest_of(scope, using).payload).digest()


def audit_mac(data: bytes, version: int | None = None) -> bytes:
    """Return the 32 bytes that authenticate an audit event, by the active key or an older one."""
    if version is None:
        version = audit_mac_version()
    return hmac.digest(ring.key("audit", version), length_prefixed(b"audit", data), hashlib.sha256)


def audit_mac_version() -> int:
    """Return which version of its key `audit_mac` uses now."""
    return ring.get().current("audit")[0]


def keyed_hash(label: str, data: bytes | str) -> bytes:
    """Return 32 bytes that stand for `data` under `label`, of no use to anybody without the ring."""
    raw = data.encode() if isinstance(data, str) else data
    return hmac.digest(ring.get().current("hash")[1], length_prefixed(label.encode(), raw), hashlib.sha256)


def subkey(index: str) -> bytes:
    """Return the key of one blind index."""
    _, key = ring.get().current("index")
    return hmac.digest(key, length_prefixed(_INDEX_LABEL, index.encode()), hashlib.sha256)
