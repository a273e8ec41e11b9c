"""Unusual reading: outside the caseload, in bulk, off hours; each finding explained, and looked into by somebody else."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from accounts.models import OfficeSetting, User
from audit import events, reading
from audit import unusual as counts
from audit.unusual import Calendar
from reports.models import UnusualReview
from tests.audit.conftest import as_role  # noqa: F401  # connections of the roles

PAGE = reverse("reports:unusual")


@pytest.fixture
def limits(live_db: str, cast: Any) -> Any:
    """Low limits at Harbour, and an office that is always open."""
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


def test_each_finding_says_why(limits: Any, client_of: Any) -> None:
    read(limits.bruno, limits.harbour, 3, "office")
    read(limits.amina, limits.harbour, 4, "owner")
    read(limits.dana, limits.harbour, 3, "co_worker")
    for _each in range(3):
        events.record("case.searched", office=limits.harbour.pk, actor=limits.dana, facts={"count": 0})
    page = client_of(limits.farah).get(PAGE).text
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
    assert "Nobody read beyond the limits" in client_of(limits.farah).get(PAGE).text


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


def answer(client: Any, finding: Any, **changed: object) -> Any:
    values = {
        "kind": "bulk",
        "outcome": "explained",
        "day": datetime.now(UTC).date().isoformat(),
        **finding,
        **changed,
    }
    return client.post(reverse("reports:looked_into"), values)


def test_a_finding_is_looked_into_and_that_is_an_event(limits: Any, client_of: Any) -> None:
    read(limits.amina, limits.harbour, 4, "owner")
    client = client_of(limits.farah)
    day = next(one for one in counts.days([Calendar(limits.harbour.pk, limits.harbour.time_zone, (), (), 0, 24)],
                                          datetime.now(UTC) - timedelta(days=2))).day  # fmt: skip
    finding = {"person": str(limits.amina.pk), "office": str(limits.harbour.pk), "day": day.isoformat()}
    assert answer(client, finding).status_code == 302
    page = client.get(PAGE).text
    assert "There was a good reason" in page and "Looked into" in page
    (told,) = reading.select("SELECT * FROM audit_event WHERE name = 'unusual.looked_into'", [])
    assert (told["actor"], told["facts"]["user"]) == (limits.farah.pk, str(limits.amina.pk))


def test_nobody_looks_into_their_own_reading(limits: Any, client_of: Any) -> None:
    finding = {"person": str(limits.farah.pk), "office": str(limits.harbour.pk)}
    assert answer(client_of(limits.farah), finding).status_code == 403
    assert answer(client_of(limits.farah), finding, outcome="nonsense").status_code == 302
    assert not UnusualReview.objects.exists()


@pytest.mark.parametrize("who", ["amina", "bruno", "emil", "jonas", "kofi"])
def test_it_is_the_protection_officers(limits: Any, client_of: Any, who: str) -> None:
    client = client_of(getattr(limits, who))
    assert client.get(PAGE).status_code == 403
    assert (
        answer(client, {"person": str(limits.amina.pk), "office": str(limits.harbour.pk)}).status_code == 403
    )
