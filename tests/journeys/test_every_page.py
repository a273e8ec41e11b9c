"""Every page that no other journey passes: axe finds nothing, nothing is cut off on a phone."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from tests.browser import Live, check

# Who opens what, as whom, under which name the picture is kept.
PAGES = {
    "amina": {
        "/account/": "account",
        "/account/factors/": "account-factors",
        "/account/password/": "account-password",
        "/account/sessions/": "account-sessions",
        "/inbox/": "inbox",
        "/cases/": "cases-empty",
        "/cases/find/": "find",
    },
    "bruno": {
        "/": "home-supervisor",
        "/reports/": "reports",
        "/reports/new/": "report-new",
        "/administration/settings/": "settings-read",
    },
    "farah": {
        "/reports/": "reports-officer",
        "/reports/reading-room/": "reading-room",
        "/reports/reading-room/exceptions/": "exceptions",
    },
    "jonas": {
        "/administration/staff/": "staff",
        "/administration/staff/invite/": "staff-invite",
        "/administration/offices/": "offices",
    },
    "kofi": {
        "/administration/settings/": "settings",
        "/cases/wordings/": "wordings",
        "/cases/wordings/assistance/en/": "wording",
    },
}


@pytest.mark.parametrize("name", PAGES)
def test_pages_of(live: Live, cast: SimpleNamespace, name: str) -> None:
    page = live.page_of(getattr(cast, name))
    for address, picture in PAGES[name].items():
        answer = page.goto(address)
        assert answer is not None and answer.status == 200, f"{address}: {answer and answer.status}"
        check(page, picture)
    # The address of the first row leads to the page of one.
    for family, picture in (
        ("/administration/staff/", "staff-person"),
        ("/administration/offices/", "office"),
    ):
        if family in PAGES[name]:
            page.goto(family)
            page.locator(f"main a[href^='{family}']:not([href$='invite/'])").first.click()
            check(page, picture)


def test_an_expired_form_says_what_to_do(live: Live) -> None:
    page = live.page()
    page.goto("/account/login/")
    page.locator("main input[name=csrfmiddlewaretoken]").evaluate("field => { field.value = 'old' }")
    page.fill("input[name=login]", "amina@wayhome.example")
    page.fill("input[name=password]", "not the password")
    page.press("input[name=password]", "Enter")
    page.wait_for_selector("h1")
    check(page, "expired-form")
