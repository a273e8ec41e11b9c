"""Real worker, real broker: what is committed is delivered, whoever dies in between."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
import redis
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from config.celery import app
from notifications import outbox, tasks
from notifications.models import InboxItem, Outbox
from tests.notifications.conftest import MailServer, eventually
from tests.notifications.talkative import talkative

Worker = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def broker() -> redis.Redis:
    link = redis.Redis.from_url(settings.REDIS_URL)
    link.flushdb()
    return link


def all_delivered() -> bool:
    return not Outbox.objects.exclude(state=Outbox.State.DELIVERED).exists()


def enqueue(person: User) -> None:
    with transaction.atomic():
        outbox.enqueue("test.happened", to=[person], about=person)


def make_due() -> None:
    """As if the lease, the patience of the relay and the wait before the next try were over."""
    past = timezone.now() - timedelta(seconds=1)
    Outbox.objects.filter(state=Outbox.State.WAITING).update(
        next_at=past, published_at=past - tasks.PATIENCE, lease_until=None
    )


def test_delivered_and_nothing_of_anybody_in_broker_or_log(
    live_db: str, broker: redis.Redis, person: User, worker: Worker, mail_server: MailServer, tmp_path: Path
) -> None:
    enqueue(person)
    in_broker = b"".join(broker.dump(key) or b"" for key in broker.scan_iter())
    worker()
    eventually(all_delivered)
    assert InboxItem.objects.filter(recipient=person).count() == len(mail_server.messages) == 1
    log = (tmp_path / "worker.log").read_text()
    for word in (person.email, person.display_name, "Bruno"):
        assert (
            word not in log
            and word.encode() not in in_broker
            and word not in mail_server.messages[0].split("To:")[0]
        )


def test_a_worker_killed_in_the_middle_loses_nothing(
    live_db: str, broker: redis.Redis, person: User, worker: Worker, mail_server: MailServer
) -> None:
    mail_server.mode = "hang"
    enqueue(person)
    first = worker()
    assert mail_server.began.wait(30)
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    row = Outbox.objects.get(channel="email")
    assert (row.state, row.attempts) == ("waiting", 1) and row.lease_until is not None
    mail_server.mode = "accept"
    broker.flushdb()  # not the broker's own redelivery is tested here
    make_due()
    tasks.relay()
    worker()
    eventually(all_delivered)
    assert len(mail_server.messages) == 1
    assert Outbox.objects.get(channel="email").attempts == 2


def test_a_flushed_broker_loses_nothing(
    live_db: str, broker: redis.Redis, person: User, worker: Worker, mail_server: MailServer
) -> None:
    enqueue(person)
    broker.flushdb()
    make_due()
    worker()
    tasks.relay()
    eventually(all_delivered)


def test_a_mail_server_that_fails_is_asked_again(
    live_db: str, broker: redis.Redis, person: User, worker: Worker, mail_server: MailServer
) -> None:
    mail_server.mode = "refuse"
    enqueue(person)
    worker()
    eventually(lambda: Outbox.objects.filter(channel="email", last_error__startswith="SMTP").exists())
    mail_server.mode = "accept"
    make_due()
    tasks.relay()
    eventually(all_delivered)
    assert len(mail_server.messages) == 1


def test_a_dead_broker_stops_nobody(
    live_db: str, person: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with app.connection_for_write("redis://127.0.0.1:1/0") as dead:
        monkeypatch.setattr(tasks.deliver, "apply_async", partial(tasks.deliver.apply_async, connection=dead))
        monkeypatch.setattr(tasks, "_quiet_until", 0.0)
        began = time.monotonic()
        enqueue(person)
    assert time.monotonic() - began < 1.5
    assert Outbox.objects.filter(state=Outbox.State.WAITING).count() == 2
    said = [record.levelname for record in caplog.records if record.name == "wayhome.notifications"]
    assert said == ["WARNING"]


def test_a_worker_logs_no_values(live_db: str, broker: redis.Redis, worker: Worker, tmp_path: Path) -> None:
    worker("-I", "tests.notifications.talkative")
    talkative.delay()
    log = tmp_path / "worker.log"
    eventually(lambda: log.exists() and "ValueError" in log.read_text())
    assert "talkative" in log.read_text()
    assert "Olena" not in log.read_text()
