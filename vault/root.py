"""Where the root key is, and what it is asked to do: wrap and unwrap the keys of the ring.

A provider is named by `VAULT_ROOT_KEY` as `scheme:rest`. Three come with the house: `file:/path`,
`credential:NAME` (what systemd puts into $CREDENTIALS_DIRECTORY: LoadCredentialEncrypted= keeps it sealed
to the machine's TPM) and `env:NAME` (development and tests). While the root key is being changed there
are two, told apart by their check values: see `candidates`. The rest of the vault knows the interface below only, so a key
management service that never gives its key away can stand behind it.

How to add a service (say `kms`): write a class with the three methods of `RootProvider`, where
  * `wrap` sends `key` and `context` to the service's encrypt call, with `context` as its associated
    data (encryption context), and returns what the service gave, opaque to us;
  * `unwrap` sends both to the decrypt call and returns the 32 bytes, or raises RootKeyError;
  * `check_value` returns eight bytes that never change for the same key and differ between keys: a
    digest of the service's key identifier will do, because `unwrap` proves the rest;
and name it in `PROVIDERS`. It is called a handful of times per process, never per record.
"""

import hashlib
import hmac
import os
import stat
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from vault.envelope import KEY_BYTES, NONCE_BYTES, TAG_BYTES, KeyMissing, VaultError

WRAP_FORMAT: Final = 1
CHECK_BYTES: Final = 8


class RootKeyError(VaultError):
    """The root key is missing, malformed, readable by others, or another one. One line says which."""


class RootProvider(ABC):
    """Whatever holds the root key."""

    @abstractmethod
    def wrap(self, key: bytes, context: bytes) -> bytes:
        """Return `key` wrapped, bound to `context`."""

    @abstractmethod
    def unwrap(self, wrapped: bytes, context: bytes) -> bytes:
        """Return the key; raise RootKeyError if `wrapped` is not this root's or not of this context."""

    @abstractmethod
    def check_value(self) -> bytes:
        """Return eight bytes by which this root key is recognised, of no use to find it."""

    def disclose(self) -> bytes:
        """Return the root key itself, for splitting it among officers; raise RootKeyError where nobody can."""
        raise RootKeyError(
            "This root key never leaves its service: split and keep it by that service's own means."
        )


class LocalRoot(RootProvider):
    """A root key this process holds itself, 32 bytes."""

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise RootKeyError("The root key is not 32 bytes long.")
        self._key = key

    def wrap(self, key: bytes, context: bytes) -> bytes:
        return wrap_key(self._key, key, context)

    def unwrap(self, wrapped: bytes, context: bytes) -> bytes:
        try:
            return unwrap_key(self._key, wrapped, context)
        except InvalidTag:
            raise RootKeyError("The root key does not open this installation's keys.") from None

    def check_value(self) -> bytes:
        return check_value(self._key)

    def disclose(self) -> bytes:
        return self._key


def wrap_key(wrapping: bytes, key: bytes, context: bytes) -> bytes:
    """Return `format ‖ nonce ‖ ciphertext and tag` of `key`."""
    nonce = os.urandom(NONCE_BYTES)
    return bytes((WRAP_FORMAT,)) + nonce + AESGCM(wrapping).encrypt(nonce, key, context)


def unwrap_key(wrapping: bytes, wrapped: bytes, context: bytes) -> bytes:
    """Undo `wrap_key`. Raises InvalidTag for a wrong key or context, RootKeyError for a foreign format."""
    return unwrap_with(AESGCM(wrapping), wrapped, context)


def unwrap_with(cipher: AESGCM | None, wrapped: bytes, context: bytes) -> bytes:
    """As `unwrap_key`, with a cipher made once for many; None stands for a key that is not there."""
    if cipher is None:
        raise KeyMissing("The key that wraps another one is not there.")
    if len(wrapped) != 1 + NONCE_BYTES + KEY_BYTES + TAG_BYTES or wrapped[0] != WRAP_FORMAT:
        raise RootKeyError("A wrapped key has a format that is not read here.")
    return cipher.decrypt(wrapped[1 : 1 + NONCE_BYTES], wrapped[1 + NONCE_BYTES :], context)


