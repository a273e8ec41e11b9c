"""In the browser: a determination by two people, danger and a safety plan, the law, a consent that does not count."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from accounts import acting
from cases.actions import add_entry
from cases.models import Case
from tests.browser import Live, check
from tests.cases.conftest import agree, open_for
from vault import keys


@pytest.fixture
def told(cast: SimpleNamespace) -> Case:
    """Amina's case: an interview that was completed, and one episode."""
    for person in (cast.amina, cast.bruno, cast.kofi):
        person.language = "en"
        person.save(update_fields=["language"])
    with acting.as_user(cast.amina), keys.session():
        case = open_for(cast.amina)
        agree(cast.amina, case, "screening_interview", "data_processing")
        given = {"actor": cast.amina, "case": case}
        add_entry(section="interview", values={"interview_outcome": "completed"}, **given)
        episode = {"means_of_control": ["withholds_documents"], "exp_types": ["forced_labour"]}
        add_entry(section="exploitation", values=episode, **given)
    return case


def test_a_determination_is_decided_by_two(live: Live, cast: SimpleNamespace, told: Case) -> None:
    amina = live.page_of(cast.amina)
    amina.goto(f"/cases/{told.pk}/determination/")
    check(amina, "determination")
    amina.get_by_role("link", name="Indicators and elements").click()
    amina.wait_for_url("**/record/determination/")
    labels = amina.locator("main form legend").all_inner_texts()
    first, last = (
        next(number for number, label in enumerate(labels) if name in label)
        for name in ("Indicators: deceptive recruitment", "Indicators: abuse of vulnerability at destination")
    )
    assert first < last, "D1 before D6"
    amina.goto(f"/cases/{told.pk}/determination/decide/")
    check(amina, "determination-decide")
    amina.get_by_label("Basis of determination").fill("Kept words")
    amina.get_by_role("button", name="Record the decision").click()
    expect(amina.locator(".govuk-error-summary")).to_be_visible()
    expect(amina.get_by_label("Basis of determination")).to_have_value("Kept words")
    amina.get_by_label("Victim of trafficking", exact=True).check()
    amina.get_by_role("button", name="Record the decision").click()
    expect(amina.get_by_text("Waits for a second person")).to_be_visible()
    bruno = live.page_of(cast.bruno)
    bruno.goto(f"/cases/{told.pk}/determination/")
    bruno.get_by_role("button", name="Look at it as the next person").click()
    bruno.get_by_role("heading", name="Look at a determination", exact=True).wait_for()
    check(bruno, "determination-look")
    bruno.get_by_label("Trafficking not established").check()
    bruno.get_by_role("button", name="Record my decision").click()
    expect(bruno.get_by_text("Two differ: waits for a third person")).to_be_visible()
    check(bruno, "determination-differ")


def test_danger_is_assessed_and_a_plan_agreed(live: Live, cast: SimpleNamespace, told: Case) -> None:
    page = live.page_of(cast.amina)
    page.goto(f"/cases/{told.pk}/risk/")
    check(page, "risk-none")
    page.get_by_role("button", name="Assess the risk").click()
    page.get_by_label("I16", exact=False).first.check()
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    page.goto(f"/cases/{told.pk}/risk/")
    check(page, "risk-plan-wanted")
    page.get_by_role("link", name="Change the answers").click()
    page.locator("[name=safety_plan]").fill("Call Marta, go to the bakery")
    page.get_by_role("button", name="Save and go to the overview").click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    page.goto(f"/cases/{told.pk}/risk/")
    expect(page.get_by_text("Call Marta, go to the bakery")).to_be_visible()
    page.get_by_role("link", name="Set another level").click()
    page.get_by_role("heading", name="Set another level", exact=True).wait_for()
    check(page, "risk-level")
    page.get_by_label("high", exact=False).first.check()
    page.get_by_role("button", name="Set the level").click()
    expect(page.get_by_text("The level is set.")).to_be_visible()
    check(page, "risk")


def test_the_law_of_a_country_is_entered_and_read_out(live: Live, cast: SimpleNamespace, told: Case) -> None:
    kofi = live.page_of(cast.kofi)
    kofi.goto("/cases/laws/")
    check(kofi, "laws")
    kofi.goto(f"/cases/laws/{told.office.country}/")
    kofi.get_by_label("Source: the law, and who checked it").fill("Act 12, checked by counsel")
    kofi.get_by_role("button", name="Enter this version").click()
    expect(kofi.locator(".govuk-error-summary")).to_be_visible()
    expect(kofi.get_by_label("Source: the law, and who checked it")).to_have_value(
        "Act 12, checked by counsel"
    )
    check(kofi, "law-error")
    kofi.locator("[name=effective_from]").fill("2026-01-01")
    kofi.locator("input[name^='to_']").first.fill("the Child Office")
    kofi.get_by_role("button", name="Enter this version").click()
    expect(kofi.get_by_text("The earlier version stays on record.", exact=False)).to_be_visible()
    amina = live.page_of(cast.amina)
    amina.goto(f"/cases/{told.pk}/consent/research/")
    expect(
        amina.get_by_text("By law we must report this to the Child Office", exact=False).first
    ).to_be_attached()


def test_a_consent_by_telephone_and_one_entered_in_error(
    live: Live, cast: SimpleNamespace, told: Case
) -> None:
    page = live.page_of(cast.amina)
    page.goto(f"/cases/{told.pk}/consent/share_provider/")
    page.get_by_label("Agrees", exact=True).or_(
        page.locator("input[name=status_share_provider]")
    ).first.check()
    page.get_by_label("witness", exact=False).first.check()
    page.get_by_label("Given by telephone").check()
    check(page, "consent-telephone")
    page.get_by_role("button", name="Save and continue").click()
    page.wait_for_url(lambda url: "share_provider" not in url)
    page.goto(f"/cases/{told.pk}/consent/")
    check(page, "consent-states")
    page.get_by_role("link", name="Entered in error").first.click()
    page.get_by_role("heading", name="Entered in error", exact=True).wait_for()
    check(page, "consent-error")
    page.get_by_role("button", name="Mark as entered in error").click()
    expect(page.get_by_text("Marked as entered in error", exact=False).first).to_be_visible()
    check(page, "consent-after-error")
