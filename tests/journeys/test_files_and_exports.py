"""A photograph goes in with its place and comes out without; an export is asked for, agreed to, taken, and gone."""

from __future__ import annotations

import io
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page

from audit import context
from cases.actions import record_consent
from cases.models import Attachment, Case
from exchange.models import Export
from tests.browser import Live, check
from tests.cases.conftest import save
from tests.cases.files.making import MARK, picture
from tests.cases.pages.conftest import CONSENT, new_case
from tests.exchange.conftest import opened
from vault import keys

PLACE = 34853  # where EXIF keeps the GPS block


@pytest.fixture
def case(cast: SimpleNamespace) -> Case:
    for person in (cast.amina, cast.bruno, cast.emil):
        person.language = "en"
        person.save(update_fields=["language"])
    with context.acting(user=cast.amina), keys.session():
        found = new_case(cast.amina)
        for kind in ("screening_interview", "data_processing", "photo_document"):
            record_consent(actor=cast.amina, case=found, consent_type=kind, **CONSENT)
        save(cast.amina, found, "biodata", {"first_name": "Olena", "family_name": "Invented"})
    return found


def photograph(folder: Path) -> Path:
    path = folder / "photograph.jpg"
    path.write_bytes(picture(size=(2400, 1600)))
    with Image.open(path) as image:
        assert image.getexif()[PLACE], "it knows where it was taken"
    return path


def add(page: Page, path: Path) -> None:
    page.set_input_files("input[name=file]", path)
    page.select_option("select[name=attachment_type]", "photo")
    page.fill("input[name=description]", "In front of the office")
    page.get_by_role("button", name="Add the file").click()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_photograph_loses_its_place_on_the_way_in(
    live: Live, cast: SimpleNamespace, case: Case, tmp_path: Path, scripts: bool
) -> None:
    page = live.page_of(cast.amina, java_script_enabled=scripts)
    page.goto(f"/cases/{case.pk}/files/")
    if scripts:
        check(page, "files-empty")
    add(page, photograph(tmp_path))
    page.get_by_text("The file has been cleaned and kept.").wait_for()
    if scripts:
        check(page, "files")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    found = Path(download.value.path()).read_bytes()
    assert download.value.suggested_filename == f"{str(Attachment.objects.get().pk)[:8]}.jpg"
    assert MARK not in found
    with Image.open(io.BytesIO(found)) as image:
        assert image.size == (1600, 2400)
        assert not image.getexif()


def test_what_is_wrong_with_a_file_is_said_on_the_same_page(
    live: Live, cast: SimpleNamespace, case: Case, tmp_path: Path
) -> None:
    page = live.page_of(cast.amina)
    page.goto(f"/cases/{case.pk}/files/")
    wrong = tmp_path / "letter.pdf"
    wrong.write_bytes(b"%PDF-1.7 nothing that is one")
    add(page, wrong)
    page.get_by_role("alert").wait_for()
    assert page.input_value("input[name=description]") == "In front of the office"
    check(page, "files-refused")
    add(page, photograph(tmp_path))
    page.get_by_text("The file has been cleaned and kept.").wait_for()
    page.get_by_role("link", name="Remove").click()
    check(page, "file-remove")
    page.get_by_role("button", name="Remove").click()
    page.get_by_role("button", name="Bring back").wait_for()
    check(page, "files-removed")


def test_a_third_person_meets_the_page_of_what_is_not_there(
    live: Live, cast: SimpleNamespace, case: Case
) -> None:
    page = live.page_of(cast.emil)
    answer: Any = page.goto(f"/cases/{case.pk}/files/")
    assert answer.status == 404


@pytest.mark.usefixtures("worker")
def test_an_export_is_asked_for_agreed_to_taken_and_gone(
    live: Live, cast: SimpleNamespace, case: Case
) -> None:
    amina = live.page_of(cast.amina)
    amina.goto("/exports/")
    check(amina, "exports-empty")
    amina.get_by_role("link", name="Ask for an export").click()
    amina.locator("input[name=purpose][value=case_work]").check()
    amina.locator("input[name=recipient][value=internal]").check()
    amina.locator("input[name=columns_biodata][value=first_name]").check()
    check(amina, "export-new")
    amina.get_by_role("button", name="Ask a second person to agree").click()
    amina.get_by_text("Waiting for the second person").wait_for()
    check(amina, "export-asked")

    bruno = live.page_of(cast.bruno)
    bruno.goto("/approvals/")
    bruno.locator("main a[href*='/approvals/']").first.click()
    check(bruno, "export-approval")
    bruno.get_by_role("button", name="Approve").click()
    bruno.get_by_text("Approved").first.wait_for()

    amina.reload()
    amina.get_by_role("button", name="Download once").wait_for()
    check(amina, "export-ready")
    amina.get_by_role("link", name="The password of the file").click()
    amina.get_by_role("button", name="Show the password").click()
    password = amina.locator("[data-password]").inner_text()
    check(amina, "export-password")
    amina.get_by_role("link", name="Back", exact=True).click()
    with amina.expect_download() as download:
        amina.get_by_role("button", name="Download once").click()
    rows = opened(Path(download.value.path()).read_bytes(), password)
    assert [row[2] for row in rows] == ["First name", "Olena"]
    amina.reload()
    amina.get_by_text("Downloaded and destroyed here").wait_for()
    check(amina, "export-gone")
    assert not Export.objects.get().parts.exists()
    bruno.goto("/exports/ledger/")
    check(bruno, "export-ledger")
