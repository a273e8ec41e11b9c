"""What a working day leaves in the audit: every event says who, where, about what and with which result."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from audit import context, events, reading
from audit.connect import connected
from cases.models import Case, CaseGrant
from tests.cases.pages.conftest import CONSENT, new_case
from vault import keys


def told(after: int = 0) -> list[dict[str, Any]]:
    return reading.select("SELECT * FROM audit_event WHERE id > %s ORDER BY id", [after])


@pytest.fixture
def case(live_db: str, cast: Any) -> Case:
    from cases.actions import record_consent

    with context.acting(user=cast.amina), keys.session():
        found = new_case(cast.amina)
        for kind in ("screening_interview", "data_processing"):
            record_consent(actor=cast.amina, case=found, consent_type=kind, **CONSENT)
    return found


def last() -> int:
    with (
        connected(settings.AUDIT_READER_DATABASE_URL, "AUDIT_READER_DATABASE_URL") as link,
        link.cursor() as cursor,
    ):
        cursor.execute("SELECT coalesce(max(id), 0) FROM audit_event")
        (newest,) = cursor.fetchone() or (0,)
        return int(newest)


PAGES = ("/", "/cases/", "/cases/{}/", "/cases/{}/consent/", "/cases/{}/record/education/", "/cases/{}/history/",
         "/cases/{}/tab/received/", "/reports/reading-room/")  # fmt: skip


def test_a_working_day_leaves_nothing_unsaid(case: Case, cast: Any, client_of: Any) -> None:
    client, start = client_of(cast.amina), last()
    for page in PAGES:
        assert client.get(page.format(case.pk)).status_code == 200, page
    client.post("/cases/find/", {"name": "Nobody Known"})
    client.post("/print/", {"page": f"/cases/{case.pk}/"})
    client.post(f"/cases/{case.pk}/own-file/", {"method": "read_out", "asked": "on"})
    client.get(f"/cases/{uuid.uuid4()}/")
    client.get("/administration/staff/")
    found = told(start)
    assert {
        "case.listed",
        "case.viewed",
        "audit.read",
        "case.searched",
        "page.printed",
        "access.refused",
    } <= {row["name"] for row in found}
    for row in found:
        assert row["actor"] == cast.amina.pk, row["name"]
        assert row["office"] == cast.harbour.pk, row["name"]
        assert row["request"] and row["session"] and row["origin"] and row["result"], row["name"]
        if row["name"] in {"case.viewed", "page.printed", "person_file.prepared"}:
            assert row["scope"] == case.pk and row["object_label"] == "cases.case", row["name"]


def test_reading_a_section_says_which_and_how_the_case_was_reached(
    case: Case, cast: Any, client_of: Any
) -> None:
    start = last()
    client_of(cast.amina).get(f"/cases/{case.pk}/")
    (row,) = [row for row in told(start) if row["name"] == "case.viewed"]
    assert "biodata" in row["facts"]["sections"] and row["facts"]["reach"] == ["owner"]
    start = last()
    client_of(cast.bruno).get(f"/cases/{case.pk}/")
    (row,) = [row for row in told(start) if row["name"] == "case.viewed"]
    assert row["facts"]["reach"] == ["office"]


def test_who_stands_in_acts_on_behalf_of_the_responsible_worker(
    case: Case, cast: Any, client_of: Any
) -> None:
    CaseGrant.objects.create(
        content_object=case, user=cast.dana, office=cast.harbour, kind="cover", given_by=cast.bruno, reason="absence",
        valid_to=timezone.now() + timedelta(days=3),
        permission_id=CaseGrant.objects.filter(content_object=case).values_list("permission_id", flat=True)[0],
    )  # fmt: skip
    start = last()
    assert client_of(cast.dana).get(f"/cases/{case.pk}/").status_code == 200
    (row,) = [row for row in told(start) if row["name"] == "case.viewed"]
    assert (row["actor"], row["on_behalf_of"]) == (cast.dana.pk, cast.amina.pk)
    start = last()
    client_of(cast.amina).get(f"/cases/{case.pk}/")
    assert {row["on_behalf_of"] for row in told(start)} == {None}


def test_a_task_acts_on_behalf_of_the_person_it_works_for(live_db: str, cast: Any) -> None:
    start = last()
    with context.acting(system="task:reports.tasks.render"), context.acting(user=cast.bruno):
        events.record("report.rendered")
    with context.acting(system="beat:tidy"):
        events.record("session.ended", facts={"reason": "idle"})
    first, second = told(start)
    assert (first["system"], first["actor"], first["on_behalf_of"]) == (
        "task:reports.tasks.render", cast.bruno.pk, cast.bruno.pk,
    )  # fmt: skip
    assert first["office"] == cast.harbour.pk
    assert (second["actor"], second["on_behalf_of"], second["office"]) == (None, None, None)
