"""Interviews in a browser, in each language: somebody stops midway and comes back; two colleagues on one section."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from cases.actions import open_case, record_consent, save_section, start_interview
from cases.finding.search import SearchQuery, find
from cases.models import Case, Interview, PersonBiodata, PersonEducation, SectionDraft, SectionVersion
from tests.browser import Live, check
from tests.cases.pages.conftest import CONSENT
from tests.journeys.reading import Reader


def opened(cast: SimpleNamespace) -> Case:
    """A case of Amina's with the first two consents."""
    made = find(cast.amina, SearchQuery(name="Nobody Known")).made
    found = open_case(actor=cast.amina, office=cast.harbour, search=made, data_source="case_management")
    for kind in ("screening_interview", "data_processing"):
        record_consent(actor=cast.amina, case=found, consent_type=kind, **CONSENT)
    return found


@pytest.fixture
def case(cast: SimpleNamespace, live_db: str) -> Case:
    return opened(cast)


def begin(reader: Reader, case: Case, phase: str) -> None:
    """Begin an interview with an interpreter in the room."""
    page = reader.page
    page.goto(f"/cases/{case.pk}/interview/")
    reader.follow("Begin an interview")
    page.locator(f"[name=phase][value={phase}]").check()
    page.locator("[name=interview_location]").select_option("ngo_office")
    page.locator("[name=interview_language]").select_option("ro")
    page.locator("[name=interpreter_used][value=yes]").check()
    page.locator("[name=interpreter_name]").fill("Ilinca Prodan")
    page.locator("[name=people_present][value=interpreter]").check()
    reader.press("Begin")
    reader.told("The interview has begun.")


def first_interview(reader: Reader, case: Case) -> None:
    """A few answers, a reaction noted, a pause; then the person wants to stop in the middle of a word."""
    page, section = reader.page, f"/cases/{case.pk}/record/biodata/"
    begin(reader, case, "screening")
    page.goto(section)
    page.locator("[name=birth_date]").fill("March 1994")
    page.locator("[name=sex][value=female]").check()
    reader.save()
    page.locator(".wh-strip summary").click()
    page.locator("[name=reactions][value=fear]").check()
    expect(page.locator("[name=responses][value=fear_accompany]")).to_be_visible()
    expect(page.locator("[name=responses][value=anger_calm]")).to_be_hidden()
    page.locator("[name=responses][value=fear_accompany]").check()
    reader.press("Note it")
    reader.told("Noted with the interview.")
    reader.press("Pause")
    reader.told("Paused. Nothing the person told is on this page.")
    reader.press("Go on")
    page.goto(section)
    page.locator("[name=first_name]").fill("Dor")
    reader.kept()
    reader.follow("The person wants to stop")
    page.locator("[name=typed][value=keep]").check()
    page.locator("[name=again][value=yes]").check()
    reader.press("Stop")
    reader.told("Stopped. Everything is kept.")


def second_interview(reader: Reader, case: Case) -> None:
    """What was typed is still there; an earlier answer is told differently; the interview is completed."""
    page = reader.page
    begin(reader, case, "assistance")
    page.goto(f"/cases/{case.pk}/record/biodata/")
    expect(page.locator("[name=first_name]")).to_have_value("Dor")
    page.locator("[name=first_name]").fill("Dorina")
    page.locator("[name=birth_date]").fill("1993")
    expect(page.locator("[name=change_kind][value=other_interview]")).to_be_checked()
    reader.save()
    reader.follow("End the interview")
    page.locator("[name=interview_outcome][value=completed]").check()
    reader.press("End the interview")
    reader.told("The interview has ended. Ask the person what they need now.")


def test_an_adult_with_interpreter_stops_midway_and_comes_back(
    live: Live, cast: SimpleNamespace, case: Case, language: str
) -> None:
    first_interview(Reader(live.page_of(cast.amina), language), case)
    assert PersonBiodata.objects.get(case=case).first_name == ""
    live.forget(cast.amina)
    second_interview(Reader(live.page_of(cast.amina), language), case)

    row = PersonBiodata.objects.get(case=case)
    assert (row.first_name, str(row.birth_date), row.sex) == ("Dorina", "1993", "female")
    first, second = Interview.objects.filter(case=case).order_by("number")
    assert (first.interview_outcome, first.interpreter_name) == ("stopped_by_beneficiary", "Ilinca Prodan")
    assert first.supportive_responses == ["fear_accompany"]
    assert second.interview_outcome == "completed"
    assert row.said_in == {
        "sex": str(first.pk), "first_name": str(second.pk), "birth_date": str(second.pk),
    }  # fmt: skip
    former = SectionVersion.objects.get(section="biodata")
    assert (former.kind, former.values) == ("other_interview", {"birth_date": "1994-03"})
    assert not SectionDraft.objects.exists()


