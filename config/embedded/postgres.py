"""One PostgreSQL cluster on loopback. Its superuser belongs to the launcher; the programs get roles of their own."""

from __future__ import annotations

import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

from config.embedded import homes, ports, processes
from config.embedded.account import Account
from config.embedded.files import write_private
from config.embedded.trouble import Trouble, from_os_error, from_server_words, refuse_in_production

SUPERUSER = "wayhome_launcher"
DATABASE = "wayhome"
ROLES = ("owner", "app", "sealer", "audit", "backup")
ROLES_SQL = Path(__file__).with_name("roles.sql")
# Values never reach the log: neither statements that failed nor their parameters.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
# For data that may be lost: tests and scratch databases.
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_wal_size": "256MB"}


class Postgres:
    """Start, prepare and stop a cluster whose files lie in `folder`.

    `fast` gives up durability (tests); `settings` are more of PostgreSQL's own. `keep_open` are descriptors the server
    inherits: the supervisor's lock, so that a server which is still stopping keeps the next supervisor waiting.
    """

    def __init__(
        self,
        folder: Path,
        account: Account,
        *,
        fast: bool = False,
        settings: Mapping[str, str] | None = None,
        keep_open: tuple[int, ...] = (),
    ) -> None:
        self.account, self.fast, self.keep_open = account, fast, keep_open
        self.settings = {**SETTINGS, **(FAST if fast else {}), **(settings or {})}
        self.bin = homes.postgres_programs(account)
        self.folder = homes.data_folder(folder, account)
        self.data = self.folder / "data"
        self.log = self.folder / "server.log"
        self.env = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        self.port = 0
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> Postgres:
        """Make the cluster if there is none, start it, wait until it answers. Raises Trouble."""
        refuse_in_production()
        password_file = self.folder / "password"
        if not password_file.exists():
            write_private(password_file, secrets.token_urlsafe(32) + "\n", self.account)
        self.password = password_file.read_text().strip()
        if not (self.data / "PG_VERSION").exists():
            self._initialise(password_file)
        self._clear_remains()
        for attempt in range(3):
            try:
                self._launch()
            except Trouble:
                if attempt == 2:
                    raise
                # The port was taken meanwhile, or the last server's memory is still being freed.
                time.sleep(0.5)
            else:
                break
        return self

    def stop(self) -> None:
        """A fast shutdown: sessions are cut, everything committed is on disk."""
        if self.process is not None:
            processes.stop(self.process, patience=20, with_signal=signal.SIGINT)

    def url(self, role: str, password: str, database: str = DATABASE) -> str:
        """The address of `database` for a login role."""
        return f"postgres://{role}:{password}@127.0.0.1:{self.port}/{database}"

    def superuser_url(self, database: str = "postgres") -> str:
        """The launcher's own address. Never given to a program of Wayhome."""
        return self.url(SUPERUSER, self.password, database)

    def prepare(self, passwords: Mapping[str, str], database: str = DATABASE) -> None:
        """Create the roles and the database if they are missing and set the passwords (by name in ROLES)."""
        given = {f"WAYHOME_{name.upper()}_PASSWORD": passwords[name] for name in ROLES}
        self._psql("-v", f"database={database}", "-f", str(ROLES_SQL), env=given)

    def _psql(self, *arguments: str, env: Mapping[str, str] | None = None) -> str:
        address = ["-h", "127.0.0.1", "-p", str(self.port), "-U", SUPERUSER, "-d", "postgres"]
        done = subprocess.run(
            [self.bin / "psql", *address, "-XqAt", "-v", "ON_ERROR_STOP=1", *arguments],
            env={**self.env, "PGPASSWORD": self.password, **(env or {})},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise from_server_words(done.stderr, self.folder, "PostgreSQL", self.log)
        return done.stdout.strip()

    def _initialise(self, password_file: Path) -> None:
        draft = self.folder / "data.new"  # renamed when whole: a start may be cut short at any moment
        shutil.rmtree(draft, ignore_errors=True)
        command: list[str | Path] = [self.bin / "initdb", "-D", draft, "-U", SUPERUSER]
        command += ["--auth=scram-sha-256", "--pwfile", password_file, "--encoding=UTF8", "--locale=C.UTF-8"]
        command += ["--data-checksums", "--wal-segsize=4", *(["--no-sync"] if self.fast else [])]
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            cwd="/",
            env=self.env,
            check=False,
            **self.account.switch,
        )
        if done.returncode:
            shutil.rmtree(draft, ignore_errors=True)
            try:
                self.log.write_text(done.stdout + done.stderr)
            except OSError as problem:
                raise from_os_error(problem, self.folder) from None
            raise from_server_words(done.stderr or done.stdout, self.folder, "PostgreSQL", self.log)
        draft.rename(self.data)

    def _launch(self) -> None:
        self.port = ports.free()
        settings = {**self.settings, "port": str(self.port)}
        start_of_words = self.log.stat().st_size if self.log.exists() else 0
        command: list[str | Path] = [self.bin / "postgres", "-D", self.data]
        command += [f"--{key}={value}" for key, value in settings.items()]
        self.process = processes.start(
            command,
            env=self.env,
            cwd="/",
            log=self.log,
            on_parent_death=signal.SIGINT,
            pass_fds=self.keep_open,
            **self.account.switch,
        )
        probe: list[str | Path] = [self.bin / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        probe += ["-d", "postgres", "-U", SUPERUSER]
        deadline = time.monotonic() + 60  # recovery after a crash takes its time
        while subprocess.run(probe, env=self.env, check=False).returncode:
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                words = self.log.read_bytes()[start_of_words:].decode(errors="replace")
                raise from_server_words(words, self.folder, "PostgreSQL", self.log)
            time.sleep(0.03)

    def _clear_remains(self) -> None:
        """Deal with postmaster.pid after a kill: end a server that is still on our data, drop a stale file.

        PostgreSQL itself refuses to start when the number in the file belongs to any other process of the account by now.
        """
        pid_file = self.data / "postmaster.pid"
        if not pid_file.exists():
            return
        first = pid_file.read_text().split("\n", 1)[0].strip()
        pid = int(first) if first.isdigit() else 0
        if pid and processes.alive(pid) and str(self.data) in processes.command_line(pid):
            processes.end_stranger(pid, with_signal=signal.SIGINT, patience=30)
        pid_file.unlink(missing_ok=True)
