"""The sealer signs what is finished, in order, and says when something holds it back."""

import logging
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings

from audit import events
from audit import sealer as sealing
from audit.checkpoints import CheckpointFile, public_keys
from audit.connect import open_connection
from audit.sealer import AlreadySealing, ClockWentBack, Sealer
from audit.seals import Seal
from tests.audit.conftest import Connect
from vault import signing

INSERT = (
    "INSERT INTO audit_event (nonce, name, result, facts, key_version, mac)"
    " VALUES (gen_random_uuid(), 'session.left', 'done', '{}', 1, '')"
)


def in_file(path: Path) -> list[Seal]:
    return [Seal.from_line(line) for line in path.read_text().splitlines()]


def test_a_finished_event_is_sealed_signed_and_written_outside(sealer: Sealer, checkpoints: Path) -> None:
    events.record("session.left")
    assert sealer.once() == 1
    (seal,) = in_file(checkpoints)
    assert (seal.n, seal.count) == (1, 1)
    assert signing.verify(seal.key, seal.signature, seal.signed_part())
    assert public_keys(checkpoints) == {seal.key}


def test_nothing_new_makes_no_seal_until_the_heartbeat(
    sealer: Sealer, monkeypatch: pytest.MonkeyPatch
) -> None:
    events.record("session.left")
    assert [sealer.once(), sealer.once()] == [1, 0]
    monkeypatch.setattr(sealing, "HEARTBEAT_SECONDS", 0)
    assert sealer.once() == 1


def test_a_running_transaction_is_waited_for(sealer: Sealer, as_role: Connect, checkpoints: Path) -> None:
    slow = as_role("app")
    slow.autocommit = False
    slow.cursor().execute(INSERT)
    events.record("session.left")  # later, and finished earlier
    assert sealer.once() <= 1
    slow.commit()
    sealer.once()
    assert sum(seal.count for seal in in_file(checkpoints)) == 2


def test_every_event_is_sealed_exactly_once(sealer: Sealer, checkpoints: Path) -> None:
    for _ in range(5):
        events.record("session.left")
        events.record("session.left")
        sealer.once()
    assert [seal.count for seal in in_file(checkpoints)] == [2] * 5
    ends = [(seal.tx_lo, seal.tx_hi) for seal in in_file(checkpoints)]
    assert all(before[1] == after[0] for before, after in zip(ends, ends[1:], strict=False))


def test_a_transaction_older_than_a_minute_is_reported(
    sealer: Sealer, as_role: Connect, caplog: pytest.LogCaptureFixture
) -> None:
    slow = as_role("app")
    slow.autocommit = False
    slow.cursor().execute(INSERT)
    events.record("session.left")
    with caplog.at_level(logging.ERROR, logger="wayhome.audit"):
        sealer.once(now=1000.0)
        sealer.once(now=1050.0)
        assert not caplog.records
        sealer.once(now=1061.0)
    assert [record.code for record in caplog.records] == ["sealing.held_back"]  # type: ignore[attr-defined]


def test_backward_time_is_refused(sealer: Sealer, monkeypatch: pytest.MonkeyPatch) -> None:
    events.record("session.left")
    sealer.once()
    now = sealer._moment()
    earlier = sealing.Moment(now.xmin, now.xmax, now.at - 3600 * sealing.MICROSECOND)
    monkeypatch.setattr(sealer, "_moment", lambda: earlier)
    with pytest.raises(ClockWentBack):
        sealer.once()


def test_there_is_only_one_sealer(sealer: Sealer, checkpoints: Path) -> None:
    link = open_connection(settings.SEALER_DATABASE_URL, "SEALER_DATABASE_URL")
    with pytest.raises(AlreadySealing):
        Sealer(link, sealer.key, CheckpointFile(checkpoints)).start()
    link.close()


def restarted(sealer: Sealer, checkpoints: Path) -> Sealer:
    sealer.link.close()
    sealer.link = open_connection(settings.SEALER_DATABASE_URL, "SEALER_DATABASE_URL")
    sealer.checkpoints = CheckpointFile(checkpoints)
    for _ in range(50):  # the server frees the lock when it has noticed the closed connection
        try:
            sealer.start()
        except AlreadySealing:
            time.sleep(0.1)
        else:
            return sealer
    raise AssertionError("the lock of a closed sealer was not freed")


def test_a_crash_between_database_and_file_is_made_good(sealer: Sealer, checkpoints: Path) -> None:
    for _ in range(2):
        events.record("session.left")
        sealer.once()
    lines = checkpoints.read_text().splitlines()
    checkpoints.write_text(f"{lines[0]}\n{lines[1][:40]}")  # the power went while the second line was written
    restarted(sealer, checkpoints)
    events.record("session.left")
    sealer.once()
    assert [seal.n for seal in map(Seal.from_line, [*checkpoints.read_text().splitlines()[:1]])] == [1]
    assert [Seal.from_line(line).n for line in checkpoints.read_text().splitlines()[2:]] == [2, 3]


def test_a_database_older_than_the_file_begins_a_new_epoch(sealer: Sealer, checkpoints: Path) -> None:
    events.record("session.left")
    sealer.once()
    newest = in_file(checkpoints)[-1]
    ahead = sealing.replace(newest, n=newest.n + 5, signature=b"of a later time")
    with checkpoints.open("a") as file:
        file.write(ahead.line() + "\n")
    restarted(sealer, checkpoints)
    events.record("session.left")
    sealer.once()
    last = in_file(checkpoints)[-1]
    assert (last.n, last.epoch, last.prev) == (newest.n + 1, newest.epoch + 1, newest.digest())


def test_events_of_another_cluster_get_their_own_epoch(
    sealer: Sealer, as_role: Connect, checkpoints: Path
) -> None:
    """As after a move: what came along is sealed to its end, what comes now counts in the next epoch."""
    events.record("session.left")
    with as_role("superuser").cursor() as cursor:
        cursor.execute("ALTER TABLE audit_epoch DISABLE TRIGGER ALL")
        cursor.execute("UPDATE audit_epoch SET place = 'another cluster'")
        cursor.execute("ALTER TABLE audit_epoch ENABLE ALWAYS TRIGGER audit_epoch_keeps_rows")
    events.record("session.left")
    sealer.once()
    first, second = in_file(checkpoints)
    assert (first.epoch, first.count, second.epoch, second.count) == (1, 1, 2, 1)
    assert second.prev == first.digest()


def test_the_process_ends_cleanly_when_told(live_db: str, checkpoints: Path) -> None:
    events.record("session.left")
    from tests.plugin import RUN

    env = {**RUN.there.environment(live_db), "AUDIT_CHECKPOINTS": str(checkpoints), "PATH": "/usr/bin:/bin"}
    process = subprocess.Popen(
        [sys.executable, "manage.py", "seal_audit"],
        cwd=settings.BASE_DIR,
        env=env,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        for _ in range(300):
            if checkpoints.exists() and checkpoints.stat().st_size:
                break
            time.sleep(0.1)
        assert in_file(checkpoints)[0].count == 1
    finally:
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=20)
    assert (process.returncode, said) == (0, "")
