"""What one request or task has opened: manifests and keys of scopes, and what was worked out of names.

Never in Django's cache, never pickled, gone with the request. Ask `vault.keys.current()` for it.
"""

import hashlib
import hmac
import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import DEFAULT_DB_ALIAS, connections

from vault import manifest, ring, root
from vault.drawer import Drawer
from vault.envelope import KEY_BYTES, KeyMissing, Place, Tampered, length_prefixed
from vault.ring import Ring

if TYPE_CHECKING:
    from vault.sealed import SealedModel

MANIFESTS: Final = "SELECT scope, payload, mac FROM vault_manifest WHERE scope = ANY(%s::uuid[])"
# Rows say which of the scopes asked for is meant by its place in the list: a search reads a thousand, and making an
# identifier of each text costs as much as opening what it names.
_ASKED: Final = "FROM unnest(%s::uuid[]) WITH ORDINALITY AS asked (scope, place)"
_MANIFESTS_OF: Final = (
    f"SELECT place, payload, mac {_ASKED} JOIN vault_manifest USING (scope)"  # our own words
)
_KEYS_OF: Final = (
    f"SELECT place, key_class, generation, kek_version, wrapped {_ASKED} JOIN vault_scopekey USING (scope)"
)
_ONE: Final = "SELECT m.payload, m.mac FROM vault_manifest m WHERE m.scope = %s"
_ONE_WITH_KEYS: Final = (
    "SELECT m.payload, m.mac, k.generation, k.kek_version, k.wrapped FROM vault_manifest m"
    " LEFT JOIN vault_scopekey k ON k.key_class = %s AND k.scope = m.scope WHERE m.scope = %s"
)
# Somebody else may have made keys while this waited for the lock: what is missing then is fetched where it is needed.
_LOCKED: Final = " FOR UPDATE OF m"


def derive(key: bytes, info: bytes) -> bytes:
    """Return the key that HKDF-SHA256 derives from `key` for the purpose `info`, without a salt.

    Its two steps in the standard library: a search derives hundreds of keys, and the general function costs
    several times as much for one block.
    """
    extracted = hmac.digest(bytes(KEY_BYTES), key, hashlib.sha256)
    return hmac.digest(extracted, info + b"\x01", hashlib.sha256)


def dek_context(deployment: bytes, scope: uuid.UUID, key_class: str, generation: int) -> bytes:
    """Return what the wrapping of a scope's key is bound to."""
    return length_prefixed(b"dek", deployment, scope.bytes, key_class.encode(), generation.to_bytes(4, "big"))


def id_array(scopes: Iterable[uuid.UUID]) -> str:
    """Return PostgreSQL's text of a list of ids: many times faster than having each one adapted."""
    return "{" + ",".join(map(str, scopes)) + "}"


