"""The checkpoint file: every seal as one line, on a disk the database's administrator does not control."""

import os
from pathlib import Path

from audit.seals import Seal

KEYS_NAME = "sealer.pub"


class CheckpointFile:
    """Append-only: lines are added and flushed to the disk, never changed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)

    def append(self, seal: Seal) -> None:
        """Add a seal's line and wait until the disk has it."""
        append_line(self.path, seal.line())

    def last(self) -> Seal | None:
        """The newest seal in the file; an unfinished last line (power cut) does not count."""
        newest = None
        if self.path.exists():
            for line in self.path.read_text().splitlines():
                try:
                    newest = Seal.from_line(line)
                except ValueError:
                    continue
        return newest

    def announce(self, public_key: bytes) -> None:
        """Keep the public key beside the file, for whoever checks signatures later."""
        if public_key not in public_keys(self.path):
            append_line(self.path.parent / KEYS_NAME, public_key.hex())


def public_keys(checkpoints: Path) -> set[bytes]:
    """The sealer's public keys of all time, as they stand beside the checkpoint file."""
    path = checkpoints.parent / KEYS_NAME
    return {bytes.fromhex(line) for line in path.read_text().split()} if path.exists() else set()


def append_line(path: Path, line: str) -> None:
    """Add a line to a file and wait until the disk has it."""
    # A line break first if the last write was cut off, so that the new line stands alone.
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o640)
    try:
        size = os.fstat(descriptor).st_size
        broken = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
        os.write(descriptor, ("\n" if broken else "").encode() + line.encode() + b"\n")
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
