"""Private files and folders, never readable by others for a moment, not even while they are written."""

from __future__ import annotations

import os
from pathlib import Path

from config.embedded.account import Account
from config.embedded.trouble import from_os_error


def write_private(path: Path, text: str, owner: Account | None = None) -> None:
    """Write a 0600 file in one step: it is either the old one or the new one, whole."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as handle:
            handle.write(text)
            handle.flush()
            os.fsync(descriptor)
        if owner:
            owner.own(draft)
        draft.rename(path)
    except OSError as problem:
        draft.unlink(missing_ok=True)
        raise from_os_error(problem, path.parent) from None


def private_folder(path: Path, owner: Account | None = None) -> Path:
    """Make (or tighten) a 0700 folder. Parents are made if missing and otherwise left as they are."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if owner:
            owner.own(path)
        os.chmod(path, 0o700)
    except OSError as problem:
        raise from_os_error(problem, path) from None
    return path
