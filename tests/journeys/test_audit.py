"""In a browser: printing is recorded and marked, a page without it is a sentence on paper, and the record is read."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from accounts.models import Office, OfficeSetting
from audit import context, events, reading
from cases.actions import record_consent, record_disclosure
from cases.models import Case
from reports import unusual
from tests.browser import Live, check
from tests.cases.pages.conftest import CONSENT, new_case
from tests.reports.conftest import add_case
from tests.zones import zone_at
from vault import keys

VISIBLE = "element => getComputedStyle(element).display !== 'none'"
BEFORE = "getComputedStyle(document.body, '::before').content"
AFTER = "getComputedStyle(document.body, '::after').content"


@pytest.fixture
def case(live: Live, cast: SimpleNamespace) -> Iterator[Case]:
    """A case of Amina's of which a clinic received data."""
    with context.acting(user=cast.amina), keys.session():
        case = new_case(cast.amina)
        for kind in ("screening_interview", "data_processing"):
            record_consent(actor=cast.amina, case=case, consent_type=kind, **CONSENT)
        record_disclosure(
            actor=cast.amina, case=case, recipient="Blue Door clinic", recipient_kind="health_care",
            ground="consent", categories=["identity", "health"], how="paper",
        )  # fmt: skip
        yield case


def on_paper(page: Any) -> None:
    page.emulate_media(media="print")


def test_a_page_is_printed_by_its_button_alone(live: Live, cast: SimpleNamespace, case: Case) -> None:
    page = live.page_of(cast.amina)
    page.goto(f"/cases/{case.pk}/")
    check(page, "case-with-print-button")
    on_paper(page)
    assert not page.locator("main").locator("xpath=ancestor::div[1]").evaluate(VISIBLE)
    assert "Use its Print button" in page.evaluate(BEFORE)
    page.emulate_media(media="screen")
    page.fill("#print-copies", "2")
    page.get_by_role("button", name="Print this page").click()
    page.get_by_role("button", name="Print copy 2 of 2").wait_for()
    check(page, "print-view")
    on_paper(page)
    assert page.locator("main").evaluate(VISIBLE)
    mark = page.evaluate(AFTER)
    assert str(cast.amina.pk) in mark and "UTC" in mark and "copy 1 of 2" in mark
    for hidden in (".wh-print-bar", ".wh-header", ".wh-footer"):
        assert not page.locator(hidden).first.evaluate(VISIBLE), hidden
    page.emulate_media(media="screen")
    page.reload()
    on_paper(page)
    assert "Use its Print button" in page.evaluate(BEFORE)
    told = reading.select("SELECT * FROM audit_event WHERE name = 'page.printed'", [])
    assert [row["scope"] for row in told] == [case.pk]


def test_the_persons_own_file_on_paper(live: Live, cast: SimpleNamespace, case: Case) -> None:
    page = live.page_of(cast.amina)
    page.goto(f"/cases/{case.pk}/tab/received/")
    check(page, "who-received-data")
    page.get_by_role("button", name="Note that data was given").click()
    check(page, "note-a-disclosure")
    page.goto(f"/cases/{case.pk}/own-file/")
    check(page, "own-file-ask")
    page.get_by_label("Print a neutral sheet").check()
    page.locator("input[name=asked]").check()
    page.get_by_role("button", name="Open").click()
    page.get_by_role("heading", name="What is written down").wait_for()
    check(page, "own-file-print-view")
    on_paper(page)
    for hidden in (".wh-header", ".wh-footer", ".wh-print-bar"):
        assert not page.locator(hidden).first.evaluate(VISIBLE), hidden
    assert page.evaluate(BEFORE) == "none"
    assert "copy 1 of 1" in page.evaluate(AFTER) and str(cast.amina.pk) not in page.evaluate(AFTER)
    assert "Blue Door clinic" not in page.locator("main").inner_text()


def test_the_reading_room(live: Live, cast: SimpleNamespace, case: Case) -> None:
    Office.objects.update(time_zone=zone_at(12))  # at night a sign-in of its own would be unusual
    OfficeSetting.objects.create(
        office=cast.harbour,
        key="reports.unusual_outside",
        value=1,
        effective_from="2020-01-01",
        changed_by=cast.bruno,
    )
    for _each in range(2):
        other = add_case(cast.harbour, cast.amina)
        events.record(
            "case.viewed",
            subject=other,
            actor=cast.bruno,
            facts={"sections": ["biodata"], "reach": ["office"]},
        )
    page = live.page_of(cast.farah)
    page.goto("/reports/reading-room/")
    check(page, "reading-room")
    page.get_by_label("Reference of a case").fill(case.reference)
    page.get_by_role("button", name="Show").click()
    page.get_by_text("data was given to somebody").wait_for()
    check(page, "reading-room-one-case")
    unusual.look()
    page.get_by_role("link", name="Unusual reading").click()
    page.get_by_text("without being named on them").wait_for()
    check(page, "unusual-reading")
    page.get_by_label("What was it?").select_option("spoken_with")
    page.get_by_role("button", name="Looked into").click()
    page.get_by_text("Nothing unusual waits").wait_for()
    page.get_by_role("link", name="Looked into").click()
    page.get_by_text("The person was spoken with").wait_for()
    check(page, "unusual-looked-into")
    page.get_by_role("link", name="Read what was done").click()
    page.get_by_text("Bruno Keller viewed the case").first.wait_for()
    kofi = live.page_of(cast.kofi)
    kofi.goto("/reports/reading-room/technical/")
    check(kofi, "technical-record")
