"""A mail server that can misbehave, a real Celery worker, and people to tell things."""

from __future__ import annotations

import os
import signal
import socketserver
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from notifications import kinds, outbox
from tests.plugin import RUN


class _Session(socketserver.StreamRequestHandler):
    """One conversation, as far as Django's mail backend needs it."""

    def handle(self) -> None:
        self.say("220 ready")
        while line := self.rfile.readline():
            word = line.split()[0].upper()
            if word == b"DATA":
                self.say("354 go on")
                text = b"".join(iter(self.rfile.readline, b".\r\n"))
                self.server.began.set()  # type: ignore[attr-defined]
                if self.server.mode == "hang":  # type: ignore[attr-defined]
                    self.server.released.wait(30)  # type: ignore[attr-defined]
                    return
                self.server.messages.append(text.decode())  # type: ignore[attr-defined]
            if word == b"QUIT":
                return self.say("221 bye")
            self.say("250 ok" if self.server.mode != "refuse" else "451 later")  # type: ignore[attr-defined]

    def say(self, words: str) -> None:
        self.wfile.write(words.encode() + b"\r\n")


class MailServer(socketserver.ThreadingTCPServer):
    """Keeps what it accepts in `messages`; `mode` is accept, hang (never answers) or refuse (tells to come again)."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.mode = "accept"
        self.messages: list[str] = []
        self.began, self.released = threading.Event(), threading.Event()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.server_address[1]}"


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    server = MailServer()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.released.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def worker(
    live_db: str, mail_server: MailServer, tmp_path: Path
) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """`worker()` starts a Celery worker of its own process group; its log is worker.log under tmp_path."""
    started = []

    def start(*more: str) -> subprocess.Popen[bytes]:
        env = {
            **os.environ,
            **RUN.there.environment(live_db),
            "EMAIL_URL": mail_server.url,
            "LOG_LEVEL": "INFO",
        }
        env["REDIS_URL"] = settings.REDIS_URL
        process = subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "config.celery", "worker", "-c", "1"]
            + ["--without-gossip", "--without-mingle", "--loglevel", "INFO", *more],
            cwd=settings.BASE_DIR,
            env=env,
            stderr=(tmp_path / "worker.log").open("ab"),
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def eventually(question: Callable[[], object], seconds: float = 30) -> object:
    """The first true answer to `question`; fails when there is none in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if answer := question():
            return answer
        time.sleep(0.1)
    raise AssertionError("it did not happen in time")


@pytest.fixture
def person(request: pytest.FixtureRequest) -> User:
    """Bruno, with nothing but an account."""
    return User.objects.create_user(
        email=f"bruno-{uuid.uuid4()}@wayhome.example", display_name="Bruno Keller"
    )


@pytest.fixture(autouse=True)
def a_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    outbox.register("test.happened", _("A new case waits for you"), "home")
