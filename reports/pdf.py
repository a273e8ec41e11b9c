"""PDF from our own templates, made in a locked child process (design/confidentiality.md 10).

The child (reports/pdf_child.py) gets HTML and a dictionary of named assets over a pipe. It inherits no
environment and therefore no key, no password and no address of any server.
"""

import base64
import json
import logging
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import IO

from django.conf import settings

from reports import pdf_child

log = logging.getLogger("wayhome.reports")

CHILD = Path(pdf_child.__file__)
SECONDS = 300
MEMORY_BYTES = 1 << 30
MAX_PAGES = 400
LOOK_EVERY = 0.5
FONTS = ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf", "NotoSansArabic-Regular.ttf", "NotoSansArabic-Bold.ttf")
STYLE = "report-print.css"


class PdfFailed(Exception):
    """The child did not make a PDF. `problem` is a code of ReportRun.Problem, `reason` one word for the log."""

    def __init__(self, problem: str, reason: str) -> None:
        super().__init__(reason)
        self.problem = problem
        self.reason = reason


class PdfCancelled(Exception):
    """The person who asked does not want it any more."""


class PdfChild:
    """One child for one PDF. Started early, so that it is loaded by the time the HTML is ready."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-I", str(CHILD), str(SECONDS), str(MEMORY_BYTES)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={"LANG": "C.UTF-8", "HOME": "/dev/shm", "TMPDIR": "/dev/shm"},  # noqa: S108  # memory of its own
            cwd="/",
        )

    def __enter__(self) -> "PdfChild":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()

    def render(
        self, html: str, assets: Mapping[str, bytes], *, is_cancelled: Callable[[], bool] = lambda: False
    ) -> bytes:
        """The tagged PDF of `html`, whose addresses are all `asset:name`. Raises PdfFailed or PdfCancelled."""
        job = {
            "html": html,
            "assets": {name: base64.b64encode(content).decode() for name, content in assets.items()},
            "max_pages": MAX_PAGES,
        }
        # A thread feeds the pipe: communicate() forgets what is left of its input once it has timed out.
        pipe, self.process.stdin = self.process.stdin, None
        Thread(target=_feed, args=(pipe, json.dumps(job).encode()), daemon=True).start()
        until = time.monotonic() + SECONDS
        while True:
            try:
                pdf, said = self.process.communicate(timeout=LOOK_EVERY)
            except subprocess.TimeoutExpired:
                if is_cancelled():
                    raise PdfCancelled from None
                if time.monotonic() > until:
                    raise PdfFailed("too_slow", "time") from None
            else:
                return self._checked(pdf, said)

    def _checked(self, pdf: bytes, said: bytes) -> bytes:
        code = self.process.returncode
        if code == 0 and pdf.startswith(b"%PDF-"):
            return pdf
        problem = "too_large" if code == pdf_child.TOO_MANY_PAGES else "too_slow" if code == -24 else "broken"
        raise PdfFailed(problem, said.decode("ascii", "replace")[-40:] or f"exit {code}")


def _feed(pipe: IO[bytes] | None, job: bytes) -> None:
    """Write the job and close the pipe; a child that died meanwhile is told of by its exit code."""
    with suppress(BrokenPipeError), pipe as open_pipe:  # type: ignore[union-attr]  # it was opened with a pipe
        open_pipe.write(job)


@cache
def house_assets() -> dict[str, bytes]:
    """Style sheet and fonts, read once per worker."""
    static = Path(settings.BASE_DIR) / "static"
    fonts = {name: (static / "fonts" / name).read_bytes() for name in FONTS}
    return {STYLE: (static / "css" / STYLE).read_bytes(), **fonts}


def confinement() -> dict[str, bool]:
    """What the child can leave on this machine: {"network": …, "files": …}."""
    probe = subprocess.run(
        [sys.executable, "-I", str(CHILD), "--probe"], capture_output=True, env={}, check=False
    )
    found: dict[str, bool] = json.loads(probe.stdout or b'{"network": false, "files": false}')
    return found


def announce_confinement(**kwargs: object) -> None:
    """Said at the start of a worker: how far the PDF process is locked in here."""
    found = confinement()
    if not found["network"]:
        log.warning("the PDF process keeps its network: this kernel gives no namespaces to this user")
    elif not found["files"]:
        log.warning("the PDF process has no network, but its file system is not read-only")
    else:
        log.info("the PDF process runs without network and on a read-only file system")
