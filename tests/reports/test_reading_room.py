"""The reading room: each shelf to whom it belongs, questions answered, nothing about one's own conflicts."""

import csv
import io
import uuid
from typing import Any

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from audit import context, events, reading
from cases.models import Case, ConflictOfInterest
from tests.reports.conftest import add_case

ROOM = reverse("reports:reading_room")


@pytest.fixture
def world(live_db: str, cast: Any) -> Any:
    """A case of Amina's at Harbour and one at Ponte; who read them, exported, opened in an emergency."""
    for person in vars(cast).values():
        if isinstance(person, User):
            User.objects.filter(pk=person.pk).update(language="en")
    cast.case, cast.other = add_case(cast.harbour, cast.amina), add_case(cast.ponte, cast.emil)
    viewed = {"sections": ["biodata"], "reach": ["owner"]}
    with context.acting(user=cast.amina):
        cast.printed = events.record("page.printed", subject=cast.case, facts={"view": "cases.case"})
        events.record("case.viewed", subject=cast.case, facts=viewed)
    with context.acting(user=cast.emil):
        events.record("case.viewed", subject=cast.other, facts=viewed)
    with context.acting(user=cast.bruno):
        events.record("break_glass.opened", subject=cast.case, facts={"reason": "danger"}, purpose="danger")
        events.record("report.downloaded", facts={"format": "pdf"})
        events.record("access.refused", facts={"permission": "case_view"}, result="refused")
    return cast


def rows(page: str) -> str:
    """The table of events."""
    return page.partition("<tbody")[2].partition("</tbody>")[0]


def ask(client: Client, **question: str) -> str:
    answer = client.get(ROOM, question)
    assert answer.status_code == 200
    return rows(answer.text)


def test_a_caseworker_reads_what_she_did_herself(world: Any, client_of: Any) -> None:
    page = ask(client_of(world.amina))
    assert "Amina Okoro viewed the case" in page
    assert "Bruno" not in page and "Emil" not in page
    assert world.case.reference in page


def test_a_supervisor_reads_the_own_office(world: Any, client_of: Any) -> None:
    page = ask(client_of(world.bruno), of="office")
    assert "Amina Okoro viewed the case" in page
    assert world.other.reference not in page and "Emil" not in page
    # Whoever is named: the shelf bounds the question.
    assert "Emil" not in ask(client_of(world.bruno), of="office", case=world.other.reference)


def test_a_protection_officer_asks_who_saw_this_case(world: Any, client_of: Any) -> None:
    client = client_of(world.farah)
    page = ask(client, case=world.case.reference, kind="reads")
    assert "Amina Okoro viewed the case" in page
    assert world.other.reference not in page and "printed" not in page
    assert "No case has this reference" in client.get(ROOM, {"case": "WH-0000-0"}).text


@pytest.mark.parametrize(
    ("kind", "there", "not_there"),
    [
        ("out", ["printed a page", "downloaded a report"], ["viewed the case"]),
        ("emergency", ["opened the case in an emergency", "danger"], ["viewed the case"]),
        ("refused", ["Bruno Keller was refused access", "(refused)"], ["viewed the case"]),
    ],
)
def test_kinds_of_event_are_asked_for_together(
    world: Any, client_of: Any, kind: str, there: list[str], not_there: list[str]
) -> None:
    page = ask(client_of(world.farah), of="all", kind=kind)
    assert all(sentence in page for sentence in there), page
    assert not any(sentence in page for sentence in not_there)


def test_what_did_this_person_do_and_whose_print_is_this(world: Any, client_of: Any) -> None:
    client = client_of(world.farah)
    page = ask(client, person=str(world.emil.pk))
    assert "Emil" in page and "Amina" not in page
    found = ask(client, print=world.printed.hex[:12])
    assert "Amina Okoro printed a page" in found and found.count("<tr") == 1
    assert "as it stands on the sheet" in client.get(ROOM, {"print": "' OR true"}).text


def test_days_bound_the_question(world: Any, client_of: Any) -> None:
    client = client_of(world.farah)
    assert "viewed the case" not in ask(client, until="2020-01-01")
    assert "viewed the case" in ask(client, since="2020-01-01")


