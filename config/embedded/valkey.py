"""One Valkey server on loopback: Celery's broker, spoken to as plain redis://."""

from __future__ import annotations

import secrets
import subprocess
import time
from pathlib import Path

from config.embedded import homes, ports, processes
from config.embedded.account import Account
from config.embedded.files import write_private
from config.embedded.trouble import Trouble, from_server_words, refuse_in_production

CONFIGURATION = """\
bind 127.0.0.1
protected-mode yes
port {port}
requirepass {password}
dir "{folder}"
save ""
appendonly {durable}
maxmemory-policy noeviction
databases 64
"""


class Valkey:
    """Start and stop a server whose files lie in `folder`. `fast` keeps nothing on disk (tests)."""

    def __init__(
        self, folder: Path, account: Account, *, fast: bool = False, keep_open: tuple[int, ...] = ()
    ) -> None:
        self.account, self.fast, self.keep_open = account, fast, keep_open
        self.program = homes.valkey_program(account)
        self.folder = homes.data_folder(folder, account)
        self.log = self.folder / "server.log"
        self.port = 0
        self.password = secrets.token_urlsafe(32)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> Valkey:
        """Start the server with a fresh password and wait until it answers. Raises Trouble."""
        refuse_in_production()
        for attempt in range(3):
            try:
                self._launch()
            except Trouble:
                if attempt == 2:
                    raise
                time.sleep(0.5)  # the port was taken meanwhile
            else:
                break
        return self

    def stop(self) -> None:
        """Ask the server to write what it has and end."""
        if self.process is not None:
            processes.stop(self.process, patience=10)

    def url(self, index: int = 0) -> str:
        """The address of one of its numbered databases."""
        return f"redis://:{self.password}@127.0.0.1:{self.port}/{index}"

    def _launch(self) -> None:
        self.port = ports.free()
        configuration = self.folder / "valkey.conf"
        words = CONFIGURATION.format(
            port=self.port, password=self.password, folder=self.folder, durable="no" if self.fast else "yes"
        )
        write_private(configuration, words, self.account)
        start_of_words = self.log.stat().st_size if self.log.exists() else 0
        self.process = processes.start(
            [self.program, configuration],
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"},
            cwd="/",
            log=self.log,
            pass_fds=self.keep_open,
            **self.account.switch,
        )
        deadline = time.monotonic() + 30
        while not ports.answers(self.port):
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                said = self.log.read_bytes()[start_of_words:].decode(errors="replace")
                raise from_server_words(said, self.folder, "Valkey", self.log)
            time.sleep(0.02)
