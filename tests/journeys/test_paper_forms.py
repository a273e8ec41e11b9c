"""Paper in the browser: a blank form is taken, filled-in sheets are entered, and compared by somebody else."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from accounts import acting
from accounts.settings_actions import change_setting
from cases.actions import begin_paper_form, finish_paper_form
from cases.models import Case
from tests.browser import Live, check
from tests.cases.conftest import agree, open_for, save
from vault import keys


def test_a_blank_form_is_taken(live: Live, cast: SimpleNamespace) -> None:
    page = live.page_of(cast.amina)
    page.goto("/cases/forms/")
    check(page, "blank-forms")
    page.get_by_label("Help and follow-up").check()
    with page.expect_download() as download:
        page.get_by_role("button", name="Take the form (PDF)").click()
    assert download.value.suggested_filename == "form.pdf"
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF-")


@pytest.fixture
def case(cast: SimpleNamespace) -> Case:
    """Amina's case; every entered form of her office is compared with its sheets."""
    with acting.as_user(cast.amina), keys.session():
        made = open_for(cast.amina)
        agree(cast.amina, made, "screening_interview", "data_processing")
    key = "cases.paper_sample_percent"
    change_setting(actor=cast.kofi, office=made.office, key=key, value=100, reason="a test")
    return made


def test_a_paper_form_is_entered_later(live: Live, cast: SimpleNamespace, case: Case) -> None:
    page = live.page_of(cast.amina)
    page.goto(f"/cases/{case.pk}/interview/")
    page.get_by_role("link", name="Enter a form filled in on paper").click()
    page.get_by_role("heading", name="Paper forms", exact=True).wait_for()
    check(page, "paper-forms-none")
    page.get_by_role("button", name="Enter a paper form").click()
    page.get_by_label("Who asked the questions?").select_option("else")
    page.get_by_label("Name or initials of who asked").fill("Sister Zora")
    check(page, "paper-form-begin")
    page.locator("[name=interview_date]").fill("2026-03-03")
    page.get_by_role("button", name="Go on to the answers").click()
    page.get_by_role("heading", name="Paper form", exact=True).wait_for()
    check(page, "paper-form-entering")
    page.get_by_role("link", name="Bio data").click()
    expect(page.get_by_text("You are entering the paper form of 3 March 2026.", exact=False)).to_be_visible()
    page.get_by_label("First name", exact=True).fill("Zanzarelle")
    page.get_by_role("button", name="Save and go to the overview").click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    page.goto(f"/cases/{case.pk}/paper/")
    page.locator("main table a").first.click()
    page.get_by_role("button", name="All sheets are entered").click()
    expect(page.get_by_text("Chosen for a check")).to_be_visible()


def test_an_entered_form_is_compared_with_its_sheets(live: Live, cast: SimpleNamespace, case: Case) -> None:
    with acting.as_user(cast.amina), keys.session():
        given = {"interview_date": "2026-03-03"}
        form = begin_paper_form(actor=cast.amina, case=case, values=given, interviewer=cast.amina)
        save(cast.amina, case, "biodata", {"first_name": "Zanzarelle"})
        finish_paper_form(actor=cast.amina, case=case, form=form.pk)
    page = live.page_of(cast.bruno)
    page.goto(f"/cases/{case.pk}/paper/")
    check(page, "paper-forms")
    page.locator("main table a").first.click()
    expect(page.get_by_text("This form was chosen by chance.", exact=False)).to_be_visible()
    check(page, "paper-form-check")
    page.get_by_label("There were mistakes; they are corrected").check()
    page.get_by_label("How many answers differed?").fill("1")
    page.get_by_role("button", name="Note the outcome").click()
    expect(page.get_by_text("1 answer differed")).to_be_visible()
