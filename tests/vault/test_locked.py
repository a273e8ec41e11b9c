"""What a child process that works on hostile content can reach: nothing."""

import os
import socket
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
