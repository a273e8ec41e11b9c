"""A fifteen-year-old whose guardian may be involved, from the birth date to the first step of tracing, in each language.

Nothing that protects waits; the guardian is never asked or told; two assess the best interests; the authority agrees.
"""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.utils import timezone, translation
from playwright.sync_api import Page, expect

from accounts import acting
from cases.child_words import DEEDS, GUARDIANS, NEEDS, WHY
from cases.children import Guardian, Need, Why
from tests.browser import Live, check
from tests.cases.conftest import agree, open_for
from vault import keys


def looked_at(page: Page, name: str, language: str) -> None:
    """Axe and widths once a page: they are the same in every language."""
    if language == "en":
        check(page, name)


def send(page: Page) -> None:
    """Press the button of the page's own form."""
    page.locator("main form button[type=submit]").last.click()


def save(page: Page) -> None:
    """Save a section, and be led on."""
    before = page.url
    page.locator("main form button[name=then]").last.click()
    page.wait_for_url(lambda url: url != before)


def choose(page: Page, name: str, code: str) -> None:
    """Choose a code, from a list or by its button."""
    if (select := page.locator(f"select[name={name}]")).count():
        select.select_option(code)
    else:
        page.locator(f"[name={name}][value={code}]").check()


def follow(page: Page, path: str) -> None:
    """Follow the link of the page that leads there."""
    page.locator(f"main a[href$='{path}']").first.click()
    page.wait_for_url(f"**{path}")


def under(page: Page, heading: str) -> str:
    """The deeds that stand under a heading."""
    found = page.get_by_role("heading", name=heading, exact=True).locator("xpath=following-sibling::dl[1]")
    return found.inner_text()


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_a_child_with_a_guardian_who_may_be_involved(
    live: Live, cast: SimpleNamespace, language: str
) -> None:
    for person in (cast.amina, cast.bruno):
        person.language = language
        person.save(update_fields=["language"])
    with keys.session(), acting.as_user(cast.amina):
        case = open_for(cast.amina)
        agree(cast.amina, case, "screening_interview", "data_processing")
    amina, at = live.page_of(cast.amina), f"/cases/{case.pk}/"
    with translation.override(language):
        _is_a_child(amina, at, language)
        _guardian(amina, at, language)
        _assessed_by_two(amina, live.page_of(cast.bruno), at, language)
        _traced(amina, at, language)


def _is_a_child(page: Page, at: str, language: str) -> None:
    page.goto(f"{at}record/biodata/")
    page.locator("[name=birth_date]").fill(str(timezone.localdate().year - 16))
    page.locator("[name=age_dispute][value=presumed_child]").check()
    save(page)
    page.goto(at)
    expect(page.locator(".wh-identity")).to_contain_text(translation.gettext("Presumed a child"))
    follow(page, "/child/")
    expect(page.get_by_role("main")).to_contain_text(str(GUARDIANS[Guardian.NONE]))
    looked_at(page, "child", language)


def _guardian(page: Page, at: str, language: str) -> None:
    follow(page, "/record/child/")
    page.locator("[name=guardian_type][value=parent]").check()
    page.locator("[name=guardian_conflict][value=yes]").check()
    page.locator("[name=child_wishes]").fill("I do not want to go back to the stall.")
    save(page)
    page.goto(f"{at}child/")
    main = page.get_by_role("main")
    expect(main).to_contain_text(str(GUARDIANS[Guardian.SUSPECTED]))
    now = under(page, translation.gettext("Possible now"))
    for code in ("shelter", "health_care", "legal_aid", "school", "interview"):
        assert str(DEEDS[code]) in now
    waits = under(page, translation.gettext("Waits"))
    assert str(DEEDS["refer"]) in waits and str(NEEDS[Need.AUTHORITY]) in waits
    never = under(page, translation.gettext("Never"))
    assert str(DEEDS["tell_guardian"]) in never and str(WHY[Why.SUSPECTED]) in never
    looked_at(page, "child-suspected", language)


def _assessed_by_two(amina: Page, bruno: Page, at: str, language: str) -> None:
    follow(amina, "/child/assess/")
    looked_at(amina, "child-assess", language)
    amina.locator("[name=heard]").fill("She wants to stay, and to learn to sew.")
    amina.locator("[name=reasons]").fill("Safe in the house of the invented street; school is near.")
    amina.locator("[name=covers][value=refer]").check()
    send(amina)
    amina.wait_for_url("**/child/")
    bruno.goto(f"{at}child/")
    follow(bruno, "/child/look/")
    looked_at(bruno, "child-look", language)
    bruno.locator("[name=agrees][value=yes]").check()
    send(bruno)
    bruno.wait_for_url("**/child/")
    assert str(DEEDS["refer"]) in under(bruno, translation.gettext("Possible now"))


def _traced(page: Page, at: str, language: str) -> None:
    page.goto(f"{at}child/")
    follow(page, "/child/tracing/")
    page.locator("[name=to][value=open]").check()
    page.locator("[name=note]").fill("An aunt is known by name.")
    send(page)
    expect(page.locator(".govuk-error-summary")).to_contain_text(str(NEEDS[Need.AUTHORITY]))
    expect(page.locator("[name=note]")).to_have_value("An aunt is known by name.")
    looked_at(page, "child-tracing", language)
    page.goto(f"{at}consent/family_contact/")
    page.locator("[name=status_family_contact][value=granted]").check()
    choose(page, "consent_giver", "authority")
    choose(page, "consent_form", "written")
    for point in page.locator("[name=points]").all():
        point.check()
    send(page)
    page.wait_for_url("**/consent/")
    page.goto(f"{at}child/tracing/")
    page.locator("[name=to][value=open]").check()
    send(page)
    page.wait_for_url("**/child/")
    # What helps goes on all the while.
    page.goto(f"{at}entries/assistance/add/")
    choose(page, "assist_type", "shelter")
    save(page)
