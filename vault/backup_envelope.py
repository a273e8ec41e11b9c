"""The file a backup is kept in: encrypted to somebody who is not here, authenticated, in chunks.

    "WAYHOMEB1\\n" ‖ header length(4) ‖ header (JSON, readable by all) ‖ sealed length(2) ‖ sealed file key
    chunk…  length(4) ‖ AES-256-GCM(file key, nonce = number(11) ‖ last(1), SHA-256 of header and sealed key)
    zero(4) ‖ code(32) = HMAC(ledger key of the ring, "backup" ‖ header ‖ sealed key ‖ SHA-256 of all chunks)

The file key is sealed by HPKE (RFC 9180: X25519, HKDF-SHA256, AES-256-GCM) to the recipient's public key,
so that this machine cannot read its own backups. The code is made with a key that the root wraps: a file
that somebody else encrypted to the same recipient is refused.
"""

import hashlib
import hmac
import json
import os
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke, serialization
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from vault.envelope import KEY_BYTES, Tampered, VaultError, length_prefixed
from vault.root import read_private_file

MAGIC: Final = b"WAYHOMEB1\n"
CHUNK_BYTES: Final = 1024 * 1024
MOST_HEADER: Final = 1024 * 1024
CODE_BYTES: Final = 32
_SUITE: Final = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
_LENGTH: Final = struct.Struct(">I")
_SHORT: Final = struct.Struct(">H")


class NotABackup(VaultError):
    """The file is no backup of this house, or of a format that is not read here."""


class WrongRecipient(VaultError):
    """The recipient key that was given is not the one this backup was encrypted to."""


@dataclass(frozen=True)
class Recipient:
    """Whoever can read backups: the public half of their key."""

    raw: bytes

    @property
    def mark(self) -> str:
        """Eight bytes that name the key, for people and for the header."""
        return hashlib.sha256(b"wayhome recipient" + self.raw).hexdigest()[:16]

    @classmethod
    def from_text(cls, text: str) -> "Recipient":
        """Read 64 hexadecimal digits; raise VaultError."""
        try:
            raw = bytes.fromhex(text.strip())
            X25519PublicKey.from_public_bytes(raw)
        except ValueError:
            raise VaultError("The recipient's public key is not written as 64 hexadecimal digits.") from None
        return cls(raw)


class Identity:
    """The private half. It belongs on a medium that is not connected, and its `repr` shows nothing."""

    def __init__(self, raw: bytes) -> None:
        self._key = X25519PrivateKey.from_private_bytes(raw)
        public = self._key.public_key()
        self.recipient = Recipient(
            public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        )

    @classmethod
    def from_file(cls, path: Path) -> "Identity":
        """Read a file of mode 0600; raise VaultError in one clear line."""
        text = read_private_file(path, "recipient key").decode("ascii", "replace")
        try:
            return cls(bytes.fromhex(text.strip()))
        except ValueError:
            raise VaultError("The recipient key is not written as 64 hexadecimal digits.") from None

    def unseal(self, sealed: bytes, info: bytes) -> bytes:
        """The file key; raise WrongRecipient."""
        try:
            return _SUITE.decrypt(sealed, self._key, info=info)
        except (InvalidTag, ValueError):
            raise WrongRecipient("This recipient key does not open the backup.") from None


