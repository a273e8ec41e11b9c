"""Paper in the browser: a blank form is taken, filled-in sheets are entered, and compared by somebody else."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.utils import formats, translation
from playwright.sync_api import expect

from accounts import acting
from accounts.settings_actions import change_setting
from cases.actions import begin_paper_form, finish_paper_form
from cases.models import Case, PaperForm, PersonBiodata
from tests.browser import Live, check
from tests.cases.conftest import agree, open_for, save
from tests.journeys.reading import Reader
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
def case(cast: SimpleNamespace, live_db: str) -> Case:
    """Amina's case; every entered form of her office is compared with its sheets."""
    with acting.as_user(cast.amina), keys.session():
        made = open_for(cast.amina)
        agree(cast.amina, made, "screening_interview", "data_processing")
    key = "cases.paper_sample_percent"
    change_setting(actor=cast.kofi, office=made.office, key=key, value=100, reason="a test")
    return made


def test_a_paper_form_is_entered_later(live: Live, cast: SimpleNamespace, case: Case, language: str) -> None:
    page = live.page_of(cast.amina)
    reader = Reader(page, language)
    page.goto(f"/cases/{case.pk}/interview/")
    reader.follow("Enter a form filled in on paper")
    reader.heading("Paper forms")
    reader.look("paper-forms-none")
    reader.follow("Enter a paper form")
    reader.heading("Enter a paper form")
    page.get_by_label(reader.words("Who asked the questions?")).select_option("else")
    page.get_by_label(reader.words("Name or initials of who asked")).fill("Sister Zora")
    reader.look("paper-form-begin")
    page.locator("[name=interview_date]").fill("2026-03-03")
    reader.press("Go on to the answers")
    reader.heading("Paper form")
    reader.look("paper-form-entering")
    page.locator("main a[href$='/record/biodata/']").first.click()
    with translation.override(language):
        day = formats.date_format(date(2026, 3, 3), "DATE_FORMAT")
    reader.told("You are entering the paper form of %(day)s. What you save counts as written there.", day=day)
    page.get_by_label(reader.label("first_name"), exact=True).fill("Zanzarelle")
    reader.save()
    page.goto(f"/cases/{case.pk}/paper/")
    page.locator("main table a").first.click()
    reader.press("All sheets are entered")
    reader.told("Chosen for a check")
    with acting.as_user(cast.amina), keys.session():
        form, biodata = PaperForm.objects.get(case=case), PersonBiodata.objects.get(case=case)
        assert (form.asked_by, biodata.first_name) == ("Sister Zora", "Zanzarelle")


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
