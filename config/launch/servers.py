"""The servers of a local installation: the embedded ones, or those the environment names."""

from __future__ import annotations

from pathlib import Path

from config.embedded import account as accounts
from config.embedded.postgres import Postgres
from config.embedded.trouble import Trouble
from config.embedded.valkey import Valkey
from config.launch.programs import Addresses, given_addresses
from config.launch.state import State


class Servers:
    """Start what DATABASE_URL and REDIS_URL do not name, on a locked state folder."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.postgres: Postgres | None = None
        self.valkey: Valkey | None = None

    def start(self) -> Addresses:
        """Start them, with the roles and the database made. Raises Trouble."""
        given = given_addresses()
        if "app" not in given:
            given |= self._start_postgres()
        if "redis" not in given:
            self.valkey = Valkey(self.state.folder / "valkey", accounts.current(), keep_open=self._lock())
            given["redis"] = self.valkey.start().url()
        return Addresses(**given)

    def stop(self) -> None:
        """Stop what we started, the broker first."""
        for server in (self.valkey, self.postgres):
            if server:
                server.stop()

    def require_alive(self) -> None:
        """Raises Trouble if one of ours ended by itself."""
        for name, server in (("PostgreSQL", self.postgres), ("Valkey", self.valkey)):
            if server and server.process and server.process.poll() is not None:
                raise Trouble(f"{name} ended by itself.", f"The whole story is in {server.log}.")

    def note_folder(self) -> Path:
        """Where to note what the cluster holds: beside it, so that the note goes when the cluster goes."""
        return self.postgres.folder if self.postgres else self.state.folder

    def _lock(self) -> tuple[int, ...]:
        return (self.state.lock_descriptor,)

    def _start_postgres(self) -> dict[str, str]:
        passwords = self.state.secrets()
        self.postgres = Postgres(self.state.folder / "postgres", accounts.current(), keep_open=self._lock())
        self.postgres.start()
        self.postgres.prepare(passwords)
        return {
            role: self.postgres.url(f"wayhome_{role}", passwords[role])
            for role in ("app", "owner", "sealer", "audit")
        }
