"""A recording in the browser: it waits, is made anew by the worker, and one that cannot be made can be had back."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page, expect

from accounts import acting
from tests.browser import Live, check
from tests.cases.conftest import agree, open_for
from tests.cases.files.making import MARK
from tests.cases.files.recordings import sound
from tests.cases.files.test_recording_actions import allow
from vault import keys


def add(page: Page, folder: Path, name: str, content: bytes) -> None:
    path = folder / name
    path.write_bytes(content)
    page.set_input_files("input[name=file]", path)
    page.select_option("select[name=attachment_type]", "other")
    page.get_by_role("button", name="Add the file").click()


@pytest.mark.usefixtures("worker")
def test_a_recording_waits_and_is_made_anew(live: Live, cast: SimpleNamespace, tmp_path: Path) -> None:
    with acting.as_user(cast.amina), keys.session():
        case = open_for(cast.amina)
        agree(cast.amina, case, "screening_interview", "data_processing", "photo_document")
    allow(case.office)
    page = live.page_of(cast.amina)
    page.goto(f"/cases/{case.pk}/files/")
    add(page, tmp_path, "broken.mp3", b"ID3\x04\x00\x00\x00\x00\x00\x00" + b"\x00" * 400)
    page.locator("#recordings").wait_for()
    check(page, "recordings-waiting")
    add(page, tmp_path, "voice.mp3", sound("mp3"))
    for _try in range(100):
        page.goto(f"/cases/{case.pk}/files/")
        made, refused = (
            page.get_by_role("link", name=name) for name in ("Download", "Have it back as it was")
        )
        if made.count() and refused.count():
            break
        page.wait_for_timeout(200)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    assert MARK not in Path(download.value.path()).read_bytes()
    expect(page.get_by_role("link", name="Have it back as it was")).to_be_visible()
    check(page, "recordings")
    page.get_by_role("link", name="Remove").last.click()
    page.get_by_role("heading", name="Remove this recording?", exact=True).wait_for()
    check(page, "recording-forget")
