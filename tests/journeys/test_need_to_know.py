"""Need to know in the browser: an emergency from asking to review, and a location for a minute."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from playwright.sync_api import Page, expect

from accounts import acting
from cases.actions import assign_case, lock_location, save_section
from cases.models import PersonBiodata
from tests.browser import Live, check
from tests.cases.conftest import agree, open_for
from vault import keys


def is_told(page: Page, word: str) -> bool:
    """Whether the worker brings a notice with this word to somebody's inbox within a minute."""
    for _try in range(300):
        page.goto("/inbox/")
        if word in page.locator("main").inner_text().lower():
            return True
        page.wait_for_timeout(200)
    return False


@pytest.mark.usefixtures("worker")
def test_an_emergency_is_told_and_reviewed(live: Live, cast: SimpleNamespace) -> None:
    with keys.session(), acting.as_user(cast.amina):
        case = open_for(cast.amina)
    dana = live.page_of(cast.dana)
    dana.goto("/cases/emergency/")
    check(dana, "emergency")
    dana.get_by_label("Reference of the case").fill(case.reference)
    dana.get_by_role("button", name="Open the case now").click()
    expect(dana.locator(".govuk-error-summary")).to_be_visible()
    expect(dana.get_by_label("Reference of the case")).to_have_value(case.reference)
    dana.get_by_label("Reach the person safely").check()
    dana.get_by_label("in danger").check()
    dana.get_by_role("button", name="Open the case now").click()
    expect(dana.get_by_text("A colleague will review this.")).to_be_visible()
    check(dana, "emergency-opened")
    for told in (cast.amina, cast.bruno, cast.farah):
        assert is_told(live.page_of(told), "emergency"), told.email
    farah = live.page_of(cast.farah)
    farah.goto("/cases/emergency/reviews/")
    check(farah, "emergency-reviews")
    farah.locator("table a").first.click()
    check(farah, "emergency-review")
    farah.get_by_label("It was necessary").check()
    farah.get_by_role("button", name="Close the review").click()
    expect(farah.get_by_text("The review is closed.")).to_be_visible()
    farah.goto(f"/cases/{case.pk}/")
    expect(farah.get_by_text(case.reference)).to_have_count(0)


def test_a_location_is_shown_for_a_minute(live: Live, cast: SimpleNamespace) -> None:
    with keys.session(), acting.as_user(cast.amina):
        case = open_for(cast.amina)
        agree(cast.amina, case, "screening_interview", "data_processing")
        version = PersonBiodata.objects.get(case=case).version
        save_section(
            actor=cast.amina,
            case=case,
            section="biodata",
            values={"current_city": "Nemyriv"},
            base_version=version,
        )
    with keys.session(), acting.as_user(cast.bruno):
        lock_location(actor=cast.bruno, case=case, reason="threat")
        assign_case(actor=cast.bruno, case=case, user=cast.amina, kind="location", reason="knows_location")
    amina = live.page_of(cast.amina)
    amina.goto(f"/cases/{case.pk}/access/")
    check(amina, "who-has-access")
    amina.goto(f"/cases/{case.pk}/")
    expect(amina.get_by_text("Nemyriv")).to_have_count(0)
    amina.get_by_role("link", name="Show it for a minute").click()
    check(amina, "location-asked")
    amina.get_by_label("To arrange transport").check()
    amina.get_by_role("button", name="Show", exact=True).click()
    expect(amina.get_by_text("Nemyriv")).to_be_visible()
    check(amina, "location-shown")
