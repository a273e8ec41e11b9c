"""Sign-in in a real browser: keyboard, axe, no script errors, and a security key.

The other pages of accounts and administration are opened in tests/journeys/test_every_page.py.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.utils import timezone
from playwright.sync_api import Page

from accounts import actions
from tests.browser import Live, check
from tests.cast import DEMONSTRATION_PASSWORD
from tests.people import password_hash


def test_pages_of_signing_in_and_of_enrolment(live: Live, cast: SimpleNamespace) -> None:
    page = live.page()
    page.goto("/account/login/")
    check(page, "sign-in")
    live.sign_in(page, cast.amina)
    for path, name in (
        ("/account/enrol/", "enrol"),
        ("/account/enrol/app/", "enrol-app"),
        ("/account/factors/key/", "enrol-key"),
        ("/account/factors/codes/", "recovery-codes"),
    ):
        page.goto(path)
        check(page, name)


def test_a_setting_is_reached_from_the_list(live: Live, cast: SimpleNamespace) -> None:
    page = live.page_of(cast.kofi)
    page.goto("/administration/settings/")
    page.get_by_role("link", name="Change How many open cases").first.click()
    page.wait_for_url(lambda url: not url.endswith("/settings/"))
    check(page, "setting")


def test_pages_about_workers(live: Live, cast: SimpleNamespace) -> None:
    day = timezone.localdate()
    given = {"actor": cast.jonas, "user": cast.amina, "kind": "child_interviewer", "since": day}
    actions.give_qualification(**given, until=day, evidence="Course of May, certificate seen by Jonas")
    kind = {"held_on": day, "kind": "debriefing"}
    actions.record_talk(actor=cast.bruno, user=cast.amina, note="A long week. Two days off agreed.", **kind)
    for person, path, name in (
        (cast.jonas, f"/administration/staff/{cast.amina.pk}/", "staff-qualifications"),
        (cast.kofi, "/administration/conduct/", "conduct-publish"),
        (cast.bruno, "/cases/team/", "team"),
        (cast.bruno, f"/colleagues/{cast.amina.pk}/talks/", "talks"),
        (cast.amina, "/account/talks/", "own-talks"),
        (cast.amina, "/account/conduct/", "conduct-read-again"),
    ):
        page = live.page_of(person)
        page.goto(path)
        check(page, name)


def test_the_demonstration_signs_in_by_click_and_code(
    live: Live, cast: SimpleNamespace, settings: Any
) -> None:
    settings.DEMONSTRATION = True
    page = live.page()
    live.answer_outside(page)
    page.goto("/demonstration/")
    check(page, "cast")
    page.get_by_role("button", name="Sign in Amina Okoro").click()
    code = page.locator("[data-code]").inner_text()
    check(page, "second-factor")
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/")
    page.get_by_role("button", name="Exit this page").first.click()
    page.wait_for_url(lambda url: "localhost" not in url)


def test_a_security_key_is_added_and_signs_in(live: Live, cast: SimpleNamespace) -> None:
    user = actions.create_user(
        actor=None, email="key@wayhome.example", display_name="Kay Holder", password_hash=password_hash()
    )
    page = page_with_key(live)
    page.goto("/account/login/")
    type_password(page, user.email)
    page.wait_for_url("**/account/enrol/")
    page.get_by_role("button", name="Use a security key").click()
    page.get_by_role("button", name="Add the key").click()
    page.wait_for_url("**/account/conduct/**")
    check(page, "conduct")
    page.get_by_label("I have read this").check()
    page.get_by_role("button", name="Accept and continue").click()
    page.wait_for_url("**/account/factors/codes/")
    page.goto("/account/factors/")
    assert page.get_by_text("Signs in without a password").is_visible()
    sign_out(page)
    type_password(page, user.email)
    page.wait_for_url("**/account/login/factor/")
    check(page, "second-factor-key")
    page.get_by_role("button", name="Use a security key").click()
    page.wait_for_url(lambda url: "/account/" not in url)
    page.goto("/account/")
    assert page.get_by_role("heading", name="My account").is_visible()
    sign_out(page)
    somebody_guesses(live, user.email)
    type_password(page, user.email)
    page.get_by_role("heading", name="Please wait").wait_for()
    check(page, "please-wait")
    page.get_by_role("link", name="Sign in with a security key").click()
    check(page, "sign-in-key")
    page.get_by_role("button", name="Use a security key").click()
    page.wait_for_url(lambda url: "/account/" not in url)
    page.goto("/account/")
    assert page.get_by_role("heading", name="My account").is_visible()


def page_with_key(live: Live) -> Page:
    """A page of a browser that a security key is plugged into: it remembers whose it is and asks for a PIN."""
    context = live.context()
    page = context.new_page()
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return page


def sign_out(page: Page) -> None:
    page.goto("/account/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/account/login/")


def somebody_guesses(live: Live, email: str) -> None:
    """Six wrong passwords from another browser: the account's passwords have to wait."""
    page = live.page()
    for _time in range(6):
        page.goto("/account/login/")
        page.fill("input[name=login]", email)
        page.fill("input[name=password]", "a guess that fits nothing")
        page.press("input[name=password]", "Enter")
        page.wait_for_load_state()


def type_password(page: Page, email: str) -> None:
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", DEMONSTRATION_PASSWORD)
    page.press("input[name=password]", "Enter")
