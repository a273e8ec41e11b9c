"""What must be done before the first page: roles, migrations, keys, the cast. Skipped when it is done already.

The note of what is done lies beside the database cluster, so that it goes when the cluster goes.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from config.embedded.files import write_private
from config.launch.state import ROOT

# Files that say what a prepared database looks like.
SHAPES = ("*/migrations/*.py", "*/migrations/**/*.sql", "requirements.txt", "config/embedded/roles.sql")


class Note:
    """`prepared.json`: the mark of the migrations that were run, and how far the demonstration world has come."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "prepared.json"
        try:
            self.facts: dict[str, Any] = json.loads(self.path.read_text())
        except (OSError, ValueError):
            self.facts = {}

    def is_current(self, *, demonstration: bool) -> bool:
        """Were these very migrations run here, and is the beginning of the demonstration world there if wanted?"""
        return self.facts.get("shape") == shape() and (not demonstration or self.world() != "")

    def world(self) -> str:
        """How much of the demonstration world is there: "", "first" or "rest"."""
        return str(self.facts.get("world", ""))

    def write(self, **facts: str) -> None:
        self.facts |= facts
        write_private(self.path, json.dumps(self.facts) + "\n")


def shape() -> str:
    """A mark over all migration files and the lock file (the migrations of other people's apps)."""
    digest = hashlib.sha256()
    for pattern in SHAPES:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return digest.hexdigest()
