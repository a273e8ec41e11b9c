"""The bytes: what an envelope looks like, what it is bound to, how its length is hidden.

    envelope  = format(1) ‖ algorithm(1) ‖ generation(4) ‖ version(4) ‖ nonce(12) ‖ ciphertext and tag
    plaintext = content ‖ 0x80 ‖ zeros, up to 256, 512, 1024, 2048, then multiples of 1024

The associated data name the place an envelope belongs to. Every part carries its length, so that no
two lists of parts are ever the same bytes. Nothing here returns stored bytes: a caller gets the
plaintext that was sealed for exactly this place, or an exception.
"""

import os
import struct
import uuid
from functools import lru_cache
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FORMAT: Final = 1
# The oldest format that this version of the house can read at all; `require_format` asks for more.
MINIMUM_FORMAT: Final = 1
AES_256_GCM: Final = 1
KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
TAG_BYTES: Final = 16
HEADER: Final = struct.Struct(">BBII")
HEADER_BYTES: Final = HEADER.size + NONCE_BYTES
SMALL_BUCKETS: Final = (256, 512, 1024, 2048)
LARGE_STEP: Final = 1024
_LENGTH: Final = struct.Struct(">I").pack
_MARK: Final = b"\x80"
_ID: Final = _LENGTH(16)
# Version, generation and algorithm, each behind its length.
_VERSIONS: Final = struct.Struct(">IQIIIB")


class VaultError(Exception):
    """Something sealed cannot be read or written. The message names places, never content."""


class Tampered(VaultError):
    """The bytes are not what was sealed for this place: changed, moved, rolled back, emptied or cut."""


class KeyMissing(VaultError):
    """The key this was sealed with is not there: erased, lost, or of another installation."""


class FormatTooOld(VaultError):
    """The envelope has a format or an algorithm that this version no longer (or not yet) reads."""


class Place(NamedTuple):
    """Where an envelope belongs. `table` is the model's stable place name, `scope` whose keys seal it."""

    deployment: bytes
    table: str
    scope: uuid.UUID
    row: uuid.UUID
    section: str


class Header(NamedTuple):
    """The part of an envelope that is read before any key is chosen."""

    generation: int
    version: int
    algorithm: int


def length_prefixed(*parts: bytes) -> bytes:
    """Join `parts`, each behind its length: two different lists never give the same bytes."""
    return b"".join([piece for part in parts for piece in (_LENGTH(len(part)), part)])


@lru_cache(maxsize=1024)
def _common(*parts: bytes) -> bytes:
    """As `length_prefixed`, of names that come back with every row."""
    return length_prefixed(*parts)


def padded_length(content: int) -> int:
    """Return the bucket that hides how long `content` bytes are (one byte more marks their end)."""
    needed = content + 1
    for bucket in SMALL_BUCKETS:
        if needed <= bucket:
            return bucket
    return -(-needed // LARGE_STEP) * LARGE_STEP


def pad(content: bytes) -> bytes:
    """Return `content` with its end marked and filled up to its bucket."""
    return (content + _MARK).ljust(padded_length(len(content)), b"\0")


def unpad(padded: bytes) -> bytes:
    """Return the content of `padded`; raise Tampered where no end is marked."""
    content = padded.rstrip(b"\0")
    if not content.endswith(_MARK):
        raise Tampered("The padding of an envelope is damaged.")
    return content[:-1]


_required = MINIMUM_FORMAT


def require_format(oldest: int) -> None:
    """Refuse envelopes older than `oldest` from now on (VAULT_MINIMUM_FORMAT), so that a weaker one cannot be
    brought back after a migration of formats. Raises ValueError for a format that nothing here writes."""
    global _required
    if not MINIMUM_FORMAT <= oldest <= FORMAT:
        raise ValueError(f"VAULT_MINIMUM_FORMAT must lie between {MINIMUM_FORMAT} and {FORMAT}.")
    _required = oldest


def seal(key: bytes, content: bytes, place: Place, *, version: int, generation: int) -> bytes:
    """Return the envelope of `content`, bound to `place`, `version` and `generation`."""
    return seal_with_nonce(
        key, content, place, version=version, generation=generation, nonce=os.urandom(NONCE_BYTES)
    )


def seal_with_nonce(
    key: bytes, content: bytes, place: Place, *, version: int, generation: int, nonce: bytes
) -> bytes:
    """As `seal` with a given nonce. For the committed vectors only: a nonce is never used twice with a key."""
    return Cipher(key, place).seal(place.row.bytes, content, version, generation, nonce)


def read_header(envelope: bytes) -> Header:
    """Return what an envelope says about itself.

    Raises Tampered for an empty or cut envelope, FormatTooOld for one this version does not read.
    """
    if len(envelope) < HEADER_BYTES + SMALL_BUCKETS[0] + TAG_BYTES:
        raise Tampered("An envelope is empty or cut short.")
    layout, algorithm, generation, version = HEADER.unpack_from(envelope)
    if not _required <= layout <= FORMAT or algorithm != AES_256_GCM:
        raise FormatTooOld("An envelope has a format that is not read here.")
    return Header(generation=generation, version=version, algorithm=algorithm)


def open_envelope(key: bytes, envelope: bytes, place: Place) -> bytes:
    """Return the content sealed for `place`; raise Tampered if these bytes are anything else."""
    return Cipher(key, place).open(place.row.bytes, envelope)


class Cipher:
    """One key over the rows of one section, in one table and scope: `place` is the place of any of them.

    What their associated data have in common is worked out once: the parts before the row's id, and those
    after it for each header met. The bytes that bind an envelope to its row are, every part behind its length,

        "wh1" ‖ deployment ‖ table ‖ scope ‖ row ‖ section ‖ version(8) ‖ generation(4) ‖ algorithm(1)
    """

    __slots__ = ("_aead", "_before", "_behind", "_place")

    def __init__(self, key: bytes, place: Place) -> None:
        self._aead = AESGCM(key)
        self._place = place
        self._before = _common(b"wh1", place.deployment, place.table.encode()) + _ID + place.scope.bytes + _ID
        self._behind: dict[bytes, bytes] = {}

    def seal(
        self, row: bytes, content: bytes, version: int, generation: int, nonce: bytes | None = None
    ) -> bytes:
        """Return the envelope of `content`, bound to the row of these sixteen bytes."""
        head = HEADER.pack(FORMAT, AES_256_GCM, generation, version)
        nonce = nonce or os.urandom(NONCE_BYTES)
        bound = self._before + row + (self._behind.get(head) or self._bind(head))
        return head + nonce + self._aead.encrypt(nonce, pad(content), bound)

    def open(self, row: bytes, envelope: bytes) -> bytes:
        """Return the content sealed for this row; raise Tampered, FormatTooOld if these bytes are anything else."""
        head = envelope[: HEADER.size]
        behind = self._behind.get(head)
        if behind is None:
            read_header(envelope)
            behind = self._bind(head)
        try:
            padded = self._aead.decrypt(
                envelope[HEADER.size : HEADER_BYTES], envelope[HEADER_BYTES:], self._before + row + behind
            )
        except (InvalidTag, ValueError):  # the latter for what is too short to be anything
            raise Tampered(f"An envelope of {self._place.table} does not belong to its place.") from None
        return unpad(padded)

    def _bind(self, head: bytes) -> bytes:
        """Return the parts of the associated data that follow the row's id, under one header."""
        _, algorithm, generation, version = HEADER.unpack(head)
        behind = _common(self._place.section.encode()) + _VERSIONS.pack(
            8, version, 4, generation, 1, algorithm
        )
        self._behind[head] = behind
        return behind
