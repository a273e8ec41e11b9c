"""Work on hostile content in a locked child process (design/confidentiality.md 10 and 11).

    with LockedChild("cases.attachments.job", seconds=60) as child:
        header, body = child.ask({"kind": "jpeg"}, content)

The child (vault/locked_child.py) inherits no environment and therefore no key, no password and no address
of any server. What it is given and what it answers go through pipes; nothing touches a disk.
"""

import json
import logging
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from types import TracebackType
from typing import IO, Any

from django.conf import settings

from vault import locked_child

log = logging.getLogger("wayhome.vault")

MEMORY_BYTES = 1 << 30
LOOK_EVERY = 0.5
# What the child never needs: other processes' environment, secrets of the machine, servers' data.
HIDDEN = ("/proc", "/run", "/var/lib", "/var/log", "/etc/ssl/private")


class ChildFailed(Exception):
    """No answer. `reason` is one word for the log: `time`, `memory`, or a kind of error."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ChildRefused(ChildFailed):
    """The job itself said no; `reason` is its code."""


class Cancelled(Exception):
    """Whoever asked does not want it any more."""


class LockedChild:
    """One child for one job. Started early, so that it is loaded by the time the content is ready.

    `processes` lets the job run programs, with so many processes and threads; `room` is how many bytes its
    files may have together, in memory. A `strict` job is refused (`unconfined`) where this machine cannot
    take network, files and privileges from it.
    """

    def __init__(
        self,
        job: str,
        *,
        seconds: int,
        memory: int = MEMORY_BYTES,
        processes: int = 0,
        room: int = 0,
        strict: bool = False,
    ) -> None:
        self.seconds = seconds
        self.process = _start(
            job, seconds=seconds, memory=memory, processes=processes, room=room, strict=strict
        )

    def __enter__(self) -> "LockedChild":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()

    def ask(
        self, header: dict[str, Any], body: bytes = b"", *, is_cancelled: Callable[[], bool] = lambda: False
    ) -> tuple[dict[str, Any], bytes]:
        """The job's answer. Raises ChildRefused, ChildFailed or Cancelled."""
        # A thread feeds the pipe: communicate() forgets what is left of its input once it has timed out.
        pipe, self.process.stdin = self.process.stdin, None
        Thread(target=_feed, args=(pipe, locked_child.pack(header, body)), daemon=True).start()
        until = time.monotonic() + self.seconds
        while True:
            try:
                answer, said = self.process.communicate(timeout=LOOK_EVERY)
            except subprocess.TimeoutExpired:
                if is_cancelled():
                    raise Cancelled from None
                if time.monotonic() > until:
                    raise ChildFailed("time") from None
            else:
                return self._checked(answer, said)

    def _checked(self, answer: bytes, said: bytes) -> tuple[dict[str, Any], bytes]:
        code = self.process.returncode
        word = said.decode("ascii", "replace")[-40:]
        if code == locked_child.REFUSED:
            raise ChildRefused(word)
        if code in (-signal.SIGXCPU, -signal.SIGKILL):
            raise ChildFailed("time")
        if code != 0:
            raise ChildFailed(word or f"exit {code}")
        try:
            return locked_child.unpack(answer)
        except ValueError:
            raise ChildFailed("answer") from None


def _start(job: str, **limits: int) -> "subprocess.Popen[bytes]":
    root = str(settings.BASE_DIR)
    program = f"import sys; sys.path.insert(0, {root!r}); from vault.locked_child import main; main()"
    hidden = [*HIDDEN, str(settings.STATE_DIR)]
    return subprocess.Popen(
        [sys.executable, "-I", "-c", program, job, json.dumps({**limits, "hidden": hidden})],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={"LANG": "C.UTF-8", "HOME": "/dev/shm", "TMPDIR": "/dev/shm"},  # noqa: S108  # memory of its own
        cwd="/",
    )


def _feed(pipe: IO[bytes] | None, message: bytes) -> None:
    """Write the message and close the pipe; a child that died meanwhile is told of by its exit code."""
    with suppress(BrokenPipeError), pipe as open_pipe:  # type: ignore[union-attr]  # it was opened with a pipe
        open_pipe.write(message)


def confinement() -> dict[str, bool]:
    """What a child can leave on this machine: {"network": …, "files": …, "privileges": …}."""
    process = _start("probe", seconds=10, memory=MEMORY_BYTES)
    answer, _said = process.communicate(timeout=30)
    try:
        return dict(locked_child.unpack(answer)[0])
    except ValueError:
        return {"network": False, "files": False, "privileges": False}


def announce_confinement(**kwargs: object) -> None:
    """Said at the start of a worker and of a web process: how far children are locked in here."""
    found = confinement()
    if not found["network"]:
        log.warning("locked children keep the network: this kernel gives no namespaces to this user")
    elif not found["files"]:
        log.warning("locked children have no network, but their file system is not read-only")
    else:
        log.info("locked children run without network and on a read-only file system")
