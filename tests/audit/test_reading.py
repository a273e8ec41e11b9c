"""The audit is read under the reader's role, and the reading is an event."""

import uuid

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings

from audit import context, events, reading
from audit.reading import Wanted

CASE, OFFICE, AMINA, BRUNO = (uuid.uuid4() for _ in range(4))


@pytest.fixture(autouse=True)
def some_events(live_db: str) -> None:
    for number in range(5):
        events.record("case.viewed", subject=("cases.case", CASE), scope=CASE, office=OFFICE, actor=AMINA)
        events.record("session.left", actor=BRUNO if number else AMINA)


def names(rows: list[reading.Row]) -> list[str]:
    return [row["name"] for row in rows]


def test_the_history_of_a_case_in_pages() -> None:
    first = reading.of_scope(CASE, limit=3)
    rest = reading.of_scope(CASE, before=first[-1]["id"], limit=3)
    assert (len(first), names(rest)) == (3, ["case.viewed", "case.viewed"])
    assert {row["actor"] for row in first} == {AMINA}


def test_what_one_person_did_and_what_an_office_saw() -> None:
    assert names(reading.find(Wanted(actor=BRUNO), "all")) == ["session.left"] * 4
    assert len(reading.find(Wanted(offices=(OFFICE,), names=("case.viewed",)), "office")) == 5
    assert reading.find(Wanted(offices=(uuid.uuid4(),)), "office") == []
    assert reading.find(Wanted(offices=()), "office") == []


def test_a_hidden_case_is_not_there() -> None:
    assert "case.viewed" not in names(reading.find(Wanted(hidden=(CASE,)), "all"))
    assert reading.find(Wanted(scope=CASE, hidden=(CASE,)), "all") == []


def test_reading_is_an_event_of_the_reader() -> None:
    with context.acting(user=AMINA):
        reading.find(Wanted(scope=CASE), "all", limit=2)
    newest = reading.find(Wanted(), "all", limit=1)[0]
    assert (newest["name"], newest["actor"], newest["scope"]) == ("audit.read", AMINA, CASE)
    assert newest["facts"] == {"scope": "all", "count": 2, "filters": ["scope"]}


def test_without_the_readers_address_nothing_is_read() -> None:
    with override_settings(AUDIT_READER_DATABASE_URL=""), pytest.raises(ImproperlyConfigured):
        reading.of_scope(CASE)


def test_a_row_becomes_a_sentence() -> None:
    row = reading.of_scope(CASE, limit=1)[0]
    assert events.sentence(row, "Amina Okoro") == "Amina Okoro viewed the case"
