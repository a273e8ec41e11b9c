"""What a backup consists of: two files that belong together, and what their headers and beginnings say."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from vault import backup_envelope, ledger, ring, root
from vault.backup_envelope import Identity, NotABackup, Opened
from vault.envelope import Tampered, VaultError

FORMAT = 1
BULK, KEYS = "bulk", "keys"
# The tables with keys: wrapped, but keys. Their rows are in the key part and in no other.
KEY_TABLES = ("row_security_key", "vault_deployment", "vault_ringkey", "vault_scopekey")
_LENGTH = struct.Struct(">I")


@dataclass
class Part:
    """One file of a backup, its header read."""

    path: Path
    opened: Opened

    @classmethod
    def of(cls, path: Path, kind: str) -> Part:
        """Read the header. Raises VaultError in one clear line where it is no such part."""
        try:
            with path.open("rb") as file:
                opened = backup_envelope.open_header(file)
        except FileNotFoundError:
            raise NotABackup(f"The {_word(kind)} part is missing: {path}") from None
        except OSError as problem:
            raise NotABackup(f"{path} cannot be read: {problem.strerror}.") from None
        part = cls(path, opened)
        if part.header.get("kind") != kind or part.header.get("format") != FORMAT:
            raise NotABackup(f"{path} is not the {_word(kind)} part of a backup.")
        return part

    @property
    def header(self) -> dict[str, Any]:
        return self.opened.header

    @property
    def made_at(self) -> datetime:
        return datetime.fromtimestamp(int(self.header["made_at"]), UTC)

    def authenticate(self, keys: dict[int, bytes]) -> None:
        """Raise Tampered unless this deployment wrote the file. `keys` are the ledger keys by version."""
        version = int(self.header.get("code_version", 0))
        if version not in keys:
            raise Tampered(f"{self.path.name} was written with a key that this installation does not have.")
        with self.path.open("rb") as file:
            backup_envelope.authenticate(file, self.opened, keys[version])

    def content(self, identity: Identity) -> tuple[dict[str, Any], Iterator[bytes]]:
        """What stands before the dump (row counts, the ledger), and the dump in pieces."""
        pieces = self._pieces(identity)
        head = bytearray()
        for piece in pieces:
            head += piece
            if len(head) >= _LENGTH.size and len(head) >= _LENGTH.size + _LENGTH.unpack_from(head)[0]:
                break
        else:
            raise Tampered("This backup is cut short.")
        (length,) = _LENGTH.unpack_from(head)
        end = _LENGTH.size + length
        return json.loads(head[_LENGTH.size : end]), _with(bytes(head[end:]), pieces)

    def _pieces(self, identity: Identity) -> Iterator[bytes]:
        with self.path.open("rb") as file:
            yield from backup_envelope.read(file, self.opened, identity)


def _with(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def preamble(facts: dict[str, Any]) -> bytes:
    """How those facts stand before the dump."""
    raw = json.dumps(facts, sort_keys=True).encode()
    return _LENGTH.pack(len(raw)) + raw


def ledger_keys(keys_part: Part, root_address: str) -> dict[int, bytes]:
    """The keys that prove who wrote a backup, unwrapped by the root key that stands ready here.

    Raises RootKeyError where it is not the root key this installation had when the key part was made.
    """
    provider = root.provider(root_address)
    header = keys_part.header
    if header.get("root_check") != provider.check_value().hex():
        raise root.RootKeyError("The root key here is not the one this key part was made with.")
    deployment = bytes.fromhex(str(header["deployment"]))
    found = {}
    try:
        for row in header["ledger_keys"]:
            version = int(row["version"])
            context = ring.context_of(deployment, ledger.RING_NAME, version)
            found[version] = provider.unwrap(bytes.fromhex(row["wrapped"]), context)
    except (KeyError, TypeError, ValueError):
        raise Tampered("The header of the key part is damaged.") from None
    return found


def require_pair(bulk: Part, keys: Part) -> None:
    """Raise VaultError where the two cannot be restored together."""
    if bulk.header.get("deployment") != keys.header.get("deployment"):
        raise VaultError("The two parts are of different installations.")
    if keys.made_at < bulk.made_at:
        raise VaultError(
            "The key part is older than the data part: keys made since are missing from it. Use the newest key part."
        )


def newer_keys(keys: Part) -> Path | None:
    """A newer key part of the same installation in the same folder, if there is one."""
    for path in sorted(keys.path.parent.glob("*.keys"), reverse=True):
        try:
            other = Part.of(path, KEYS)
        except VaultError:
            continue
        if other.header.get("deployment") == keys.header.get("deployment") and other.made_at > keys.made_at:
            return path
    return None


def _word(kind: str) -> str:
    return "data" if kind == BULK else "key"
