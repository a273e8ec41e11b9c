"""What somebody types stays: through the end of a session, a sign-in in another window, and a late draft."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import SignedInSession
from cases.actions import open_case, record_consent
from cases.finding.search import SearchQuery, find
from cases.models import Case, PersonBiodata, SectionDraft
from tests.browser import Live


@pytest.fixture
def case(cast: SimpleNamespace, live_db: str) -> Case:
    """Amina's case, with the first two consents."""
    made = find(cast.amina, SearchQuery(name="Nobody Known")).made
    found = open_case(actor=cast.amina, office=cast.harbour, search=made, data_source="case_management")
    for kind in ("screening_interview", "data_processing"):
        record_consent(actor=cast.amina, case=found, consent_type=kind, consent_status="granted")
    return found


@pytest.fixture
def page(live: Live, cast: SimpleNamespace, case: Case) -> Page:
    """The bio data of that case, open in Amina's browser."""
    found = live.page_of(cast.amina)
    found.goto(f"/cases/{case.pk}/record/biodata/")
    return found


def saved(page: Page) -> Any:
    return expect(page.locator("[data-save-state]"))


def test_a_session_that_ended_meanwhile_costs_no_word(
    live: Live, cast: SimpleNamespace, case: Case, page: Page
) -> None:
    page.fill("[name=first_name]", "Oksana")
    saved(page).to_have_attribute("data-state", "saved")
    SignedInSession.objects.filter(user=cast.amina).delete()
    page.fill("[name=family_name]", "Melnyk")
    page.get_by_role("button", name="Save and go to the overview").click()
    saved(page).to_have_attribute("data-state", "refused")
    expect(page.locator("[name=family_name]")).to_have_value("Melnyk")

    live.sign_in(page.context.new_page(), cast.amina)  # in another window of the same browser
    page.get_by_role("button", name="Save and go to the overview").click()
    page.wait_for_url("**/interview/")
    row = PersonBiodata.objects.get(case=case)
    assert (row.first_name, row.family_name) == ("Oksana", "Melnyk")
    assert not SectionDraft.objects.exists()


def test_what_is_discarded_is_not_saved_on_the_way_out(case: Case, page: Page) -> None:
    page.fill("[name=first_name]", "Oksana")
    saved(page).to_have_attribute("data-state", "saved")
    page.reload()
    page.fill("[name=first_name]", "Oksana M")
    page.get_by_role("button", name="Discard what I typed").click()
    page.get_by_text("What you typed has been discarded").wait_for()
    page.goto("/inbox/")
    page.wait_for_timeout(500)
    assert not SectionDraft.objects.exists()
