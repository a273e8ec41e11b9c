"""The reading room: each shelf to whom it belongs, in sentences, and reading is an event."""

import pytest
from django.urls import reverse

from audit import events, reading

ROOM = reverse("reports:reading_room")


def row(actor=None, **given):
    """A row as audit.reading gives it."""
    return {
        "id": 7,
        "at": None,
        "actor": actor,
        "system": "",
        "name": "case.viewed",
        "object_label": "cases.case",
        "object_id": "3f2b8c1a-0000-4000-8000-000000000000",
        "result": "done",
        "facts": {"sections": ["biodata"]},
        **given,
    }


@pytest.fixture
def shelves(monkeypatch, cast):
    """What was read, and one event on each shelf: nobody else can write them in a test that rolls back."""
    asked = []

    def answer(name):
        return lambda *values, **_page: asked.append((name, values)) or [row(cast.amina.pk)]

    for name in ("of_actor", "of_offices", "everything"):
        monkeypatch.setattr(reading, name, answer(name))
    return asked


def test_a_caseworker_reads_what_she_did_herself(cast, client_of, shelves):
    page = client_of(cast.amina).get(ROOM).text
    assert shelves == [("of_actor", (cast.amina.pk,))]
    assert "Amina Okoro viewed the case" in page
    assert "case 3f2b8c1a" in page


def test_a_supervisor_reads_the_offices_first(cast, client_of, shelves):
    client_of(cast.bruno).get(ROOM)
    assert shelves == [("of_offices", ([cast.harbour.pk],))]


def test_a_protection_officer_reads_everything(cast, client_of, shelves):
    client_of(cast.farah).get(ROOM)
    assert shelves == [("everything", ())]


@pytest.mark.parametrize(
    ("who", "shelf"), [("amina", "office"), ("amina", "all"), ("bruno", "all"), ("farah", "x")]
)
def test_a_shelf_of_others_stays_closed(who, shelf, cast, client_of, shelves):
    assert client_of(getattr(cast, who)).get(ROOM, {"of": shelf}).status_code == 403
    assert shelves == []


@pytest.mark.parametrize("who", ["ines", "jonas", "kofi"])
def test_who_reads_no_audit_does_not_enter(who, cast, client_of, shelves):
    assert client_of(getattr(cast, who)).get(ROOM).status_code == 403


def test_the_system_has_a_name_too(cast, client_of, monkeypatch):
    monkeypatch.setattr(
        reading, "of_actor", lambda *_values, **_page: [row(system="task:reports.tasks.render")]
    )
    assert "The system (task:reports.tasks.render)" in client_of(cast.amina).get(ROOM).text


def test_an_empty_shelf_says_so(cast, client_of):
    assert client_of(cast.hala).get(ROOM).status_code == 200


def test_reading_is_an_event(cast, client_of, monkeypatch):
    seen = []
    write = events.record
    monkeypatch.setattr(events, "record", lambda name, **given: (seen.append(name), write(name, **given)))
    client_of(cast.amina).get(ROOM)
    assert "audit.read" in seen