@pytest.mark.parametrize("who", ["farah", "bruno"])
def test_nobody_reads_about_a_case_they_have_a_conflict_with(world: Any, client_of: Any, who: str) -> None:
    reader = getattr(world, who)
    ConflictOfInterest.objects.create(
        case=world.case, user=reader, office=world.harbour, state="confirmed", source="declared"
    )
    client = client_of(reader)
    for question in ({}, {"case": world.case.reference}, {"print": world.printed.hex[:12]}):
        assert world.case.reference not in ask(client, **question)
    if who == "farah":
        assert world.case.reference not in copied(client)


@pytest.mark.parametrize(
    ("who", "shelf"), [("amina", "office"), ("amina", "all"), ("bruno", "all"), ("farah", "x")]
)
def test_a_shelf_of_others_stays_closed(world: Any, client_of: Any, who: str, shelf: str) -> None:
    assert client_of(getattr(world, who)).get(ROOM, {"of": shelf}).status_code == 403


@pytest.mark.parametrize("who", ["ines", "jonas", "kofi"])
def test_who_reads_no_audit_does_not_enter(cast: Any, client_of: Any, who: str) -> None:
    assert client_of(getattr(cast, who)).get(ROOM).status_code == 403


def test_a_system_administrator_reads_the_technical_record_without_content(
    world: Any, client_of: Any
) -> None:
    client = client_of(world.kofi)
    with context.acting(user=world.jonas):
        events.record("setting.changed", office=world.harbour.pk, facts={"setting": "cases.consent_months"})
    page = client.get(reverse("reports:technical_record")).text
    assert "changed a setting" in page
    assert "viewed the case" not in page and world.case.reference not in page
    assert str(world.case.pk)[:8] not in page
    for who in ("amina", "bruno", "farah", "jonas"):
        assert client_of(getattr(world, who)).get(reverse("reports:technical_record")).status_code == 403


def copied(client: Client, **question: str) -> str:
    answer = client.post(reverse("reports:reading_room_copy"), question)
    assert answer.status_code == 200, answer.headers
    return str(answer.content.decode("utf-8-sig"))


def test_the_copy_is_a_file_and_an_event(world: Any, client_of: Any) -> None:
    table = list(csv.DictReader(io.StringIO(copied(client_of(world.farah), kind="reads"))))
    assert {row["case"] for row in table if row["name"] == "case.viewed"} == {
        str(world.case.pk),
        str(world.other.pk),
    }
    (told,) = reading.select("SELECT * FROM audit_event WHERE name = 'audit.exported'", [])
    assert (told["actor"], told["facts"]["rows"]) == (world.farah.pk, len(table))
    for who in ("amina", "bruno", "kofi"):
        assert client_of(getattr(world, who)).post(reverse("reports:reading_room_copy")).status_code == 403


def test_reading_is_an_event_with_what_was_asked(world: Any, client_of: Any) -> None:
    ask(client_of(world.farah), case=world.case.reference)
    told = reading.select("SELECT * FROM audit_event WHERE name = 'audit.read' ORDER BY id DESC LIMIT 1", [])[
        0
    ]
    assert (told["actor"], told["scope"], told["purpose"]) == (world.farah.pk, world.case.pk, "oversight")
    assert told["facts"]["filters"] == ["scope"]


def test_pages_keep_the_question_and_the_number_of_queries(
    world: Any, client_of: Any, monkeypatch: Any
) -> None:
    from django.db import connection

    client = client_of(world.farah)
    ask(client)
    counts = []
    for number in range(2):
        with CaptureQueriesContext(connection) as seen:
            ask(client, kind="reads")
        counts.append(len(seen))
        for _each in range(60 * (1 - number)):
            events.record("case.viewed", subject=world.case, actor=world.amina, facts={"reach": ["owner"]})
    assert counts[0] == counts[1]
    page = client.get(ROOM, {"kind": "reads"}).text
    assert "kind=reads&amp;before=" in page


def test_an_empty_shelf_says_so(world: Any, client_of: Any) -> None:
    assert (
        "Nothing has been recorded here yet" in client_of(world.hala).get(ROOM, {"until": "2020-01-01"}).text
    )


def test_a_case_nobody_can_name_finds_nothing(world: Any, client_of: Any) -> None:
    assert "viewed" not in ask(client_of(world.farah), person=str(uuid.uuid4()))
    assert Case.objects.count() == 2
