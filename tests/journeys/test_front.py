"""The frame of every page: languages, the way out, keyboard, no script, right to left."""

from __future__ import annotations

import uuid
from types import SimpleNamespace
from typing import Any

from django.conf import settings as configured
from playwright.sync_api import Page, expect

from tests.browser import NARROW, Live, check

SIGN_IN = "/account/login/"


def choose_language(page: Page, name: str) -> None:
    page.locator(".wh-menu__button").first.click()
    page.get_by_role("button", name=name, exact=True).click()


def test_the_sign_in_page_and_its_languages(live: Live) -> None:
    page = live.page()
    page.goto(SIGN_IN)
    check(page, "sign-in")
    for code, name in (("fr", "Français"), ("es", "Español"), ("en", "English")):
        choose_language(page, name)
        expect(page.locator("html")).to_have_attribute("lang", code)
        assert page.url.endswith(SIGN_IN)


def test_the_first_tab_skips_to_the_content_and_the_second_leaves(live: Live) -> None:
    page = live.page()
    page.goto(SIGN_IN)
    page.keyboard.press("Tab")
    expect(page.locator(".govuk-skip-link")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(".wh-exit__button")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#main-content")).to_be_focused()


def test_the_home_page(live: Live, cast: SimpleNamespace) -> None:
    page = live.page_of(cast.amina)
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("My day")
    # A name keeps its own direction on a page of any other.
    expect(page.locator(".wh-menu__button bdi")).to_have_text(cast.amina.display_name)
    check(page, "home-empty")


def test_the_exit_button_ends_the_session_and_leaves(live: Live, cast: SimpleNamespace) -> None:
    page = live.page_of(cast.amina)
    live.answer_outside(page)
    page.goto("/")
    with page.expect_request("**/leave/"):
        page.get_by_role("button", name="Exit this page").click()
    page.wait_for_url(configured.EXIT_URL)
    # The page does not wait for the answer that ends the session; the server may need a moment for it.
    for _moment in range(20):
        page.goto(live.url)
        if SIGN_IN in page.url:
            break
        page.wait_for_timeout(250)
    assert SIGN_IN in page.url


def test_three_presses_of_a_key_leave_as_well(live: Live, cast: SimpleNamespace) -> None:
    for key in ("Escape", "Shift"):
        page = live.page()
        live.answer_outside(page)
        live.sign_in(page, cast.dana if key == "Escape" else cast.bruno)
        page.keyboard.press(key)
        page.keyboard.press(key)
        assert live.url in page.url
        page.keyboard.press(key)
        page.wait_for_url(configured.EXIT_URL)


def test_without_scripts_people_sign_in_change_the_language_and_leave(
    live: Live, cast: SimpleNamespace
) -> None:
    page = live.page_of(cast.amina, typed=True, java_script_enabled=False)
    live.answer_outside(page)
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("My day")
    expect(page.get_by_role("navigation", name="Main navigation").get_by_role("link").first).to_be_visible()
    choose_language(page, "Français")
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    page.locator(".wh-exit__button").click()
    page.wait_for_url(configured.EXIT_URL)
    page.goto(live.url)
    assert SIGN_IN in page.url


def test_a_page_that_is_not_there_looks_like_one_that_is_not_yours(live: Live, cast: SimpleNamespace) -> None:
    page = live.page_of(cast.amina)
    answers = []
    for address in ("/nowhere/", f"/cases/{uuid.uuid4()}/"):
        answer = page.goto(address)
        assert answer is not None and answer.status == 404
        answers.append(page.locator("main h1, main h1 + p").all_inner_texts())
    assert answers[0] == answers[1]
    check(page, "not-found")


def test_before_an_idle_session_ends_the_page_says_so(
    live: Live, cast: SimpleNamespace, settings: Any
) -> None:
    page = live.page_of(cast.amina)
    page.clock.install()
    page.goto("/")
    page.clock.run_for((configured.SESSION_IDLE.total_seconds() - 100) * 1000)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    check(page, "time-out")
    with page.expect_response("**/stay/"):
        dialog.get_by_role("button", name="I am still here").click()
    expect(dialog).to_be_hidden()


def test_a_page_that_reads_from_the_right(live: Live, cast: SimpleNamespace, settings: Any) -> None:
    settings.LANGUAGES = [*settings.LANGUAGES, ("ar", "Arabic")]
    page = live.page_of(cast.amina)
    page.goto("/")
    choose_language(page, "العربيّة")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    for address in ("/", "/cases/find/", "/inbox/"):
        page.goto(address)
        check(page, f"right-to-left{address.replace('/', '-').rstrip('-')}")
    page.set_viewport_size(NARROW)
    brand = page.locator(".wh-brand").bounding_box()
    assert brand is not None and brand["x"] > NARROW["width"] / 2
