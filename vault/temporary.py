"""A temporary file whose key lives in memory alone: what an upload leaves on the disk is noise.

The key is made for one file and dies with the object, which does not outlive its request.
"""

import os
import tempfile
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from vault.envelope import KEY_BYTES, NONCE_BYTES, Tampered

PIECE: Final = 64 * 1024
SEALED_PIECE: Final = PIECE + 16


class SealedTemporaryFile:
    """Write once from beginning to end, then read anywhere. Pieces of 64 KiB, each bound to its number."""

    def __init__(self, folder: str | Path | None = None) -> None:
        self._cipher = AESGCM(os.urandom(KEY_BYTES))
        self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115  # closed with this object
        self._buffer = bytearray()
        self._pieces = 0
        self._finished = False
        self._at = 0
        self.size = 0
        self.name = None  # Django asks; there is no path to tell

    def write(self, content: bytes) -> int:
        """Append `content`. Raises ValueError once reading has begun."""
        if self._finished:
            raise ValueError("This file has been written already.")
        self._buffer += content
        self.size += len(content)
        while len(self._buffer) >= PIECE:
            self._put(bytes(self._buffer[:PIECE]))
            del self._buffer[:PIECE]
        return len(content)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place, as files do."""
        self._at = max(0, offset + {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self.size}[whence])
        return self._at

    def tell(self) -> int:
        """Where the next read begins."""
        return self._at

    def read(self, size: int = -1) -> bytes:
        """The next `size` bytes, or all that is left. Raises Tampered where the disk gives other bytes back."""
        self._finish()
        until = self.size if size is None or size < 0 else min(self.size, self._at + size)
        found = bytearray()
        while self._at < until:
            number, start = divmod(self._at, PIECE)
            piece = self._get(number)[start : start + until - self._at]
            found += piece
            self._at += len(piece)
        return bytes(found)

    def close(self) -> None:
        """The key is forgotten and the file is gone."""
        self._buffer.clear()
        self._file.close()

    @property
    def closed(self) -> bool:
        """Whether it was closed."""
        return self._file.closed

    def _finish(self) -> None:
        if not self._finished:
            if self._buffer:
                self._put(bytes(self._buffer))
                self._buffer.clear()
            self._finished = True

    def _put(self, piece: bytes) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._pieces), piece, None))
        self._pieces += 1

    def _get(self, number: int) -> bytes:
        self._file.seek(number * SEALED_PIECE)
        try:
            return self._cipher.decrypt(_nonce(number), self._file.read(SEALED_PIECE), None)
        except (InvalidTag, ValueError):
            raise Tampered("A temporary file was changed.") from None


def _nonce(number: int) -> bytes:
    """The piece's number: no key seals two pieces of the same number."""
    return number.to_bytes(NONCE_BYTES, "big")