def make_identity(path: Path) -> Recipient:
    """Write a new private key to `path` (0600) and return its public half. Raises FileExistsError."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    raw = os.urandom(KEY_BYTES)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(raw.hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
    return Identity(raw).recipient


@dataclass(frozen=True)
class Opened:
    """The beginning of a file: its header, and where the chunks start."""

    header: dict[str, Any]
    raw_header: bytes
    sealed: bytes
    start: int


def code(key: bytes, raw_header: bytes, sealed: bytes, digest: bytes) -> bytes:
    """What proves that this deployment wrote a file."""
    return hmac.digest(key, length_prefixed(b"backup", raw_header, sealed, digest), hashlib.sha256)


def write(
    file: IO[bytes], header: dict[str, Any], pieces: Iterable[bytes], recipient: Recipient, code_key: bytes
) -> str:
    """Write a whole file from `pieces` of any length; return the SHA-256 of the file."""
    raw_header = json.dumps({**header, "recipient": recipient.mark}, sort_keys=True).encode("ascii")
    file_key = os.urandom(KEY_BYTES)
    public = X25519PublicKey.from_public_bytes(recipient.raw)
    sealed = _SUITE.encrypt(file_key, public, info=raw_header)
    whole, chunks = hashlib.sha256(), hashlib.sha256()

    def put(*parts: bytes) -> None:
        for part in parts:
            whole.update(part)
            file.write(part)

    put(MAGIC, _LENGTH.pack(len(raw_header)), raw_header, _SHORT.pack(len(sealed)), sealed)
    bound, cipher = _bound(raw_header, sealed), AESGCM(file_key)
    for number, (piece, last) in enumerate(_cut(pieces)):
        chunk = cipher.encrypt(_nonce(number, last), piece, bound)
        chunks.update(chunk)
        put(_LENGTH.pack(len(chunk)), chunk)
    put(_LENGTH.pack(0), code(code_key, raw_header, sealed, chunks.digest()))
    return whole.hexdigest()


def file_hash(path: Path) -> str:
    """The SHA-256 of a file as it lies there."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def open_header(file: IO[bytes]) -> Opened:
    """Read the beginning of a file; raise NotABackup."""
    if file.read(len(MAGIC)) != MAGIC:
        raise NotABackup("This file is not a backup of Wayhome, or of a newer format.")
    (length,) = _LENGTH.unpack(_exactly(file, _LENGTH.size))
    if length > MOST_HEADER:
        raise NotABackup("The header of this backup is damaged.")
    raw_header = _exactly(file, length)
    (length,) = _SHORT.unpack(_exactly(file, _SHORT.size))
    sealed = _exactly(file, length)
    try:
        header = json.loads(raw_header)
    except ValueError:
        raise NotABackup("The header of this backup is damaged.") from None
    if not isinstance(header, dict):
        raise NotABackup("The header of this backup is damaged.")
    return Opened(header, raw_header, sealed, file.tell())


def authenticate(file: IO[bytes], opened: Opened, code_key: bytes) -> None:
    """Read the whole file once and raise Tampered unless this deployment wrote it, to its end."""
    digest = hashlib.sha256()
    file.seek(opened.start)
    for chunk in _chunks(file):
        digest.update(chunk)
    found = _exactly(file, CODE_BYTES)
    if file.read(1):
        raise Tampered("Something was added to the end of this backup.")
    if not hmac.compare_digest(code(code_key, opened.raw_header, opened.sealed, digest.digest()), found):
        raise Tampered("This backup was changed, or another installation wrote it.")


def read(file: IO[bytes], opened: Opened, identity: Identity) -> Iterator[bytes]:
    """The content in pieces. Raises WrongRecipient, and Tampered before a changed piece or at a cut end."""
    if opened.header.get("recipient") != identity.recipient.mark:
        raise WrongRecipient("This backup was encrypted to another recipient key.")
    cipher = AESGCM(identity.unseal(opened.sealed, opened.raw_header))
    bound = _bound(opened.raw_header, opened.sealed)
    file.seek(opened.start)
    held: tuple[int, bytes] | None = None
    for number, chunk in enumerate(_chunks(file)):
        if held is not None:
            yield _open(cipher, held, False, bound)
        held = (number, chunk)
    if held is None:
        raise Tampered("This backup ends before its last chunk.")
    yield _open(cipher, held, True, bound)


def _open(cipher: AESGCM, held: tuple[int, bytes], last: bool, bound: bytes) -> bytes:
    number, chunk = held
    try:
        return cipher.decrypt(_nonce(number, last), chunk, bound)
    except InvalidTag:
        raise Tampered("A chunk of this backup was changed, moved or cut off.") from None


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    while True:
        (length,) = _LENGTH.unpack(_exactly(file, _LENGTH.size))
        if not length:
            return
        if length > CHUNK_BYTES + 64:
            raise Tampered("A chunk of this backup is damaged.")
        yield _exactly(file, length)


def _exactly(file: IO[bytes], count: int) -> bytes:
    found = file.read(count)
    if len(found) != count:
        raise Tampered("This backup is cut short.")
    return found


def _bound(raw_header: bytes, sealed: bytes) -> bytes:
    return hashlib.sha256(length_prefixed(raw_header, sealed)).digest()


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes((last,))


def _cut(pieces: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Pieces of CHUNK_BYTES, each with whether it is the last; there is always a last one."""
    buffer = bytearray()
    for piece in pieces:
        buffer += piece
        while len(buffer) > CHUNK_BYTES:
            yield bytes(buffer[:CHUNK_BYTES]), False
            del buffer[:CHUNK_BYTES]
    yield bytes(buffer), True
