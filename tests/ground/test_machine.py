"""Missing Debian packages: installed for root, named in one line for everybody else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from config.launch import machine


@pytest.fixture
def apt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An apt-get that writes down what it was asked and makes a file for every package. Gives the folder."""
    script = tmp_path / "apt-get"
    script.write_text(
        f'#!/bin/sh\necho "$@" >>{tmp_path}/asked\n'
        f'case "$*" in *install*) for word; do : >{tmp_path}/"${{word}}".there; done ;; esac\n'
    )
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    return tmp_path


def _wanted(folder: Path) -> machine.Wanted:
    return {"libinvented0": (folder / "libinvented0.there").exists, "libhere1": lambda: True}


def test_root_gets_what_is_missing(apt: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert machine.bring(_wanted(apt), "PDF reports") == ""
    assert (apt / "asked").read_text() == "-qq install --yes --no-install-recommends libinvented0\n"


def test_others_are_told_in_one_line(apt: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    line = machine.bring(_wanted(apt), "PDF reports")
    assert line.endswith("needed for PDF reports: libinvented0. Remedy: sudo apt-get install libinvented0")
    assert not (apt / "asked").exists()


def test_what_is_only_named_is_not_installed(apt: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    line = machine.named(_wanted(apt), "sound and film")
    assert line.endswith("needed for sound and film: libinvented0. Remedy: sudo apt-get install libinvented0")
    assert not (apt / "asked").exists()
    assert machine.named({"libhere1": lambda: True}, "sound and film") == ""
    assert set(machine.FOR_RECORDINGS) <= set(machine.FOR_TESTS), "tests make sound and film"


def test_nothing_is_done_when_nothing_is_missing(apt: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert machine.bring({"libhere1": lambda: True}, "PDF reports") == ""
    assert not (apt / "asked").exists()


def test_a_library_is_looked_for_where_programs_find_it() -> None:
    assert machine.library("libc.so.6")()
    assert not machine.library("libinvented.so.0")()
