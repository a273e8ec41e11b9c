"""Redress in the browser: a complaint without a login, a breach, a person's request."""

from __future__ import annotations

from types import SimpleNamespace

from playwright.sync_api import expect

from tests.browser import Live, check
from tests.cases.conftest import open_for


def test_a_complaint_without_a_login(live: Live, cast: SimpleNamespace) -> None:
    page = live.page()
    page.goto("/feedback/")
    check(page, "feedback")
    page.get_by_label("What happened?").fill("The night guard shouted at the Marble Heron")
    page.get_by_role("button", name="Send").click()
    check(page, "feedback-receipt")
    focal = live.page_of(cast.oskar)
    focal.goto("/")
    focal.get_by_text("More", exact=True).click()
    focal.get_by_role("link", name="Complaints").click()
    check(focal, "complaints")
    focal.locator("main table a").first.click()
    check(focal, "complaint")
    focal.get_by_role("link", name="Close with an answer").click()
    check(focal, "complaint-close")


def test_a_breach_from_discovery_to_the_assessment(live: Live, cast: SimpleNamespace) -> None:
    case = open_for(cast.amina)
    page = live.page_of(cast.farah)
    page.goto("/breaches/")
    check(page, "breaches-empty")
    page.get_by_role("link", name="Record a breach").click()
    page.get_by_label("Paper was lost").check()
    page.get_by_label("Discovered").fill("2026-11-20T10:00")
    page.get_by_label("What happened").fill("A list was left on the bus")
    page.get_by_role("button", name="Record it").click()
    page.get_by_label("Case reference").fill(case.reference)
    page.get_by_role("button", name="Add this person").click()
    check(page, "breach")
    amina = live.page_of(cast.amina)
    amina.goto(f"/cases/{case.pk}/tab/requests/")
    check(amina, "case-requests")
    amina.get_by_role("link", name="Paper was lost").click()
    check(amina, "breach-assess")
    amina.get_by_role("button", name="The person was told by the safe contact method").click()
    expect(amina.get_by_text("Do not tell the person yet")).to_be_visible()