class Session:
    """Manifests and keys of scopes, opened once each. Use `current()`; never keep one."""

    def __init__(self) -> None:
        self._rings: dict[str, Ring] = {}
        self._manifests: dict[uuid.UUID, manifest.Sealed] = {}
        self._wrapped: dict[uuid.UUID, dict[tuple[str, int], tuple[int, bytes]]] = {}
        self._deks: dict[tuple[uuid.UUID, str, int], bytes] = {}
        self._ciphers: dict[tuple[str, int, str], AESGCM] = {}
        # What vault/indexes.py has worked out of names: it goes with the session, as all plaintext does.
        self.words: dict[str, str] = {}
        self.expanded: dict[str, frozenset[str]] = {}
        self._sections: dict[tuple[uuid.UUID, str, int, str, bytes], bytes] = {}
        # By the number of the scope's id: a UUID works out its hash in Python, once for every row of a list.
        self._drawers: dict[int, dict[tuple[type[Any], str], Drawer]] = {}

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
            cursor.execute(_MANIFESTS_OF, [id_array(scopes)])
            for place, payload, mac in cursor.fetchall():
                scope = scopes[place - 1]
                self.remember(self.verified(scope, bytes(payload), bytes(mac), using))

    def verified(self, scope: uuid.UUID, payload: bytes, mac: bytes, using: str) -> manifest.Sealed:
        """Return a manifest read from its table; raise Tampered if it is not what was written."""
        key = self.ring_key("manifest", manifest.ring_version(payload), using)
        return manifest.verify(key, self.ring(using).deployment, scope, payload, mac)

    def manifest_of(self, scope: uuid.UUID, using: str, *, fresh: bool = False) -> manifest.Sealed:
        """Return the manifest of a scope. Raises Tampered: sealed rows without a manifest are not believed."""
        known = None if fresh else self._manifests.get(scope)
        if known is not None:
            return known
        self._manifests.pop(scope, None)
        self._drawers.pop(scope.int, None)
        self.fetch_manifests([scope], using)
        try:
            return self._manifests[scope]
        except KeyError:
            raise Tampered("A scope has lost its manifest.") from None

    def lock(self, scope: uuid.UUID, key_class: str | None, using: str) -> manifest.Sealed | None:
        """Lock, verify and remember the manifest of a scope, None if it has none. Needs a transaction.

        The keys of `key_class` come along, unless they are here already.
        """
        return self._read(scope, key_class, _LOCKED, using)

    def _read(
        self, scope: uuid.UUID, key_class: str | None, locked: str, using: str
    ) -> manifest.Sealed | None:
        """One scope's manifest, and the keys of one class, in one statement."""
        with connections[using].cursor() as cursor:
            if key_class is None or scope in self._wrapped:
                cursor.execute(_ONE + locked, [scope])
                found = cursor.fetchall()
            else:
                cursor.execute(_ONE_WITH_KEYS + locked, [key_class, scope])
                found = cursor.fetchall()
                self._wrapped[scope] = {
                    (key_class, row[2]): (row[3], bytes(row[4])) for row in found if row[2] is not None
                }
        if not found:
            return None
        known = self.verified(scope, bytes(found[0][0]), bytes(found[0][1]), using)
        self.remember(known)
        return known

    def remember(self, known: manifest.Sealed) -> None:
        """Take over a manifest just read under lock, or just written."""
        self._manifests[known.scope] = known
        self._drawers.pop(known.scope.int, None)

    def place_of(self, row: "SealedModel", using: str) -> Place:
        """Return where the envelope of `row` belongs."""
        return Place(
            deployment=self.ring(using).deployment,
            table=row.sealed_place(),
            scope=row.vault_scope(),
            row=row.pk,
            section=row.Sealed.section,
        )

    def drawer(self, row: "SealedModel", using: str) -> Drawer:
        """Return what opens and seals `row` and the rows like it in its scope. Raises Tampered, KeyMissing."""
        kind = (type(row), row.sealed_key_class())
        try:
            return self._drawers[row.vault_scope().int][kind]
        except KeyError:
            place = self.place_of(row, using)
            if place.scope not in self._manifests:
                self._read(place.scope, kind[1], "", using)
            made = Drawer(self, self.manifest_of(place.scope, using), place, kind[1], using)
            self._drawers.setdefault(place.scope.int, {})[kind] = made
            return made

    def add_key(self, scope: uuid.UUID, key_class: str, generation: int, dek: bytes) -> None:
        """Take over a key just made. It counts only as long as the scope's manifest lists it."""
        self._deks[scope, key_class, generation] = dek

    def forget(self, scope: uuid.UUID) -> None:
        """Drop everything known of a scope."""
        self._manifests.pop(scope, None)
        self._drawers.pop(scope.int, None)
        self._wrapped.pop(scope, None)
        self._deks = {name: key for name, key in self._deks.items() if name[0] != scope}
        self._sections = {name: key for name, key in self._sections.items() if name[0] != scope}

    def _fetch_keys(self, scopes: list[uuid.UUID], using: str) -> None:
        found: list[dict[tuple[str, int], tuple[int, bytes]]] = [{} for _ in scopes]
        with connections[using].cursor() as cursor:
            cursor.execute(_KEYS_OF, [id_array(scopes)])
            for place, key_class, generation, version, wrapped in cursor.fetchall():
                found[place - 1][key_class, generation] = (version, bytes(wrapped))
        self._wrapped.update(zip(scopes, found, strict=True))

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
        held = self._wrapped.get(scope, {}).get((key_class, generation))
        if held is None:
            self._fetch_keys([scope], using)
            held = self._wrapped[scope].get((key_class, generation))
        if held is None:
            raise KeyMissing(f"The {key_class} key of a scope is gone.")
        version, wrapped = held
        bound = dek_context(self.ring(using).deployment, scope, key_class, generation)
        try:
            return root.unwrap_with(self._cipher(key_class, version, using), wrapped, bound)
        except InvalidTag:
            raise Tampered(f"The wrapped {key_class} key of a scope is damaged.") from None

    def _cipher(self, key_class: str, version: int, using: str) -> AESGCM:
        """Return the cipher of a key that wraps others: made once for a search's thousand keys."""
        known = self._ciphers.get((key_class, version, using))
        if known is None:
            kek = self.ring_key(f"kek.{key_class}", version, using)
            known = self._ciphers[key_class, version, using] = AESGCM(kek)
        return known

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
