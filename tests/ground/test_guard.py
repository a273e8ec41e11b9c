"""What a killed supervisor leaves behind is cleared away, also what does not listen."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from config.embedded import processes
from config.launch.state import State
from tests.ground.running import ROOT, environment, wait_until

# A supervisor with a child that starts a child of its own; the latter ignores every polite request.
PARENT = """
import os, signal, sys
from config.embedded import processes
from config.launch.guard import Guard
from config.launch.state import State
state = State.from_environment()
state.lock()
guard = Guard(state)
guard.start()
inner = "trap : TERM INT HUP QUIT; while :; do sleep 1; done"
outer = ["/bin/sh", "-c", 'sh -c "$1" & wait', "sh", inner]
processes.start(outer, env={"PATH": "/bin"}, cwd="/", pass_fds=(state.lock_descriptor,))
print(guard.pid, flush=True)
if sys.argv[1] == "wait":
    signal.pause()
for pid in set(state.lock_holders()) - {os.getpid()}:
    os.kill(pid, signal.SIGKILL)
guard.dismiss()
"""


def _parent(state: Path, what: str) -> tuple[subprocess.Popen[str], int]:
    command = [sys.executable, "-c", PARENT, what]
    parent = subprocess.Popen(command, env=environment(state), cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert parent.stdout
    return parent, int(parent.stdout.readline())


def test_a_stubborn_grandchild_goes_too(tmp_path: Path) -> None:
    parent, guard = _parent(tmp_path, "wait")
    wait_until(lambda: len(State(tmp_path).lock_holders()) >= 3, 10)
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    wait_until(lambda: not State(tmp_path).lock_holders(), 15)
    wait_until(lambda: not processes.alive(guard), 5)


def test_a_guard_that_is_dismissed_touches_nothing(tmp_path: Path) -> None:
    parent, guard = _parent(tmp_path, "leave")
    assert parent.wait(10) == 0
    later = State(tmp_path)
    later.lock()
    time.sleep(0.5)
    assert later.lock_holders() == [os.getpid()]
    assert not processes.alive(guard)
    os.close(later.lock_descriptor)
