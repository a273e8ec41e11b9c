"""The duplicate desk in the browser: from the list to a link and back."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from playwright.sync_api import expect

from accounts import acting
from cases.finding.duplicates import compare_waiting
from tests.browser import Live, check
from tests.cases.pages.test_duplicates import named


def olena(actor: Any, **values: Any) -> Any:
    return named(actor, first_name="Olena", family_name="Kovalenko", birth_date="1994-05-03", **values)


def test_the_desk_links_two_cases_and_undoes_it(live: Live, cast: SimpleNamespace) -> None:
    olena(cast.amina, citizenship=["UA"])
    olena(cast.paola, citizenship=["UA"], other_names="Lena")
    with acting.as_system("find_duplicates"):
        assert compare_waiting(10) == 2
    page = live.page_of(cast.vera)
    page.goto("/cases/duplicates/")
    check(page, "duplicates")
    page.get_by_role("article").get_by_role("link").first.click()
    check(page, "duplicate")
    page.get_by_label("Note").fill("Both told of the same village school.")
    page.get_by_role("button", name="Same person").click()
    expect(page.get_by_text("Neither case was changed")).to_be_visible()
    page.get_by_role("link", name="Decided").click()
    check(page, "duplicates-decided")
    page.get_by_role("article").get_by_role("link").first.click()
    check(page, "duplicate-linked")
    page.get_by_role("button", name="Undo the link").click()
    expect(page.get_by_text("The link is undone")).to_be_visible()
    nobody = live.page_of(cast.paola)
    nobody.goto("/cases/duplicates/")
    expect(nobody.get_by_text("Nothing waits for you")).to_be_visible()
    check(nobody, "duplicates-empty")
