"""The life of a local installation: first start, a kill, the next start through `make` in a terminal, Ctrl-C."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

from config.embedded import ports
from config.launch.state import State
from tests.ground.running import ROOT, Running, alive, environment, only_line, up, wait_until

CAST = "amina@wayhome.example"


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One installation; the tests of this module are its days, in order."""
    return tmp_path_factory.mktemp("life") / "state"


@pytest.fixture(scope="module")
def first_day(state: Path) -> Iterator[Running]:
    with Running(state) as running:
        running.wait_for("Ready: http://localhost:")
        yield running


def _page(address: str) -> str:
    with urllib.request.urlopen(address, timeout=30) as response:
        return str(response.read().decode())


def _addresses(state: Path) -> dict[str, str]:
    found: dict[str, str] = json.loads((state / "addresses.json").read_text())
    return found


def _people(state: Path) -> list[str]:
    with psycopg2.connect(_addresses(state)["app"]) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT email FROM accounts_user ORDER BY email")
        return [email for (email,) in cursor.fetchall()]


def test_it_says_that_recovery_was_never_rehearsed(first_day: Running) -> None:
    assert "has never been rehearsed" in first_day.wait_for("Note: Recovering the root key")


def test_the_sign_in_page_answers_on_both_loopbacks(first_day: Running) -> None:
    for _, host in ports.addresses(first_day.port):
        name = f"[{host}]" if ":" in host else host
        assert "<form" in _page(f"http://{name}:{first_day.port}/account/login/")
    assert "<form" in _page(f"http://localhost:{first_day.port}/account/login/")


def test_the_cast_is_printed_and_there(first_day: Running, state: Path) -> None:
    first_day.wait_for(CAST, 10)
    assert CAST in _people(state)


def test_a_second_supervisor_is_refused(first_day: Running, state: Path) -> None:
    line = only_line(up(state, PORT=str(ports.free())))
    assert f"Another supervisor (process {first_day.process.pid}) is running" in line


def test_a_command_uses_the_running_servers(first_day: Running, state: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "config.launch.within", "migrate", "--check"],
        env=environment(state),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def _secrets_of(pid: int) -> set[str]:
    words = Path(f"/proc/{pid}/environ").read_bytes().decode(errors="replace").split("\0")
    return {name for name, _, value in (word.partition("=") for word in words) if value}


def test_each_program_has_its_own_secrets_only(first_day: Running) -> None:
    wait_until(lambda: first_day.processes_named("seal_audit") and first_day.processes_named("worker"), 20)
    hidden = {"SEALER_DATABASE_URL", "AUDIT_SIGNING_KEY", "DATABASE_OWNER_URL", "BACKUP_DATABASE_URL"}
    for pid in [*first_day.processes_named("gunicorn"), *first_day.processes_named("celery")]:
        assert not _secrets_of(pid) & hidden
    (sealer,) = first_day.processes_named("seal_audit")
    assert {"SEALER_DATABASE_URL", "AUDIT_SIGNING_KEY"} <= _secrets_of(sealer)
    assert "AUDIT_READER_DATABASE_URL" not in _secrets_of(sealer)


def test_every_file_is_private(first_day: Running, state: Path) -> None:
    assert state.stat().st_mode & 0o077 == 0
    for name in ("secrets.json", "keys/root.key", "sealer/signing.key", "addresses.json"):
        assert (state / name).stat().st_mode & 0o177 == 0, name


def test_a_program_that_dies_is_started_again(first_day: Running) -> None:
    beat = first_day.processes_named("beat")
    os.kill(beat[0], signal.SIGKILL)
    first_day.wait_for("beat ended with status -9", 10)
    wait_until(lambda: first_day.processes_named("beat") not in ([], beat), 15)


def test_a_killed_supervisor_leaves_no_orphan(first_day: Running, state: Path) -> None:
    running = first_day.processes()
    assert len(running) >= 8, (
        "supervisor, two servers, web and its workers, worker and its children, beat, sealer"
    )
    first_day.process.kill()
    first_day.process.wait()
    wait_until(lambda: not alive(running), 15)
    wait_until(lambda: not State(state).lock_holders(), 5)
    assert not ports.taken(first_day.port)


def test_the_next_start_finds_all_data_and_ctrl_c_ends_make_with_success(state: Path) -> None:
    """`make run` on a terminal, where Ctrl-C is a key and goes to the whole foreground group."""
    port = ports.free()
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(ROOT)
        os.execvpe("make", ["make", "run"], environment(state, PORT=str(port)))
    said = _read_until(terminal, "Tomas Ixim", 90)
    assert "The database is up to date" not in said, "nothing had to be prepared again"
    match = re.search(r"\[ *([0-9.]+) s\] Ready: http://localhost:(\d+)", said)
    assert match
    assert int(match[2]) == port
    assert CAST in _people(state)
    os.write(terminal, b"\x03")
    said = _read_until(terminal, "Everything is stopped", 40)
    _, status = os.waitpid(pid, 0)
    os.close(terminal)
    assert os.waitstatus_to_exitcode(status) == 0, said
    wait_until(lambda: not State(state).lock_holders(), 5)


def _read_until(terminal: int, words: str, seconds: float) -> str:
    said, deadline = "", time.monotonic() + seconds
    while words not in said:
        assert time.monotonic() < deadline, said
        if select.select([terminal], [], [], 0.2)[0]:
            try:
                said += os.read(terminal, 65536).decode(errors="replace")
            except OSError:
                break  # everybody has left the terminal
    assert words in said, said
    return said
