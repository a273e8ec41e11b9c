"""What is unusual: each finding explained, kept and told once, and looked into by somebody else."""

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from axes.models import AccessAttempt
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Office, OfficeSetting, User
from audit import events, reading
from audit import unusual as counts
from audit.unusual import Calendar
from notifications.models import Outbox
from reports import unusual
from reports.models import UnusualFinding
from reports.tasks import look_for_unusual
from tests.audit.conftest import as_role  # noqa: F401  # connections of the roles
from tests.zones import zone_at

PAGE = reverse("reports:unusual")


@pytest.fixture
def limits(live_db: str, cast: Any) -> Any:
    """Low limits at Harbour, and an office that is always open. It is noon everywhere, whenever this runs."""
    Office.objects.update(time_zone=zone_at(12))
    User.objects.filter(pk__in=[cast.farah.pk, cast.bruno.pk]).update(language="en")
    for key, value in (
        ("unusual_cases", 3), ("unusual_outside", 2), ("unusual_searches", 2), ("unusual_off_hours", 1000),
    ):  # fmt: skip
        OfficeSetting.objects.create(
            office=cast.harbour,
            key=f"reports.{key}",
            value=value,
            effective_from="2020-01-01",
            changed_by=cast.bruno,
        )
    return cast


def read(person: Any, office: Any, times: int, *reach: str) -> None:
    for _each in range(times):
        case = uuid.uuid4()
        subject = ("cases.case", case)
        events.record(
            "case.viewed",
            subject=subject,
            scope=case,
            office=office.pk,
            actor=person,
            facts={"reach": list(reach)},
        )


def shown(client: Any, page: str = PAGE) -> str:
    """The page after beat has looked."""
    unusual.look()
    return str(client.get(page).text)


def notices(person: Any) -> int:
    return Outbox.objects.filter(event="unusual.found", recipient=person, channel="email").count()


def test_each_finding_says_why(limits: Any, client_of: Any) -> None:
    read(limits.bruno, limits.harbour, 3, "office")
    read(limits.amina, limits.harbour, 4, "owner")
    read(limits.dana, limits.harbour, 3, "co_worker")
    for _each in range(3):
        events.record("case.searched", office=limits.harbour.pk, actor=limits.dana, facts={"count": 0})
    page = shown(client_of(limits.farah))
    assert "Bruno Keller opened 3 cases without being named on them; the limit is 2." in page
    assert "Amina Okoro opened 4 different cases; the limit is 3." in page
    assert "Dana" in page and "searched 3 times; the limit is 2." in page
    assert page.count("the limit is") == 3


def test_the_same_case_again_is_no_bulk(limits: Any, client_of: Any) -> None:
    case = uuid.uuid4()
    for _each in range(9):
        events.record(
            "case.viewed", subject=("cases.case", case), scope=case, office=limits.harbour.pk, actor=limits.amina,
            facts={"reach": ["owner"]},
        )  # fmt: skip
    assert "Nothing unusual waits" in shown(client_of(limits.farah))


def test_the_protection_officer_is_told_once_and_again_when_it_grew(limits: Any) -> None:
    read(limits.amina, limits.harbour, 4, "owner")
    read(limits.dana, limits.harbour, 4, "owner")
    assert (unusual.look(), unusual.look()) == (2, 0)
    assert notices(limits.farah) == 1, "one notice for what was found together"
    assert not any(notices(person) for person in (limits.amina, limits.bruno, limits.jonas, limits.kofi))
    read(limits.amina, limits.harbour, 2, "owner")
    assert unusual.look() == 0 and notices(limits.farah) == 1
    row = UnusualFinding.objects.get(person=limits.amina)
    assert row.count == 6
    unusual.look_into(actor=limits.farah, finding=row.pk, outcome="explained")
    read(limits.amina, limits.harbour, 5, "owner")
    assert unusual.look() == 0
    read(limits.amina, limits.harbour, 1, "owner")
    assert unusual.look() == 1 and notices(limits.farah) == 2
    row.refresh_from_db()
    assert (row.outcome, row.count) == ("", 12)


def test_nobody_is_told_of_themself_alone(limits: Any) -> None:
    read(limits.farah, limits.harbour, 4, "owner")
    assert unusual.look() == 1 and notices(limits.farah) == 0


def test_each_finding_is_an_event(limits: Any) -> None:
    read(limits.amina, limits.harbour, 4, "owner")
    unusual.look()
    (told,) = reading.select("SELECT * FROM audit_event WHERE name = 'unusual.found'", [])
    assert (told["office"], told["facts"]["user"]) == (limits.harbour.pk, str(limits.amina.pk))


def test_a_worker_looks_without_anybody_opening_a_page(limits: Any) -> None:
    read(limits.amina, limits.harbour, 4, "owner")
    look_for_unusual.apply()
    assert notices(limits.farah) == 1


def test_wrong_passwords_are_found_by_account_and_everywhere(
    limits: Any, client_of: Any, settings: Any
) -> None:
    settings.SIGN_IN_FAILURES_EVERYWHERE = 14
    for name, failures in ((limits.amina.email, 11), ("nobody@wayhome.example", 11), (limits.bruno.email, 2)):
        AccessAttempt.objects.create(username=name, ip_address="198.18.0.0", failures_since_start=failures)
    page = shown(client_of(limits.farah))
    assert "A wrong password or code was typed 11 times for Amina Okoro; the limit is 10." in page
    assert "Passwords or codes were guessed 24 times at many accounts; the limit is 14." in page
    assert page.count("the limit is") == 2
    row = UnusualFinding.objects.get(kind="guesses")
    assert row.person is None and row.office is None
    assert answer(client_of(limits.farah), row).status_code == 302
    assert (unusual.look(), UnusualFinding.objects.count()) == (0, 2)


