"""The state folder (.state, or WAYHOME_STATE): a local installation's secrets, keys, servers' data and logs.

One supervisor at a time works on it. The lock is a flock whose descriptor every child inherits, so it is free only
when the last process of a supervisor is gone, even of one that was killed (see guard.py).
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import secrets
import shutil
import signal
import time
from pathlib import Path

from config.embedded import postgres, processes
from config.embedded.files import private_folder, write_private
from config.embedded.trouble import Trouble, disk_full, from_os_error

ROOT = Path(__file__).resolve().parents[2]
# A new cluster with the demonstration world takes about 120 MB; below this a start would end half-way.
ROOM_NEEDED_MB = 200
REMAINS_PATIENCE = 20.0


class State:
    """The folder, opened: `lock()` first, everything else after it."""

    def __init__(self, folder: Path) -> None:
        self.folder = private_folder(folder.absolute())
        self.logs = private_folder(self.folder / "logs")
        self.lock_descriptor = -1

    @classmethod
    def from_environment(cls) -> State:
        return cls(Path(os.environ.get("WAYHOME_STATE") or ROOT / ".state"))

    def lock(self) -> None:
        """Keep other supervisors out. Raises Trouble if one is running; clears away what a killed one left."""
        try:
            self.lock_descriptor = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as problem:
            raise from_os_error(problem, self.folder) from None
        os.set_inheritable(self.lock_descriptor, True)
        deadline = time.monotonic() + REMAINS_PATIENCE
        while not self._try_lock():
            pid = self.supervisor_pid()
            if pid and processes.alive(pid):
                raise Trouble(
                    f"Another supervisor (process {pid}) is running on {self.folder}.",
                    "Stop it with Ctrl-C, or set WAYHOME_STATE and PORT to run a second one.",
                )
            if time.monotonic() > deadline:
                self.end_lock_holders()
                deadline = time.monotonic() + REMAINS_PATIENCE
            time.sleep(0.1)
        os.ftruncate(self.lock_descriptor, 0)
        os.pwrite(self.lock_descriptor, str(os.getpid()).encode(), 0)

    def supervisor_pid(self) -> int:
        """The process that wrote itself into the lock last, or 0."""
        words = (self.folder / "lock").read_text().strip()
        return int(words) if words.isdigit() else 0

    def running_addresses(self) -> dict[str, str] | None:
        """The servers of the supervisor that runs on this folder, or None if none is running."""
        pid = self.supervisor_pid() if (self.folder / "lock").exists() else 0
        path = self.folder / "addresses.json"
        if not (pid and processes.alive(pid) and path.exists()):
            return None
        found: dict[str, str] = json.loads(path.read_text())
        return found

    def publish_addresses(self, addresses: dict[str, str]) -> None:
        """Let `config.launch.within` find the servers. The file is as private as the passwords beside it."""
        write_private(self.folder / "addresses.json", json.dumps(addresses) + "\n")

    def withdraw_addresses(self) -> None:
        """The servers are about to stop."""
        (self.folder / "addresses.json").unlink(missing_ok=True)

    def require_room(self) -> None:
        """Raises Trouble when the disk is (nearly) full."""
        if shutil.disk_usage(self.folder).free < ROOM_NEEDED_MB * 1024 * 1024:
            raise disk_full(self.folder)

    def secrets(self) -> dict[str, str]:
        """SECRET_KEY and the database passwords, invented at the first start and kept."""
        path = self.folder / "secrets.json"
        if not path.exists():
            made = {name: secrets.token_urlsafe(32) for name in postgres.ROLES}
            write_private(
                path, json.dumps({**made, "SECRET_KEY": secrets.token_urlsafe(64)}, indent=1) + "\n"
            )
        kept: dict[str, str] = json.loads(path.read_text())
        return kept

    def signing_key(self) -> Path:
        """The audit sealer's key file: 32 random bytes in hexadecimal, for the sealer alone."""
        path = private_folder(self.folder / "sealer") / "signing.key"
        if not path.exists():
            write_private(path, secrets.token_hex(32) + "\n")
        return path

    def log(self, name: str) -> Path:
        """The log file of a program, emptied; the last run's is kept beside it."""
        path = self.logs / f"{name}.log"
        if path.exists():
            path.replace(path.with_suffix(".previous.log"))
        return path

    def _try_lock(self) -> bool:
        try:
            fcntl.flock(self.lock_descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def lock_holders(self) -> list[int]:
        """The processes that hold the lock, by the kernel's word (one that only waits for it does not count)."""
        lock = (self.folder / "lock").resolve()
        found = []
        for descriptor in Path("/proc").glob("[0-9]*/fd/*"):
            try:
                held = (
                    descriptor.resolve() == lock
                    and "FLOCK" in (descriptor.parents[1] / "fdinfo" / descriptor.name).read_text()
                )
            except OSError:
                continue  # gone meanwhile, or not ours to look at
            if held:
                found.append(int(descriptor.parts[2]))
        return found

    def end_lock_holders(self, *, but: int = 0) -> None:
        """SIGKILL for what a supervisor left behind, `but` this one process."""
        for pid in set(self.lock_holders()) - {but}:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
