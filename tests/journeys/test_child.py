"""A fifteen-year-old whose guardian may be involved, from the birth date to the first step of tracing, in each language.

Nothing that protects waits; the guardian is never asked or told; two assess the best interests; the authority agrees.
"""

from __future__ import annotations

from types import SimpleNamespace

from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts import acting
from cases.child.children import Guardian, Need, Why
from cases.child.words import DEEDS, GUARDIANS, NEEDS, WHY
from tests.browser import Live
from tests.cases.conftest import agree, open_for
from tests.journeys.reading import Reader
from vault import keys


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


def under(reader: Reader, heading: str) -> str:
    """The deeds that stand under a heading."""
    found = reader.page.get_by_role("heading", name=reader.words(heading), exact=True).locator(
        "xpath=following-sibling::dl[1]"
    )
    return found.inner_text()


def test_a_child_with_a_guardian_who_may_be_involved(
    live: Live, cast: SimpleNamespace, language: str
) -> None:
    with keys.session(), acting.as_user(cast.amina):
        case = open_for(cast.amina)
        agree(cast.amina, case, "screening_interview", "data_processing")
    amina, at = Reader(live.page_of(cast.amina), language), f"/cases/{case.pk}/"
    _is_a_child(amina, at)
    _guardian(amina, at)
    _assessed_by_two(amina, Reader(live.page_of(cast.bruno), language), at)
    _traced(amina, at)


def _is_a_child(reader: Reader, at: str) -> None:
    page = reader.page
    page.goto(f"{at}record/biodata/")
    page.locator("[name=birth_date]").fill(str(timezone.localdate().year - 16))
    page.locator("[name=age_dispute][value=presumed_child]").check()
    save(page)
    page.goto(at)
    expect(page.locator(".wh-identity")).to_contain_text(reader.words("Presumed a child"))
    follow(page, "/child/")
    reader.told(GUARDIANS[Guardian.NONE])
    reader.look("child")


def _guardian(reader: Reader, at: str) -> None:
    page = reader.page
    follow(page, "/record/child/")
    page.locator("[name=guardian_type][value=parent]").check()
    page.locator("[name=guardian_conflict][value=yes]").check()
    page.locator("[name=child_wishes]").fill("I do not want to go back to the stall.")
    save(page)
    page.goto(f"{at}child/")
    reader.told(GUARDIANS[Guardian.SUSPECTED])
    now = under(reader, "Possible now")
    for code in ("shelter", "health_care", "legal_aid", "school", "interview"):
        assert reader.words(DEEDS[code]) in now
    waits = under(reader, "Waits")
    assert reader.words(DEEDS["refer"]) in waits and reader.words(NEEDS[Need.AUTHORITY]) in waits
    never = under(reader, "Never")
    assert reader.words(DEEDS["tell_guardian"]) in never and reader.words(WHY[Why.SUSPECTED]) in never
    reader.look("child-suspected")


def _assessed_by_two(hers: Reader, his: Reader, at: str) -> None:
    amina, bruno = hers.page, his.page
    follow(amina, "/child/assess/")
    hers.look("child-assess")
    amina.locator("[name=heard]").fill("She wants to stay, and to learn to sew.")
    amina.locator("[name=reasons]").fill("Safe in the house of the invented street; school is near.")
    amina.locator("[name=covers][value=refer]").check()
    send(amina)
    amina.wait_for_url("**/child/")
    bruno.goto(f"{at}child/")
    follow(bruno, "/child/look/")
    his.look("child-look")
    bruno.locator("[name=agrees][value=yes]").check()
    send(bruno)
    bruno.wait_for_url("**/child/")
    assert his.words(DEEDS["refer"]) in under(his, "Possible now")


def _traced(reader: Reader, at: str) -> None:
    page = reader.page
    page.goto(f"{at}child/")
    follow(page, "/child/tracing/")
    page.locator("[name=to][value=open]").check()
    page.locator("[name=note]").fill("An aunt is known by name.")
    send(page)
    expect(page.locator(".govuk-error-summary")).to_contain_text(reader.words(NEEDS[Need.AUTHORITY]))
    expect(page.locator("[name=note]")).to_have_value("An aunt is known by name.")
    reader.look("child-tracing")
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
