"""Paper in the browser: a blank form is taken, filled-in sheets are entered, and compared by somebody else."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

from playwright.sync_api import expect

from accounts import acting
from accounts.settings_actions import change_setting
from tests.browser import Live, check
from tests.cases.conftest import agree, open_for
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


def test_a_paper_form_is_entered_later_and_compared(live: Live, cast: SimpleNamespace) -> None:
    with acting.as_user(cast.amina), keys.session():
        case = open_for(cast.amina)
        agree(cast.amina, case, "screening_interview", "data_processing")
    key = "cases.paper_sample_percent"
    change_setting(actor=cast.kofi, office=case.office, key=key, value=100, reason="a test")
    page = live.page_of(cast.amina)
    page.goto(f"/cases/{case.pk}/interview/")
    page.get_by_role("link", name="Enter a form filled in on paper").click()
    check(page, "paper-forms-none")
    page.get_by_role("button", name="Enter a paper form").click()
    page.get_by_label("Who asked the questions?").select_option("else")
    page.get_by_label("Name or initials of who asked").fill("Sister Zora")
    check(page, "paper-form-begin")
    page.locator("[name=interview_date]").fill("2026-03-03")
    page.get_by_role("button", name="Go on to the answers").click()
    check(page, "paper-form-entering")
    page.get_by_role("link", name="Bio data").click()
    expect(page.get_by_text("You are entering the paper form of 3 March 2026.", exact=False)).to_be_visible()
    page.get_by_label("First name", exact=True).fill("Zanzarelle")
    page.get_by_role("button", name="Save and go to the overview").click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    page.goto(f"/cases/{case.pk}/paper/")
    page.locator("main table a").first.click()
    page.get_by_role("button", name="All sheets are entered").click()
    check(page, "paper-forms")
    bruno = live.page_of(cast.bruno)
    bruno.goto(f"/cases/{case.pk}/paper/")
    bruno.locator("main table a").first.click()
    expect(bruno.get_by_text("This form was chosen by chance.", exact=False)).to_be_visible()
    check(bruno, "paper-form-check")
    bruno.get_by_label("There were mistakes; they are corrected").check()
    bruno.get_by_label("How many answers differed?").fill("1")
    bruno.get_by_role("button", name="Note the outcome").click()
    expect(bruno.get_by_text("1 answer differed")).to_be_visible()
