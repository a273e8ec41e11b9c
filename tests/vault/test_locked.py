"""What a child process that works on hostile content can reach: nothing."""

import os
import socket
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from vault import locked
from vault.locked import Cancelled, ChildFailed, ChildRefused, LockedChild

JOB = "tests.vault.hostile_job"


@pytest.fixture(scope="module")
def confined():
    return locked.confinement()


def did(what: str, with_: str = "", **limits: int) -> bool:
    with LockedChild(JOB, seconds=limits.get("seconds", 30)) as child:
        return child.ask({"do": what, "with": with_})[0]["did"]


def test_what_is_sent_comes_back_whole():
    body = os.urandom(3_000_000)
    with LockedChild(JOB, seconds=30) as child:
        assert child.ask({"do": "echo"}, body) == ({"did": True}, body)


def test_it_has_no_environment_of_ours():
    assert not did("environment")


def test_it_reaches_no_network(confined):
    if not confined["network"]:
        pytest.skip("this kernel gives no namespaces; said at the start of a worker")
    with socket.create_server(("127.0.0.1", 0)) as server:
        assert not did("connect", str(server.getsockname()[1]))


def test_it_writes_nothing_anywhere(confined, tmp_path):
    if not confined["files"]:
        pytest.skip("this kernel gives no namespaces; said at the start of a worker")
    for path in (tmp_path / "x", Path("/tmp/wayhome-was-here"), Path.cwd() / "was-here"):  # noqa: S108
        assert not did("write", str(path))
        assert not path.exists()


def test_it_sees_neither_other_processes_nor_the_folder_of_keys(confined, settings, tmp_path):
    if not confined["files"]:
        pytest.skip("this kernel gives no namespaces; said at the start of a worker")
    (tmp_path / "root.key").write_bytes(b"k" * 32)
    settings.STATE_DIR = tmp_path
    assert not did("read", str(tmp_path / "root.key"))
    assert not did("processes")
    assert not did("remount")


def test_it_has_no_privileges_left(confined):
    assert confined["privileges"]


def test_memory_and_time_are_bounded():
    with pytest.raises(ChildFailed, match="memory"):
        did("memory")
    with pytest.raises(ChildFailed, match="time"):
        did("idle", seconds=1)
    with pytest.raises(ChildFailed, match="time"):
        did("spin", seconds=1)


def test_a_refusal_is_one_word_and_an_error_says_nothing_of_the_content():
    with pytest.raises(ChildRefused, match="^because$"):
        did("refuse")
    with pytest.raises(ChildFailed, match="^ValueError$"):
        did("shout", "Olena Kovalenko")


def test_it_ends_when_nobody_wants_it_any_more():
    with LockedChild(JOB, seconds=30) as child:
        with pytest.raises(Cancelled):
            child.ask({"do": "idle"}, is_cancelled=lambda: True)
        process = child.process
    assert process.returncode is not None


def ask(what: str, with_: str = "", **limits: int) -> bool:
    with LockedChild(JOB, seconds=30, **limits) as child:
        return child.ask({"do": what, "with": with_})[0]["did"]


def test_a_program_runs_only_where_it_was_allowed():
    assert ask("program", "/bin/echo x", processes=8)
    if os.geteuid() == 0:
        pytest.skip("the bound on processes does not count for root")
    assert not ask("program", "/bin/echo x")


def test_a_program_has_neither_network_nor_files_either(confined, tmp_path):
    if not confined["files"]:
        pytest.skip("this kernel gives no namespaces; said at the start of a worker")
    (tmp_path / "x").write_text("x")
    assert ask("program", f"/bin/cat {tmp_path}/x", processes=8)
    assert not ask("program", f"/bin/cp -v {tmp_path}/x {tmp_path}/y", processes=8)
    assert not ask("program", "/bin/ls /proc", processes=8)
    with socket.create_server(("127.0.0.1", 0)) as server:
        there = f"import socket; socket.create_connection(('127.0.0.1',{server.getsockname()[1]}),2);print(1)"
        with LockedChild(JOB, seconds=30, processes=8) as child:
            header = {"do": "program_of", "with": [sys.executable, "-I", "-c", there]}
            assert not child.ask(header)[0]["did"]


def test_a_program_dies_with_its_child(tmp_path):
    """Whatever kills the child: nobody is left to go on with hostile content."""
    length = f"{100 + os.getpid() / 1e6:.6f}"
    child = LockedChild(JOB, seconds=30, processes=8)
    with child, pytest.raises(Cancelled):
        child.ask({"do": "program", "with": f"/bin/sleep {length}"}, is_cancelled=lambda: _runs(length))
    assert eventually(lambda: not _runs(length))


def _runs(word: str) -> bool:
    def words(folder: Path) -> bytes:
        with suppress(OSError):
            return (folder / "cmdline").read_bytes()
        return b""

    wanted = b"sleep\0" + word.encode()
    return any(wanted in words(folder) for folder in Path("/proc").iterdir() if folder.name.isdigit())


def eventually(holds: Callable[[], bool]) -> bool:
    return any(holds() or time.sleep(0.1) for _ in range(50))


def test_its_files_have_the_room_they_were_given_and_no_more():
    assert not ask("large_file", "30"), "sixteen megabytes a file where nothing else is said"
    assert ask("large_file", "30", room=40 << 20)
    assert not ask("large_file", "50", room=40 << 20)


def test_what_must_be_locked_in_wholly_is_refused_elsewhere(confined):
    if confined["files"]:
        assert ask("echo", strict=True)
    with pytest.raises(ChildRefused, match="^unconfined$"):
        ask("echo", strict=True, room=-1)  # no file system has so little room
