"""Children that never outlive the process that started them."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def _die_with_parent(signum: int, parent: int) -> Callable[[], None]:
    """What the child does between fork and exec: ask for `signum` when its parent dies, leave the terminal's group.

    The group of its own keeps a Ctrl-C for the supervisor, which then stops everything in order. It runs after the
    change of user, which would clear the request.
    """

    def prepare() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, signum)
        os.setpgid(0, 0)
        if os.getppid() != parent:  # died before we asked
            os.kill(os.getpid(), signal.SIGKILL)

    return prepare


def start(
    command: Sequence[str | os.PathLike[str]],
    *,
    env: Mapping[str, str],
    cwd: str | Path,
    log: Path | None = None,
    on_parent_death: int = signal.SIGTERM,
    **options: Any,
) -> subprocess.Popen[bytes]:
    """Start a child tied to this process. Its output goes to `log` (0600), or to ours when there is none."""
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600) if log else None
    try:
        return subprocess.Popen(
            [os.fspath(part) for part in command],
            env=dict(env),
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            preexec_fn=_die_with_parent(on_parent_death, os.getpid()),
            **options,
        )
    finally:
        if output is not None:
            os.close(output)


def stop(child: subprocess.Popen[bytes], *, patience: float, with_signal: int = signal.SIGTERM) -> bool:
    """Ask a child to end; after `patience` seconds end its whole group. True if it went by itself."""
    if child.poll() is None:
        child.send_signal(with_signal)
    try:
        child.wait(patience)
    except subprocess.TimeoutExpired:
        kill_group(child)
        child.wait(10)
        return False
    return True


def kill_group(child: subprocess.Popen[bytes]) -> None:
    """SIGKILL for the child and whatever it started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)


def alive(pid: int) -> bool:
    """Is there a process with this id (zombies do not count)?"""
    try:
        words = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return words.rpartition(")")[2].split()[0] != "Z"


def command_line(pid: int) -> str:
    """The command of a running process, or nothing."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def end_stranger(pid: int, *, with_signal: int, patience: float) -> None:
    """End a process that is not our child: ask, wait, then SIGKILL."""
    deadline = time.monotonic() + patience
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, with_signal)
        while alive(pid):
            if time.monotonic() > deadline:
                os.kill(pid, signal.SIGKILL)
            time.sleep(0.05)
