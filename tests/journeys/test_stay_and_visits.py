"""A permit refused, appealed and granted; somebody held on a Friday evening; a visit from which nobody checks in."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from agenda import tasks
from agenda.models import Appointment
from cases.models import Case, CaseTask
from legal.clocks import APPEAL, RENEW
from legal.models import Custody
from tests.browser import Live, check
from tests.cases.conftest import open_for


@pytest.fixture
def case(cast: SimpleNamespace, live_db: str) -> Case:
    return open_for(cast.amina)


@pytest.fixture
def page(live: Live, cast: SimpleNamespace) -> Page:
    return live.page_of(cast.amina)


def waits(case: Case, kind: str) -> bool:
    return CaseTask.objects.waiting().filter(case=case, kind=kind).exists()


def saved(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()


def test_a_permit_is_refused_appealed_and_granted(page: Page, case: Case) -> None:
    today = case.office.today()
    page.goto(f"/cases/{case.pk}/tab/legal/")
    page.get_by_role("button", name="Enter an application").click()
    page.select_option("[name=kind]", "temporary_humanitarian")
    page.select_option("[name=state]", "applied")
    page.fill("[name=authority]", "Aliens office of the journey")
    check(page, "permit-enter")
    saved(page)
    page.get_by_role("button", name="It was refused").click()
    page.fill("[name=appeal_until]", (today + timedelta(days=14)).isoformat())
    page.fill("[name=note]", "Without reasons")
    saved(page)
    assert waits(case, APPEAL)
    page.get_by_role("button", name="An appeal was lodged").click()
    saved(page)
    assert not waits(case, APPEAL)
    page.get_by_role("button", name="It was granted").click()
    page.fill("[name=valid_until]", (today + timedelta(days=365)).isoformat())
    saved(page)
    assert waits(case, RENEW)
    for words in (
        "Without reasons",
        "An appeal was lodged",
        "It was granted",
        "Aliens office of the journey",
    ):
        expect(page.locator("main").get_by_text(words).first).to_be_visible()
    check(page, "right-to-stay")


def test_somebody_is_held_on_a_friday_evening(
    live: Live, cast: SimpleNamespace, page: Page, case: Case
) -> None:
    page.goto(f"/cases/{case.pk}/held/")
    page.get_by_label("Detention").check()
    page.fill("[name=day]", "2026-12-04")
    page.fill("[name=time]", "19:30")
    page.fill("[name=place]", "North station of the journey")
    check(page, "held")
    with page.expect_navigation():
        page.get_by_role("button", name="Save and tell those who can act").click()
    row = Custody.objects.get()
    assert row.since.astimezone(case.office.zone).isoformat()[:16] == "2026-12-04T19:30"
    expect(page.get_by_text("by 5 December 2026, 19:30").first).to_be_visible()
    page.get_by_role("link", name="Find a lawyer").click()
    page.get_by_label("Yes").check()
    page.fill("[name=note]", "Duty lawyer called")
    saved(page)
    expect(page.get_by_text("Duty lawyer called")).to_be_visible()
    check(page, "custody")
    third = live.page_of(cast.dana)
    assert third.goto(f"/cases/{case.pk}/tab/legal/").status == 404  # type: ignore[union-attr]  # it answers


def test_nobody_checks_in_and_a_colleague_acts(
    live: Live, cast: SimpleNamespace, page: Page, case: Case
) -> None:
    page.goto(f"/cases/{case.pk}/appointments/make/")
    page.select_option("[name=kind]", "home_visit")
    page.fill("[name=time]", "10:00")
    page.select_option("[name=companion]", str(cast.amina.pk))
    page.fill("[name=place]", "Mill of the journey")
    page.fill("[name=plan]", "If I do not answer: call Bruno")
    check(page, "appointment-make")
    saved(page)
    Appointment.objects.update(check_in_by=timezone.now() - timedelta(minutes=1))
    tasks.watch.apply().get()
    bruno = live.page_of(cast.bruno)
    bruno.goto("/agenda/alarms/")
    expect(bruno.get_by_text(cast.amina.display_name).first).to_be_visible()
    check(bruno, "visit-alarms")
    bruno.get_by_role("button", name="Open the plan").click()
    expect(bruno.get_by_text("If I do not answer: call Bruno")).to_be_visible()
    with bruno.expect_navigation():
        bruno.get_by_role("button", name="Check in: everything is well").click()
    bruno.goto("/agenda/alarms/")
    expect(bruno.get_by_text("Everybody has checked in.")).to_be_visible()
    page.goto("/agenda/")
    check(page, "agenda")