def sign_in_at(hour: int, person: Any, office: Any) -> None:
    """One sign-in of `person` an hour that the calendar of `office` is moved to."""
    type(office).objects.filter(pk=office.pk).update(time_zone=zone_at(hour))
    events.record("session.signed_in", actor=person, facts={"method": "password"})


@pytest.mark.parametrize(("hour", "found"), [(2, 1), (23, 1), (12, 0)])
def test_a_sign_in_at_night_is_found(limits: Any, client_of: Any, hour: int, found: int) -> None:
    sign_in_at(hour, limits.amina, limits.harbour)
    page = shown(client_of(limits.farah))
    assert page.count("Amina Okoro signed in at night: 1; the limit is 0.") == found


def test_who_works_at_night_is_not_found(limits: Any) -> None:
    OfficeSetting.objects.create(
        office=limits.harbour, key="reports.night_roles", value=["caseworker"], effective_from="2020-01-01",
        changed_by=limits.bruno,
    )  # fmt: skip
    sign_in_at(2, limits.amina, limits.harbour)
    assert unusual.look() == 0


def test_a_new_device_is_found(limits: Any, client_of: Any) -> None:
    events.record("device.new", subject=limits.amina, actor=limits.amina)
    assert "Amina Okoro signed in from new devices: 1; the limit is 0." in shown(client_of(limits.farah))


@pytest.mark.parametrize(
    ("local", "weekend", "holiday", "off"),
    [
        ("2026-05-12T10:00", (6, 7), False, False),
        ("2026-05-12T06:59", (6, 7), False, True),
        ("2026-05-12T20:00", (6, 7), False, True),
        ("2026-05-16T10:00", (6, 7), False, True),
        ("2026-05-15T10:00", (5,), False, True),
        ("2026-05-12T10:00", (6, 7), True, True),
    ],
)
@pytest.mark.parametrize("zone", ["Asia/Kathmandu", "America/Lima", "Europe/Chisinau"])
def test_off_hours_go_by_the_offices_own_calendar(
    live_db: str,
    as_role: Any,  # noqa: F811
    local: str,
    weekend: tuple[int, ...],
    holiday: bool,
    off: bool,
    zone: str,
) -> None:
    person, office, case = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
    events.record("case.viewed", subject=("cases.case", case), scope=case, office=office, actor=person)
    there = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone))
    at = there.astimezone(UTC)
    with as_role("superuser").cursor() as cursor:
        cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER ALL")
        cursor.execute("UPDATE audit_event SET at = %s WHERE actor = %s", [at, str(person)])
        cursor.execute("ALTER TABLE audit_event ENABLE ALWAYS TRIGGER audit_event_keeps_rows")
    calendar = Calendar(office, zone, weekend, (there.date(),) if holiday else (), 7, 20)
    (day,) = counts.days([calendar], at - timedelta(days=1))
    assert (day.day, day.cases, day.off_hours) == (there.date(), 1, int(off))


def answer(client: Any, finding: Any, outcome: str = "explained") -> Any:
    return client.post(reverse("reports:looked_into"), {"finding": str(finding.pk), "outcome": outcome})


def test_a_finding_is_looked_into_and_that_is_an_event(limits: Any, client_of: Any) -> None:
    read(limits.amina, limits.harbour, 4, "owner")
    client = client_of(limits.farah)
    unusual.look()
    assert answer(client, UnusualFinding.objects.get()).status_code == 302
    assert "Amina" not in client.get(PAGE).text
    closed = client.get(f"{PAGE}?closed=1").text
    assert "There was a good reason" in closed and "Farah" in closed and "Amina Okoro" in closed
    (told,) = reading.select("SELECT * FROM audit_event WHERE name = 'unusual.looked_into'", [])
    assert (told["actor"], told["facts"]["user"]) == (limits.farah.pk, str(limits.amina.pk))


def test_nobody_looks_into_their_own_reading(limits: Any, client_of: Any) -> None:
    read(limits.farah, limits.harbour, 4, "owner")
    client = client_of(limits.farah)
    assert "Somebody else looks into your own reading." in shown(client)
    row = UnusualFinding.objects.get()
    assert answer(client, row).status_code == 403
    assert answer(client, row, outcome="nonsense").status_code == 302
    row.refresh_from_db()
    assert row.outcome == ""


@pytest.mark.parametrize("who", ["amina", "bruno", "emil", "jonas", "kofi"])
def test_it_is_the_protection_officers(limits: Any, client_of: Any, who: str) -> None:
    client = client_of(getattr(limits, who))
    read(limits.dana, limits.harbour, 4, "owner")
    unusual.look()
    assert client.get(PAGE).status_code == 403
    assert answer(client, UnusualFinding.objects.get()).status_code == 403


def test_what_waits_stands_on_the_start_page(limits: Any, client_of: Any) -> None:
    read(limits.amina, limits.harbour, 4, "owner")
    unusual.look()
    page = client_of(limits.farah).get("/").text
    assert "Many cases" in page and PAGE in page


def test_a_page_of_many_findings_asks_few_questions(limits: Any, client_of: Any) -> None:
    client = client_of(limits.farah)
    client.get(PAGE)
    counted = []
    for number in (1, 20):
        for day in range(number):
            when = date(2026, 1 if number == 1 else 2, day + 1)
            UnusualFinding.objects.create(kind="bulk", person=limits.amina, office=limits.harbour, day=when)
        with CaptureQueriesContext(connection) as asked:
            client.get(PAGE)
        counted.append(len(asked))
    assert counted[0] == counted[1]
