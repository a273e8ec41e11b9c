"""The rows that one table has in one scope, as one session finds, opens and seals them.

What they have in common is worked out once: what the manifest says of them, their ciphers, and the front of
what each envelope is bound to. A drawer is of one state of the manifest; its session makes another one when
that changes.
"""

from hashlib import sha256
from typing import TYPE_CHECKING, Final

from vault import envelope, manifest
from vault.envelope import Cipher, KeyMissing, Place

if TYPE_CHECKING:
    from vault.session import Session

_GENERATION: Final = slice(2, 6)
_VERSION: Final = slice(6, 10)


class Drawer:
    """Of the scope that `listed` describes: its rows of one place and section, sealed by one key class.

    Raises KeyMissing where the scope's keys were destroyed.
    """

    __slots__ = ("_before", "_ciphers", "_key_class", "_payload", "_place", "_session", "_using", "listed")

    def __init__(
        self, session: "Session", listed: manifest.Sealed, place: Place, key_class: str, using: str
    ) -> None:
        if listed.is_destroyed():
            raise KeyMissing("The keys of this scope were destroyed.")
        self.listed = listed
        self._session, self._place, self._key_class, self._using = session, place, key_class, using
        self._payload = listed.payload
        self._before = manifest.name_of(place.table)
        self._ciphers: dict[bytes, Cipher] = {}

    def lists(self, row: bytes, raw: bytes) -> bool:
        """Whether the manifest lists these very bytes as the envelope of the row with this id.

        A line is sought as the bytes it consists of. They hold a digest: nothing else is the same.
        """
        return self._before + row + raw[_VERSION] + sha256(raw).digest() in self._payload

    def open(self, row: bytes, raw: bytes) -> bytes:
        """Return the content of an envelope. Raises Tampered, KeyMissing or FormatTooOld."""
        cipher = self._ciphers.get(raw[_GENERATION]) or self.cipher(envelope.read_header(raw).generation)
        return cipher.open(row, raw)

    def cipher(self, generation: int) -> Cipher:
        """Return the cipher of one of the scope's keys. Raises KeyMissing, Tampered."""
        key = self._session.section_key(
            self.listed, self._key_class, generation, self._place.section, self._using
        )
        made = self._ciphers[generation.to_bytes(4, "big")] = Cipher(key, self._place)
        return made