def test_the_pages_of_an_interview(live: Live, cast: SimpleNamespace, case: Case) -> None:
    """Axe finds nothing, nothing is cut off on a phone. Amina has a question that is not to be asked again."""
    page, base = live.page_of(cast.amina), f"/cases/{case.pk}/"
    page.goto(f"{base}interview/start/")
    check(page, "interview-start")
    start_interview(actor=cast.amina, case=case, values={"people_present": ["officer"]})
    save_section(
        actor=cast.amina,
        case=case,
        section="biodata",
        values={"sex": "female"},
        base_version=PersonBiodata.objects.get(case=case).version,
        not_again=["religion"],
    )
    page.goto(f"{base}interview/")
    check(page, "interview-under-way")
    page.goto(f"{base}record/biodata/")
    page.locator(".wh-strip summary").click()
    page.locator("[name=reactions][value=fear]").check()
    page.locator("main > details summary").last.click()
    check(page, "section-interview-under-way")
    for name in ("stop", "end"):
        page.goto(f"{base}interview/{name}/")
        check(page, f"interview-{name}")
    page.goto(f"{base}entries/interview/{Interview.objects.get(case=case).pk}/")
    check(page, "section-interview")


def test_two_colleagues_on_one_section(live: Live, cast: SimpleNamespace, case: Case, language: str) -> None:
    hers, his = (Reader(live.page_of(one), language) for one in (cast.amina, cast.bruno))
    section = f"/cases/{case.pk}/record/biodata/"
    for reader in (hers, his):
        reader.page.goto(section)
    hers.page.locator("[name=first_name]").fill("Dorina")
    hers.kept()
    his.page.locator("[name=first_name]").fill("Doina")
    his.page.locator("[name=family_name]").fill("Rusu")
    his.kept()
    hers.save()
    his.press("Save and go to the overview")
    his.told("Nothing is lost. Where the two versions differ, choose which one to keep.")
    his.page.locator("[name=keep-first_name][value=theirs]").check()
    his.page.locator("[name=keep-family_name][value=mine]").check()
    his.press("Save my choice")
    his.told("Saved.")
    row = PersonBiodata.objects.get(case=case)
    assert (row.first_name, row.family_name) == ("Dorina", "Rusu")


def test_two_sections_are_filled_at_once_and_a_draft_is_one_persons_in_one_case(
    live: Live, cast: SimpleNamespace, case: Case
) -> None:
    other = opened(cast)
    hers, his = (Reader(live.page_of(one), "en") for one in (cast.amina, cast.bruno))
    for person in (cast.amina, cast.bruno):
        person.language = "en"
        person.save(update_fields=["language"])
    hers.page.goto(f"/cases/{case.pk}/record/biodata/")
    his.page.goto(f"/cases/{case.pk}/record/education/")
    hers.page.locator("[name=first_name]").fill("Dorina")
    hers.kept()
    his.page.locator("[name=vocational_skills]").evaluate(
        "field => { const folded = field.closest('details'); if (folded) folded.open = true }"
    )
    his.page.locator("[name=vocational_skills]").fill("Sewing")
    his.kept()

    # Hers alone, in this case alone.
    his_second = his.page.context.new_page()
    his_second.goto(f"/cases/{case.pk}/record/biodata/")
    expect(his_second.locator("[name=first_name]")).to_have_value("")
    hers_second = hers.page.context.new_page()
    hers_second.goto(f"/cases/{other.pk}/record/biodata/")
    expect(hers_second.locator("[name=first_name]")).to_have_value("")
    hers_second.goto(f"/cases/{case.pk}/record/biodata/")
    expect(hers_second.locator("[name=first_name]")).to_have_value("Dorina")
    hers_second.close()

    for reader in (hers, his):
        reader.page.get_by_role("button", name=re.compile("^Save and go")).click()
        expect(reader.page.get_by_role("main")).to_contain_text("Saved.")
    assert PersonBiodata.objects.get(case=case).first_name == "Dorina"
    assert PersonEducation.objects.get(case=case).vocational_skills == "Sewing"
