"""What was told without consent: counted by office, ground and time; nobody reads it but who reads the whole audit."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership, Office
from audit import context, events, reading
from cases.actions import grant_access
from cases.models import ConflictOfInterest, ConsentException, GrantKind, GrantReason
from cases.models.exceptions import ExceptionGround
from tests.reports.conftest import add_case
from tests.zones import another_day

PAGE = reverse("reports:without_consent")
STEPS = ("asked", "agreed", "used", "told")


def happened(case: Any, ground: ExceptionGround, *, until: str, by: Any) -> None:
    """The events of an exception up to a step, as its actions write them."""
    row = ConsentException(case=case, ground=ground, recipient_kind="police_or_court", asked_by=by)
    for step in STEPS[: STEPS.index(until) + 1]:
        events.record(
            f"exception.{step}",
            subject=row,
            scope=case.pk,
            office=case.office_id,
            actor=by,
            facts={"recipient_kind": row.recipient_kind},
            purpose=row.ground,
        )


@pytest.fixture
def world(live_db: str, cast: Any) -> Any:
    """Three at Harbour, of which one was not agreed to, and one at Ponte."""
    type(cast.farah).objects.update(language="en")
    cast.case, cast.other = add_case(cast.harbour, cast.amina), add_case(cast.ponte, cast.emil)
    with context.acting(user=cast.amina):
        happened(cast.case, ExceptionGround.VITAL_INTEREST, until="told", by=cast.amina)
        happened(cast.case, ExceptionGround.VITAL_INTEREST, until="used", by=cast.amina)
        happened(cast.case, ExceptionGround.LEGAL_DUTY, until="asked", by=cast.amina)
        happened(cast.other, ExceptionGround.COURT_ORDER, until="agreed", by=cast.emil)
    return cast


def cells(page: str) -> dict[str, list[int]]:
    """The numbers of each office: by ground, total, done, told."""
    body = page.partition("Agreed to by two, ")[2].partition("</table>")[0].partition("<tbody")[2]
    found = {}
    for line in body.split("</tr>")[:-1]:
        office = line.partition("<bdi>")[2].partition("</bdi>")[0]
        found[office] = [
            int(cell.partition("<")[0]) for cell in line.split("<td")[1:] for cell in [cell.partition(">")[2]]
        ]
    return found


def test_what_two_agreed_to_is_counted_by_office_and_ground(world: Any, client_of: Any) -> None:
    page = client_of(world.farah).get(PAGE).text
    assert cells(page) == {
        world.harbour.name: [2, 0, 0, 2, 2, 1],
        world.ponte.name: [0, 1, 0, 1, 0, 0],
        "All offices": [2, 1, 0, 3, 2, 1],
    }
    assert page.count("Asked for by one, not agreed to") == 1
    assert page.count("Done, the person is still to be told") == 1
    assert world.case.reference in page and f"/cases/{world.case.pk}/" not in page


def test_a_question_narrows_it(world: Any, client_of: Any) -> None:
    client = client_of(world.farah)
    year = {"since": f"{timezone.now().year - 1}-01-01", "until": f"{timezone.now().year + 1}-12-31"}
    assert list(cells(client.get(PAGE, {**year, "office": world.ponte.pk}).text)) == [world.ponte.name]
    assert cells(client.get(PAGE, {**year, "ground": "vital_interest"}).text) == {
        world.harbour.name: [2, 0, 0, 2, 2, 1]
    }
    before = client.get(PAGE, {"since": "2020-01-01", "until": "2020-12-31"}).text
    assert "Nothing was told without consent in this time" in before and world.case.reference not in before
    assert "The end lies before the beginning" in client.get(PAGE, {**year, "until": "2019-01-01"}).text


def test_days_are_those_of_the_office(world: Any, client_of: Any) -> None:
    Office.objects.filter(pk=world.ponte.pk).update(time_zone=another_day())
    there = Office.objects.get(pk=world.ponte.pk).today().isoformat()
    question = {"since": there, "until": there, "office": world.ponte.pk}
    assert world.other.reference in client_of(world.farah).get(PAGE, question).text


def test_a_case_that_is_open_to_the_reader_is_a_link(world: Any, client_of: Any) -> None:
    Membership.objects.create(user=world.farah, office=world.harbour, role="caseworker", given_by=world.jonas)
    grant_access(
        case=world.case,
        user=world.farah,
        given_by=world.bruno,
        kind=GrantKind.CO_WORKER,
        reason=GrantReason.ASSIGNED,
    )
    page = client_of(world.farah).get(PAGE).text
    assert f"/cases/{world.case.pk}/sharing/" in page and f"/cases/{world.other.pk}/" not in page


def test_what_the_reader_has_a_conflict_with_is_neither_counted_nor_listed(
    world: Any, client_of: Any
) -> None:
    ConflictOfInterest.objects.create(
        case=world.case, user=world.farah, office=world.harbour, state="confirmed", source="declared"
    )
    page = client_of(world.farah).get(PAGE).text
    assert list(cells(page)) == [world.ponte.name] and world.case.reference not in page


@pytest.mark.parametrize("who", ["amina", "bruno", "ines", "jonas", "kofi"])
def test_it_is_closed_to_everybody_else(cast: Any, client_of: Any, who: str) -> None:
    assert client_of(getattr(cast, who)).get(PAGE).status_code == 403


def test_reading_it_is_an_event(world: Any, client_of: Any) -> None:
    client_of(world.farah).get(PAGE)
    (told,) = reading.select("SELECT * FROM audit_event WHERE name = 'audit.read'", [])
    assert (told["actor"], told["facts"]["scope"], told["facts"]["count"]) == (
        world.farah.pk,
        "without_consent",
        4,
    )
