"""A program that dies is started again, however long it ran; one that keeps dying ends the run with its reason."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from config.embedded.trouble import Trouble
from config.launch.state import State
from config.launch.supervisor import RESTART_WINDOW, RESTARTS, Supervisor


@pytest.fixture
def watching(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Supervisor:
    """A supervisor that starts nothing and waits for nobody; it has planned a program `web`."""
    supervisor = Supervisor(State(tmp_path / "state"), 0, time.time())
    supervisor.state.logs.mkdir(parents=True, exist_ok=True)
    (supervisor.state.logs / "web.log").write_text("the reason\n")
    supervisor.plan["web"] = "web"  # type: ignore[assignment]  # only handed on
    monkeypatch.setattr("config.launch.supervisor.time.sleep", _slept)
    return supervisor


def _slept(seconds: float) -> None:
    assert seconds >= 0


@pytest.mark.parametrize("earlier", [[], [RESTART_WINDOW + 1], [1.0], [1.0] * RESTARTS])
def test_it_is_started_again(watching: Supervisor, monkeypatch: Any, earlier: list[float]) -> None:
    started: list[Any] = []
    monkeypatch.setattr(watching, "_launch", started.append)
    watching.starts["web"] = [time.monotonic() - seconds for seconds in earlier]
    watching._start_again("web", -9)
    assert started == ["web"]


def test_one_that_keeps_dying_says_why(watching: Supervisor) -> None:
    watching.starts["web"] = [time.monotonic()] * (RESTARTS + 1)
    with pytest.raises(Trouble, match="the reason"):
        watching._start_again("web", -9)
