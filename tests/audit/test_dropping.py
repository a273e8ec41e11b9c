"""Events leave by whole seals: signed first, deleted then, and the check still passes."""

import uuid
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from audit import drops, events
from audit.connect import open_connection
from audit.drops import Dropper, NothingToDrop
from audit.sealer import Sealer
from audit.verification import Report
from tests.audit.conftest import Connect
from vault import signing

Verify = Callable[..., Report]
APPROVAL = uuid.uuid4()


@pytest.fixture
def dropper(sealer: Sealer) -> Iterator[Dropper]:
    """Three seals over two events each, all older than nothing at all."""
    for _ in range(3):
        events.record("session.left")
        events.record("session.left")
        sealer.once()
    link = open_connection(settings.SEALER_DATABASE_URL, "SEALER_DATABASE_URL")
    yield Dropper(link, keep_days=0)
    link.close()


def drop(dropper: Dropper, checkpoints: Path) -> list[tuple[int, int]]:
    dropper.record(dropper.due(), APPROVAL, signing.load(settings.AUDIT_SIGNING_KEY), checkpoints)
    return list(dropper.carry_out())


def test_old_seals_lose_their_events_and_the_check_still_passes(
    dropper: Dropper, checkpoints: Path, verify: Verify
) -> None:
    assert drop(dropper, checkpoints) == [(1, 2), (2, 2)]
    report = verify()
    assert (report.problems, report.events, report.dropped, report.seals) == ([], 2, 4, 3)
    assert str(APPROVAL) in (checkpoints.parent / drops.NAME).read_text()


def test_a_run_that_was_stopped_is_finished_by_the_next(
    dropper: Dropper, checkpoints: Path, verify: Verify
) -> None:
    dropper.record(dropper.due(), APPROVAL, signing.load(settings.AUDIT_SIGNING_KEY), checkpoints)
    assert next(dropper.carry_out()) == (1, 2)
    assert verify().problems == []
    assert list(dropper.carry_out()) == [(2, 2)]
    with pytest.raises(NothingToDrop):
        drop(dropper, checkpoints)


def test_without_a_record_nothing_can_be_dropped(dropper: Dropper, as_role: Connect) -> None:
    for role in ("app", "audit", "backup", "sealer"):
        with as_role(role).cursor() as cursor, pytest.raises(psycopg2.errors.InsufficientPrivilege):
            cursor.execute("SELECT audit_drop_sealed(1)")
    with as_role("sealer").cursor() as cursor:
        cursor.execute("SET audit.dropping = 'on'")
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            cursor.execute("DELETE FROM audit_event")


def test_a_record_that_the_sealer_did_not_sign_is_not_believed(
    dropper: Dropper, checkpoints: Path, as_role: Connect, verify: Verify
) -> None:
    """Somebody with the superuser's password deletes events and writes a record of it."""
    with as_role("superuser").cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_drop SELECT 1, 1, 1, 2, prev, now(), gen_random_uuid(), key, signature"
            " FROM audit_seal WHERE n = 2"
        )
        cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER ALL")
        cursor.execute("DELETE FROM audit_event WHERE id <= 2")
    problems = verify().problems
    assert "The record of dropped events 1 does not bear the sealer's signature." in problems
    assert "Events 1, 2 are missing: sealed and deleted since." in problems


def test_a_seal_dropped_in_part_is_named(
    dropper: Dropper, checkpoints: Path, as_role: Connect, verify: Verify
) -> None:
    dropper.record(dropper.due(), APPROVAL, signing.load(settings.AUDIT_SIGNING_KEY), checkpoints)
    with as_role("superuser").cursor() as cursor:
        cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER ALL")
        cursor.execute("DELETE FROM audit_event WHERE id = 3")
    assert "Event 3 is missing: sealed and deleted since." in verify().problems


def test_the_command_counts_first_and_keeps_what_is_young(dropper: Dropper, settings: object) -> None:
    said = StringIO()
    call_command("drop_audit", stdout=said)
    assert "0 seals over 0 events" in said.getvalue()
    assert "Nothing was dropped" in said.getvalue()
    with pytest.raises(CommandError):
        call_command("drop_audit", "--keep-days", "1")
