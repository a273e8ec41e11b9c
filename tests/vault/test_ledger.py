"""The erasure ledger: chained, authenticated, append-only, and the same in every copy."""

import uuid
from dataclasses import replace

import pytest
from django.db import DatabaseError, connection, transaction

from vault import ledger, ring
from vault.envelope import Tampered

pytestmark = pytest.mark.django_db


@pytest.fixture
def three():
    for reason in ("withdrawn", "asked", "mistake"):
        ledger.append(uuid.uuid4(), reason=reason, classes=["identity"] if reason == "asked" else None)
    return ledger.entries()


def test_what_was_written_is_read_back(three):
    ledger.verify(three, ring.get())
    assert [entry.n for entry in three] == [1, 2, 3]
    assert three[0].key_classes is None and three[1].key_classes == {"identity"}
    assert ledger.Entry.from_line(three[2].line()) == three[2]


@pytest.mark.parametrize(
    "attack",
    [
        lambda rows: rows[1:],
        lambda rows: [rows[0], rows[2]],
        lambda rows: [rows[1], rows[0], rows[2]],
        lambda rows: [rows[0], replace(rows[1], scope=uuid.uuid4()), rows[2]],
        lambda rows: [rows[0], replace(rows[1], classes="all"), rows[2]],
        lambda rows: [*rows, replace(rows[2], n=4, prev=rows[2].mac)],
    ],
    ids=["no beginning", "gap", "reordered", "other scope", "other classes", "forged end"],
)
def test_a_changed_ledger_is_noticed(three, attack):
    with pytest.raises(Tampered):
        ledger.verify(attack(three), ring.get())


def test_the_longest_copy_counts_and_copies_may_not_contradict(three):
    assert ledger.longest(three[:1], three, three[:2]) == three
    with pytest.raises(Tampered):
        ledger.longest(three, [replace(three[0], mac=bytes(32))])


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM vault_erasureledger",
        "UPDATE vault_erasureledger SET reason = 'x'",
        "TRUNCATE vault_erasureledger",
    ],
)
def test_the_application_only_adds(three, statement):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert ledger.entries() == three


def test_the_file_follows_the_database(three, tmp_path):
    path = tmp_path / "ledger" / "erasures.jsonl"
    assert ledger.write_file(path) == 3
    ledger.append(uuid.uuid4(), reason="asked")
    assert ledger.write_file(path) == 1 and ledger.write_file(path) == 0
    assert ledger.read_file(path) == ledger.entries()
    assert path.stat().st_mode & 0o077 == 0


def test_no_reason_is_written_that_somebody_typed():
    with pytest.raises(ValueError):
        ledger.append(uuid.uuid4(), reason="She asked her caseworker")
