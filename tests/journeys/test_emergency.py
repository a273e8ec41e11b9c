"""An emergency, rehearsed in the browser: lockdown, reopening by two, and a form that outlives its session."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from playwright.sync_api import expect

from accounts import actions
from tests.browser import Live, check


def test_lockdown_and_reopening_by_two(live: Live, cast: SimpleNamespace) -> None:
    amina, bruno = live.page_of(cast.amina), live.page_of(cast.bruno)
    bruno.goto("/account/")
    bruno.get_by_role("link", name="Lockdown").click()
    check(bruno, "lockdown")
    bruno.get_by_label("Harbour Mission").check()
    bruno.get_by_label("This is a drill").check()
    bruno.get_by_label("I understand that everybody").check()
    bruno.get_by_role("button", name="Lock down now").click()
    bruno.wait_for_url("**/account/login/**")
    amina.goto("/cases/")
    amina.wait_for_url("**/account/login/**")
    for person, button in ((cast.bruno, "I confirm"), (cast.vera, "I confirm")):
        page = live.page()
        live.sign_in(page, person)
        check(page, "home-locked")
        page.goto("/lockdown/")
        page.get_by_role("link", name="Look at it").click()
        check(page, "lockdown-one")
        page.get_by_role("button", name=button).click()
    expect(page.get_by_text("The lockdown is over.")).to_be_visible()


def test_the_evacuation_plan(live: Live, cast: SimpleNamespace) -> None:
    page = live.page_of(cast.bruno)
    page.goto(f"/evacuation/{cast.harbour.pk}/")
    check(page, "evacuation")
    page.get_by_role("link", name="Change the plan").click()
    check(page, "evacuation-edit")
    page.get_by_label("What").first.fill("Close the blue gate")
    page.get_by_role("button", name="Save the plan").click()
    expect(page.get_by_text("Close the blue gate")).to_be_visible()
    page.get_by_role("link", name="Note a drill").click()
    check(page, "evacuation-drill")


def test_signing_in_under_duress_looks_like_a_quiet_day(live: Live, cast: SimpleNamespace) -> None:
    actions.set_duress_password(user=cast.amina, password="a calm evening by the lake")
    page = live.page_of(cast.bruno)
    page.goto("/account/duress/")
    check(page, "emergency-password")
    page = live.page()
    page.goto("/account/login/")
    page.fill("input[name=login]", cast.amina.email)
    page.fill("input[name=password]", "a calm evening by the lake")
    page.press("input[name=password]", "Enter")
    page.fill("input[name=code]", live._code(cast.amina))
    page.press("input[name=code]", "Enter")
    page.wait_for_url(lambda url: "/account/login/" not in url)
    check(page, "home-quiet")
    page.goto("/cases/")
    check(page, "cases-quiet")


def test_what_was_typed_outlives_the_session(live: Live, cast: SimpleNamespace, settings: Any) -> None:
    page = live.page_of(cast.amina)
    settings.SESSION_IDLE = timedelta(seconds=124)
    page.goto("/account/")
    with page.expect_response(lambda answer: "/keep/" in answer.url) as kept:
        page.get_by_label("Name").fill("Amina of the Harbour")
    assert kept.value.status == 201
    settings.SESSION_IDLE = timedelta(seconds=0)
    page.goto("/account/")
    page.wait_for_url("**/account/login/**")
    settings.SESSION_IDLE = timedelta(minutes=15)
    page.goto(f"/account/login/?next={kept.value.headers['location']}")
    live.sign_in(page, cast.amina)
    expect(page.get_by_role("heading", name="Your form was kept")).to_be_visible()
    check(page, "kept-form")
    page.get_by_role("button", name="Send it now").click()
    expect(page.get_by_label("Name")).to_have_value("Amina of the Harbour")