def check_value(key: bytes) -> bytes:
    """Return the eight bytes that recognise `key`."""
    return hmac.digest(key, b"wayhome key check", hashlib.sha256)[:CHECK_BYTES]


def generate_root_file(path: Path, key: bytes | None = None) -> None:
    """Write a new root key (or `key`) to `path`, readable by its owner alone.

    Raises FileExistsError, never overwrites.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write((key or os.urandom(KEY_BYTES)).hex() + "\n")
        file.flush()
        os.fsync(file.fileno())


def read_private_file(path: Path, what: str) -> bytes:
    """Return the content of a secret's file; raise RootKeyError if it is missing or open to others."""
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o077:
            raise RootKeyError(f"The {what} file is readable by others: run chmod 600 on it.")
        return path.read_bytes()
    except FileNotFoundError:
        raise RootKeyError(f"The {what} file is missing: {path}") from None
    except OSError as problem:
        raise RootKeyError(f"The {what} file cannot be read: {problem.strerror}.") from None


def _decode(text: str) -> bytes:
    try:
        return bytes.fromhex(text.strip())
    except ValueError:
        raise RootKeyError("The root key is not written as 64 hexadecimal digits.") from None


def _from_file(rest: str) -> RootProvider:
    return LocalRoot(_decode(read_private_file(Path(rest), "root key").decode("ascii", "replace")))


def _from_environment(rest: str) -> RootProvider:
    if rest not in os.environ:
        raise RootKeyError(f"The root key is missing: {rest} is not in the environment.")
    return LocalRoot(_decode(os.environ[rest]))


def _from_credential(rest: str) -> RootProvider:
    folder = os.environ.get("CREDENTIALS_DIRECTORY", "")
    if not folder or "/" in rest:
        raise RootKeyError("The root key is missing: systemd has given this process no credentials.")
    return _from_file(str(Path(folder) / rest))


PROVIDERS: dict[str, Callable[[str], RootProvider]] = {
    "file": _from_file,
    "credential": _from_credential,
    "env": _from_environment,
}


def provider(address: str) -> RootProvider:
    """Return the root that `address` (`scheme:rest`) names; raise RootKeyError with one clear line."""
    scheme, _, rest = address.partition(":")
    if scheme not in PROVIDERS or not rest:
        raise RootKeyError("VAULT_ROOT_KEY must be file:/path, credential:NAME or env:NAME.")
    return PROVIDERS[scheme](rest)


def candidates() -> list[str]:
    """Return where the root key may be: in use, and, while it is being changed, the one that follows.

    The next one is named by VAULT_ROOT_KEY_NEXT, or lies beside the file of the present one.
    """
    found = [settings.VAULT_ROOT_KEY]
    if settings.VAULT_ROOT_KEY_NEXT:
        found.append(settings.VAULT_ROOT_KEY_NEXT)
    scheme, _, rest = settings.VAULT_ROOT_KEY.partition(":")
    if scheme == "file" and next_file(Path(rest)).exists():
        found.append(f"file:{next_file(Path(rest))}")
    return found


def next_file(path: Path) -> Path:
    """Return where the successor of a root key's file lies until it takes its place."""
    return path.with_name(path.name + ".next")


def of_check_value(expected: bytes) -> RootProvider:
    """Return the root whose check value the database holds; raise RootKeyError if none is.

    No key is tried out. What is wrong with the address in use is said first.
    """
    problem: RootKeyError | None = None
    for address in candidates():
        try:
            found = provider(address)
        except RootKeyError as missing:
            problem = problem or missing
            continue
        if hmac.compare_digest(found.check_value(), expected):
            return found
    raise problem or RootKeyError("The root key is not the one this database was made with.")
