"""The account the embedded servers run as.

PostgreSQL refuses to run as root, and a shared account such as `nobody` would let any other program of that account
read the cluster. So root gets a system account of its own for this; everybody else runs the servers as themselves.
"""

from __future__ import annotations

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.embedded.trouble import Trouble

NAME = "wayhome-servers"


def side_folder() -> Path:
    """Where root keeps what the account must reach when the checkout lies behind a closed folder such as /root."""
    return Path(os.environ.get("WAYHOME_SERVERS_HOME") or "/var/lib/wayhome")


@dataclass(frozen=True)
class Account:
    """Who runs the servers. `switch` is what subprocess needs to become that account (nothing, if we are it)."""

    uid: int
    gid: int
    switched: bool

    @property
    def switch(self) -> dict[str, Any]:
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.switched else {}

    def can(self, letter: str, path: Path) -> bool:
        """Ask the kernel whether the account may read (r), write (w) or run/enter (x) `path`, parents included."""
        verdict = subprocess.run(["/usr/bin/test", f"-{letter}", path], cwd="/", check=False, **self.switch)
        return verdict.returncode == 0

    def own(self, path: Path) -> None:
        """Hand a file or folder we made to the account."""
        if self.switched:
            os.chown(path, self.uid, self.gid)


def current() -> Account:
    """The account of this machine, created when root asks for it the first time. Raises Trouble if it cannot be made."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), switched=False)
    try:
        entry = pwd.getpwnam(NAME)
    except KeyError:
        entry = _create()
    return Account(entry.pw_uid, entry.pw_gid, switched=True)


def _create() -> pwd.struct_passwd:
    command = ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
    try:
        done = subprocess.run(
            [*command, "--shell", "/usr/sbin/nologin", NAME], capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        raise Trouble(
            "useradd is missing.", "Install it (apt-get install passwd) or run as an ordinary user."
        ) from None
    try:
        # Somebody else may have been faster: the account counts, not the exit status.
        return pwd.getpwnam(NAME)
    except KeyError:
        words = done.stderr.strip() or "no reason given"
        raise Trouble(
            f"The system account {NAME} could not be created ({words}).", "Run as an ordinary user."
        ) from None
