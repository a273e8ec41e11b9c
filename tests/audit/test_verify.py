"""Somebody with the superuser's password changes the audit; the check says what and where."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import override_settings

from audit import events
from audit.sealer import Sealer
from audit.verification import Report
from tests.audit.conftest import Connect

Verify = Callable[..., Report]
COPY_OF_ONE = (
    "INSERT INTO audit_event (id, tx, at, epoch, nonce, name, result, facts, key_version, mac) OVERRIDING SYSTEM VALUE"
    " SELECT 9000, tx, at, epoch, {nonce}, name, result, facts, key_version, mac FROM audit_event WHERE id = 2"
)


@pytest.fixture
def attack(as_role: Connect, sealer: Sealer) -> Callable[..., None]:
    """Six sealed events in two seals; then statements as the superuser with the triggers off."""
    for _ in range(2):
        for _ in range(3):
            events.record("session.left")
        sealer.once()

    def run(*statements: str) -> None:
        with as_role("superuser").cursor() as cursor:
            for table in ("audit_event", "audit_seal"):
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
            for statement in statements:
                cursor.execute(statement)

    return run


def test_an_untouched_audit_is_whole(attack: Callable[..., None], verify: Verify) -> None:
    events.record("session.left")
    report = verify()
    assert (report.problems, report.events, report.seals, report.unsealed) == ([], 7, 2, 1)


def test_a_changed_row_is_named(attack: Callable[..., None], verify: Verify) -> None:
    attack("UPDATE audit_event SET actor = gen_random_uuid() WHERE id = 2")
    problems = verify().problems
    assert problems[0].startswith("Event 2 (session.left,") and "was changed or forged" in problems[0]
    assert any(problem.startswith("Seal 1 ") for problem in problems)


def test_a_changed_time_is_named_although_no_code_covers_it(
    attack: Callable[..., None], verify: Verify
) -> None:
    attack("UPDATE audit_event SET at = at - interval '1 day' WHERE id = 5")
    assert any(problem.startswith("Event 5 is moved since it was sealed") for problem in verify().problems)


def test_a_deleted_row_is_named(attack: Callable[..., None], verify: Verify) -> None:
    attack("DELETE FROM audit_event WHERE id IN (1, 2)")
    assert "Events 1, 2 are missing: sealed and deleted since." in verify().problems


def test_an_inserted_row_is_named(attack: Callable[..., None], verify: Verify) -> None:
    """Even one with a code that fits, copied from another event."""
    attack(COPY_OF_ONE.format(nonce="gen_random_uuid()"))
    problems = verify().problems
    assert any(problem.startswith("Event 9000 (session.left") for problem in problems)
    assert "Event 9000 is inserted after the seal was made." in problems


def test_a_copy_with_a_fitting_code_is_named(attack: Callable[..., None], verify: Verify) -> None:
    attack("ALTER TABLE audit_event DROP CONSTRAINT audit_event_nonce_key", COPY_OF_ONE.format(nonce="nonce"))
    assert "Events 2, 9000 are copies of one another." in verify().problems


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        (
            "UPDATE audit_seal SET root = decode(repeat('00', 32), 'hex') WHERE n = 1",
            "does not bear the sealer's signature",
        ),
        ("UPDATE audit_seal SET prev = decode(repeat('00', 32), 'hex') WHERE n = 2", "the chain is broken"),
        (
            "UPDATE audit_seal SET at = at - interval '1 hour' WHERE n = 2",
            "The clock went backwards between seals 1 and 2",
        ),
        ("UPDATE audit_seal SET tx_lo = '3' WHERE n = 1", "leaves a gap or an overlap"),
        ("UPDATE audit_seal SET count = 2 WHERE n = 1", "was made over 2 events; 3 are here now"),
        ("DELETE FROM audit_seal WHERE n = 1", "Seals 1 to 1 are missing"),
    ],
)
def test_a_changed_seal_is_named(
    attack: Callable[..., None], verify: Verify, statement: str, sentence: str
) -> None:
    attack(statement)
    assert any(sentence in problem for problem in verify().problems), verify().problems


def test_without_the_vaults_key_the_seals_still_speak(attack: Callable[..., None], verify: Verify) -> None:
    attack("UPDATE audit_event SET purpose = 'care' WHERE id = 2")
    assert any(problem.startswith("Event 2 is changed since") for problem in verify(code_of=None).problems)


def run_command(*arguments: str) -> tuple[int, str]:
    said = StringIO()
    try:
        call_command("verify_audit", *arguments, stdout=said)
    except SystemExit as end:
        return int(str(end.code)), said.getvalue()
    return 0, said.getvalue()


def test_the_command_says_it_in_plain_sentences(
    attack: Callable[..., None], checkpoints: Path, as_role: Connect
) -> None:
    with override_settings(AUDIT_CHECKPOINTS=checkpoints):
        status, said = run_command()
        assert (status, said.splitlines()[-1]) == (0, "Nothing was changed, added or removed.")
        attack("DELETE FROM audit_event WHERE id = 2")
        status, said = run_command()
    assert status == 1
    assert "Event 2 is missing: sealed and deleted since." in said
    with as_role("audit").cursor() as cursor:
        cursor.execute("SELECT result, facts FROM audit_event WHERE name = 'audit.verified' ORDER BY id")
        assert [row[0] for row in cursor.fetchall()] == ["done", "failed"]


def test_seals_taken_back_with_their_events_are_known_to_the_file_outside(
    attack: Callable[..., None], checkpoints: Path, tmp_path: Path
) -> None:
    """The last seal and its events deleted leave a chain that fits; only the file remembers."""
    attack("DELETE FROM audit_event WHERE id > 3", "DELETE FROM audit_seal WHERE n = 2")
    with override_settings(AUDIT_CHECKPOINTS=checkpoints):
        (tmp_path / "elsewhere").mkdir()
        checkpoints.rename(tmp_path / "elsewhere" / "seals.jsonl")
        assert run_command()[0] == 0
        checkpoints.write_text((tmp_path / "elsewhere" / "seals.jsonl").read_text())
        assert run_command()[0] == 1
        status, said = run_command("--against", str(tmp_path / "elsewhere" / "seals.jsonl"))
    assert status == 1
    assert "The checkpoint file knows 1 seals that are not here, from 2 to 2" in said
