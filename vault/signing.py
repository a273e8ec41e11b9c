"""Ed25519 signatures for the audit's sealer. Its private key belongs to that process alone."""

import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from vault.root import RootKeyError, read_private_file

KEY_BYTES = 32


class SigningKey:
    """A private signing key. Its `repr` shows nothing of it."""

    def __init__(self, seed: bytes) -> None:
        if len(seed) != KEY_BYTES:
            raise RootKeyError("The signing key is not 32 bytes long.")
        self._key = Ed25519PrivateKey.from_private_bytes(seed)

    def sign(self, message: bytes) -> bytes:
        """Return the 64 bytes of the signature."""
        return self._key.sign(message)

    def public_bytes(self) -> bytes:
        """Return the 32 bytes that `verify` needs."""
        return self._key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def verify(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether `signature` over `message` is by the holder of the private half of `public`."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def generate_file(path: Path) -> None:
    """Write a new private key to `path`, readable by its owner alone. Raises FileExistsError."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(os.urandom(KEY_BYTES).hex() + "\n")


def load(address: str) -> SigningKey:
    """Return the key that `file:/path` or `env:NAME` names; raise RootKeyError with one clear line."""
    scheme, _, rest = address.partition(":")
    if scheme == "file" and rest:
        text = read_private_file(Path(rest), "signing key").decode("ascii", "replace")
    elif scheme == "env" and rest in os.environ:
        text = os.environ[rest]
    else:
        raise RootKeyError("AUDIT_SIGNING_KEY must be file:/path or env:NAME, and be there.")
    try:
        seed = bytes.fromhex(text.strip())
    except ValueError:
        raise RootKeyError("The signing key is not written as 64 hexadecimal digits.") from None
    return SigningKey(seed)
