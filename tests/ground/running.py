"""Start the supervisor for real, watch its lines, and see what processes it has."""

from __future__ import annotations

import os
import queue
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from config.embedded import ports, processes
from config.launch.programs import SECRETS
from config.launch.state import State

ROOT = Path(__file__).resolve().parents[2]
UP = [sys.executable, str(ROOT / "manage.py"), "up"]


def environment(state: Path, **more: str) -> dict[str, str]:
    """What a person's shell would hand over: nothing of the test run's own settings."""
    ours = {*SECRETS, "WAYHOME_MODE", "WAYHOME_DEMONSTRATION", "DJANGO_SETTINGS_MODULE"}
    rest = {name: value for name, value in os.environ.items() if name not in ours}
    return {**rest, "WAYHOME_STATE": str(state), **more}


def up(state: Path, *, command: list[str] | None = None, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the supervisor to its (early) end."""
    return subprocess.run(
        command or UP,
        env=environment(state, **more),
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def only_line(done: subprocess.CompletedProcess[str]) -> str:
    """The one line of a refused start."""
    assert done.returncode == 1, done.stdout + done.stderr
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    assert "Traceback" not in done.stdout
    return lines[0]


class Running:
    """A supervisor in a process of its own."""

    def __init__(self, state: Path, command: list[str] | None = None, **more: str) -> None:
        self.state, self.port = state, ports.free()
        self.lines: list[str] = []
        self._queue: queue.Queue[str] = queue.Queue()
        self.process = subprocess.Popen(
            command or UP,
            env=environment(state, PORT=str(self.port), **more),
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        threading.Thread(target=self._read, daemon=True).start()

    def __enter__(self) -> Running:
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(40)
            except subprocess.TimeoutExpired:
                self.process.kill()
        wait_until(lambda: not self.processes(), 15)

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self._queue.put(line)

    def wait_for(self, words: str, seconds: float = 120) -> str:
        """The next line with these words. Fails with everything that was said instead."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                line = self._queue.get(timeout=0.2)
            except queue.Empty:
                if self.process.poll() is not None and self._queue.empty():
                    break
                continue
            self.lines.append(line)
            if words in line:
                return line
        raise AssertionError(f"{words!r} was not said: {''.join(self.lines)}")

    def processes(self) -> list[int]:
        """Everything that works on the state folder."""
        return State(self.state).lock_holders()

    def processes_named(self, word: str) -> list[int]:
        """Those with a word in their command."""
        return [pid for pid in self.processes() if word in processes.command_line(pid)]

    def interrupt(self) -> int:
        """Ctrl-C; gives the exit status."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(40)


def wait_until(true: object, seconds: float) -> None:
    """Wait until a condition holds; fail after so many seconds."""
    assert callable(true)
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"not true after {seconds} s"
        time.sleep(0.1)


@contextmanager
def listener() -> Iterator[int]:
    """Another program on a loopback port."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield int(taken.getsockname()[1])


def alive(pids: list[int]) -> list[int]:
    return [pid for pid in pids if processes.alive(pid)]
