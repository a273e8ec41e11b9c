"""A small process that clears up when the supervisor was killed.

Every child asks the kernel to be told when its parent dies, but its own children (a Celery task in the middle of its
work) are not reached that way. The guard sleeps on a pipe; when the supervisor vanishes without a word it gives
everything a moment to end by itself and then ends what still holds the state folder's lock.
"""

from __future__ import annotations

import os
import signal
import time

from config.launch.state import State

PATIENCE = 4.0
FAREWELL = b"."


class Guard:
    """Runs beside the supervisor from `start` to `dismiss`."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.pipe = -1
        self.pid = 0

    def start(self) -> None:
        """Fork the guard. Only the supervisor holds the writing end: it closes with its death and with nothing else."""
        reading, self.pipe = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(self.pipe)
            self._sleep(reading)
        os.close(reading)

    def dismiss(self) -> None:
        """Everything is stopped: nothing to clear up."""
        if self.pid:
            os.write(self.pipe, FAREWELL)
            os.close(self.pipe)
            os.waitpid(self.pid, 0)

    def _sleep(self, reading: int) -> None:
        os.setsid()
        for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(signum, signal.SIG_IGN)
        os.close(self.state.lock_descriptor)
        if os.read(reading, 1) != FAREWELL:
            deadline = time.monotonic() + PATIENCE
            while self.state.lock_holders() and time.monotonic() < deadline:
                time.sleep(0.2)
            self.state.end_lock_holders()
        os._exit(0)
