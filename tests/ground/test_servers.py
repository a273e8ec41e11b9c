"""The embedded servers: passwords, loopback, recovery, and folders they may not enter."""

from __future__ import annotations

import os
import signal
import socket
import stat
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
import redis

from config.embedded import account as accounts
from config.embedded import postgres, processes
from config.embedded.postgres import Postgres
from config.embedded.trouble import Trouble
from config.embedded.valkey import Valkey

PASSWORDS = {role: f"{role}-password" for role in postgres.ROLES}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that the servers' account can enter, and a side folder that is not the machine's."""
    monkeypatch.setenv("WAYHOME_SERVERS_HOME", str(tmp_path / "side"))
    for parent in (tmp_path, *tmp_path.parents):
        if parent.stat().st_uid == os.geteuid() and parent != Path("/"):
            parent.chmod(parent.stat().st_mode | stat.S_IXOTH)
    return tmp_path


@pytest.fixture
def server(folder: Path) -> Iterator[Postgres]:
    server = Postgres(folder / "postgres", accounts.current(), fast=True)
    yield server.start()
    server.stop()


def _connect(
    server: Postgres, role: str, password: str, database: str = "wayhome"
) -> psycopg2.extensions.connection:
    return psycopg2.connect(server.url(role, password, database), connect_timeout=5)


def test_nobody_gets_in_without_a_password(server: Postgres) -> None:
    for password in ("", "wrong"):
        with pytest.raises(psycopg2.OperationalError):
            _connect(server, postgres.SUPERUSER, password, "postgres")


def test_it_listens_on_loopback_alone(server: Postgres) -> None:
    assert server.process
    with psycopg2.connect(server.superuser_url()) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('listen_addresses'), current_setting('unix_socket_directories')"
        )
        assert cursor.fetchone() == ("127.0.0.1", "")
    address = str(socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)[0][4][0])
    if not address.startswith("127."):
        with socket.socket() as probe:
            assert probe.connect_ex((address, server.port)) != 0


def test_roles_are_made_once_and_none_is_powerful(server: Postgres) -> None:
    server.prepare(PASSWORDS)
    server.prepare({**PASSWORDS, "app": "changed"})
    with _connect(server, "wayhome_app", "changed") as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolname FROM pg_roles WHERE rolname LIKE 'wayhome%%' AND rolcanlogin"
            " AND NOT (rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication) ORDER BY 1"
        )
        assert [name for (name,) in cursor.fetchall()] == sorted(f"wayhome_{role}" for role in postgres.ROLES)
        cursor.execute("SELECT rolname FROM pg_roles WHERE rolbypassrls AND NOT rolsuper")
        assert cursor.fetchall() == [("wayhome_backup",)]


def test_it_recovers_from_a_kill_and_a_stale_pid_file(folder: Path) -> None:
    server = Postgres(folder / "postgres", accounts.current()).start()
    server.prepare(PASSWORDS)
    with _connect(server, "wayhome_owner", PASSWORDS["owner"]) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE kept (word text); INSERT INTO kept VALUES ('still here')")
    assert server.process
    server.process.kill()
    server.process.wait()
    pid_file = server.data / "postmaster.pid"
    # The number now belongs to a process of somebody else.
    pid_file.write_text("\n".join([str(os.getpid()), *pid_file.read_text().split("\n")[1:]]))
    server.start()
    with _connect(server, "wayhome_owner", PASSWORDS["owner"]) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT word FROM kept")
        assert cursor.fetchall() == [("still here",)]
    server.stop()


def test_a_server_that_still_runs_on_the_data_is_ended_first(server: Postgres, folder: Path) -> None:
    first = server.process
    second = Postgres(folder / "postgres", accounts.current(), fast=True).start()
    assert first
    assert first.wait(10) == 0
    second.stop()


def test_an_initialisation_that_was_cut_short_is_done_again(folder: Path) -> None:
    (folder / "postgres" / "data.new").mkdir(parents=True)
    (folder / "postgres" / "data.new" / "PG_VERSION").write_text("17\n")
    server = Postgres(folder / "postgres", accounts.current(), fast=True).start()
    server.stop()
    assert (server.data / "PG_VERSION").exists()


@pytest.mark.skipif(
    os.geteuid() != 0, reason="an ordinary user's servers run as that user and reach all it reaches"
)
def test_a_closed_parent_stays_closed(folder: Path) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    server = Postgres(closed / "postgres", accounts.current(), fast=True).start()
    server.stop()
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    assert server.folder.parent == accounts.side_folder()
    assert stat.S_IMODE(server.folder.stat().st_mode) == 0o700
    assert server.folder.stat().st_uid == accounts.current().uid != 0
    again = Postgres(closed / "postgres", accounts.current(), fast=True)
    assert again.folder == server.folder


def test_files_are_private(server: Postgres) -> None:
    assert stat.S_IMODE(server.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((server.folder / "password").stat().st_mode) == 0o600


def test_what_fails_is_not_logged_with_its_values(server: Postgres) -> None:
    with (
        pytest.raises(psycopg2.Error),
        psycopg2.connect(server.superuser_url()) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT missing_column FROM pg_class WHERE relname = 'Invented Name'")
    assert "Invented Name" not in server.log.read_text()


def test_valkey_wants_its_password(folder: Path) -> None:
    server = Valkey(folder / "valkey", accounts.current()).start()
    try:
        with pytest.raises(redis.AuthenticationError):
            redis.Redis(port=server.port).ping()
        assert redis.Redis.from_url(server.url()).ping()
        assert stat.S_IMODE((server.folder / "valkey.conf").stat().st_mode) == 0o600
    finally:
        server.stop()


def test_valkey_keeps_its_queue_over_a_kill(folder: Path) -> None:
    server = Valkey(folder / "valkey", accounts.current()).start()
    redis.Redis.from_url(server.url()).rpush("queue", "one")
    time.sleep(1.2)  # it writes to disk every second
    assert server.process
    server.process.kill()
    server.process.wait()
    server.start()
    try:
        assert redis.Redis.from_url(server.url()).lrange("queue", 0, -1) == [b"one"]
    finally:
        server.stop()


@pytest.mark.parametrize("kind", [Postgres, Valkey])
def test_production_refuses_them(
    folder: Path, kind: type[Postgres | Valkey], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WAYHOME_MODE", "production")
    with pytest.raises(Trouble, match="never run with WAYHOME_MODE=production"):
        kind(folder / "server", accounts.current(), fast=True).start()


def test_a_child_goes_with_its_parent(tmp_path: Path) -> None:
    """A process that starts a child and is killed."""
    parent = os.fork()
    if parent == 0:
        child = processes.start(["/bin/sleep", "60"], env={}, cwd="/")
        (tmp_path / "pid").write_text(str(child.pid))
        signal.pause()
        os._exit(0)
    deadline = time.monotonic() + 10
    while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    orphan = int((tmp_path / "pid").read_text())
    assert processes.alive(orphan)
    os.kill(parent, signal.SIGKILL)
    os.waitpid(parent, 0)
    while processes.alive(orphan):
        assert time.monotonic() < deadline
        time.sleep(0.02)
