"""Interpreters, regions, an office's own questions and help given now, in the browser."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from accounts import acting
from cases.actions import record_consent, register_interpreter, save_section
from cases.models import Case, Interpreter, InterpreterWish, LocalAnswers, PersonBiodata
from tests.browser import Live, check
from tests.cases.pages.conftest import CONSENT, new_case
from vault import keys

HEADINGS = {
    "en": "With whom the person wishes to speak",
    "fr": "Avec qui la personne souhaite parler",
    "es": "Con quién desea hablar la persona",
}


@pytest.fixture
def case(cast: SimpleNamespace) -> Case:
    """Amina's case of a person who speaks Khmer; two interpreters are on Harbour's register."""
    with acting.as_user(cast.bruno), keys.session():
        for number, sex in enumerate(("female", "male")):
            register_interpreter(
                actor=cast.bruno,
                office=cast.harbour,
                name=f"Invented Voice {number}",
                languages=["km"],
                sex=sex,
                nationalities=["KH"] if number else ["TH"],
                vetting="passed",
                undertaking_on=timezone.localdate(),
            )
    with acting.as_user(cast.amina), keys.session():
        made = new_case(cast.amina)
        for kind in ("screening_interview", "data_processing"):
            record_consent(actor=cast.amina, case=made, consent_type=kind, **CONSENT)
        told = {"primary_language": "km", "citizenship": ["KH"]}
        save_section(actor=cast.amina, case=made, section="biodata", values=told, base_version=1)
    return made


@pytest.mark.parametrize("language", HEADINGS)
def test_a_person_wishes_chooses_refuses_and_has_an_hour(
    live: Live, cast: SimpleNamespace, case: Case, language: str
) -> None:
    cast.amina.language = language
    cast.amina.save(update_fields=["language"])
    page = live.page_of(cast.amina)
    page.goto(f"/cases/{case.pk}/interpreter/wish/")
    assert page.locator("h1").inner_text() == HEADINGS[language]
    check(page, f"interpreter-wish-{language}")
    for name in ("interviewer", "interpreter"):
        page.check(f"input[name={name}][value=woman]")
    page.check("input[name=mode][value=telephone]")
    page.click("main form button[type=submit]")
    page.wait_for_url("**/choose/")
    check(page, f"interpreter-choose-{language}")
    page.locator("button[name=refuse]").last.click()
    page.wait_for_load_state()
    assert page.locator("button[name=choose]").count() == 1
    page.click("button[name=choose]")
    page.wait_for_url("**/tab/interpreter/")
    page.goto(f"/cases/{case.pk}/interpreter/book/")
    page.fill("input[name=day]", (timezone.localdate() + timedelta(days=2)).isoformat())
    page.fill("input[name=time]", "10:30")
    page.check("input[name=mode][value=telephone]")
    check(page, f"interpreter-book-{language}")
    page.click("main form button[type=submit]")
    page.wait_for_url("**/hours/**")
    check(page, f"booking-{language}")
    page.goto(f"/cases/{case.pk}/tab/interpreter/")
    check(page, f"interpreter-tab-{language}")
    page.click("button[name=again]")
    page.wait_for_url("**/choose/")
    assert page.locator("button[name=refuse]").count() == 2
    assert InterpreterWish.objects.plain().get().interviewer == "woman"


def test_the_register(live: Live, cast: SimpleNamespace, case: Case) -> None:
    page = live.page_of(cast.bruno)
    page.goto("/cases/interpreters/")
    check(page, "interpreters")
    page.click("main table a >> nth=0")
    check(page, "interpreter")
    page.goto("/cases/interpreters/new/")
    check(page, "interpreter-new")
    assert Interpreter.objects.plain().count() == 2


def test_regions_are_offered_for_the_country_and_found_without_script(
    live: Live, cast: SimpleNamespace, case: Case
) -> None:
    page = live.page_of(cast.amina)
    page.goto(f"/cases/{case.pk}/record/biodata/")
    page.select_option("select[name=birth_country]", "MD")
    with page.expect_response("**/places/MD/names/"):
        page.focus("input[name=origin_region]")
    page.wait_for_selector("#id_origin_region_places option", state="attached")
    assert page.locator("#id_origin_region_places option").count() > 30
    page.fill("input[name=origin_region]", "Chisinau")
    page.click("button[value=overview]")
    page.wait_for_url("**/interview/")
    assert PersonBiodata.objects.plain().get(case=case).origin_region_code == "MD-CU"
    page.goto("/cases/places/MD/")
    check(page, "places")


def test_questions_of_the_office_and_help_given_now(live: Live, cast: SimpleNamespace, case: Case) -> None:
    page = live.page_of(cast.jonas)
    page.goto("/cases/questions/")
    page.check("input[name=kind][value=choice]")
    for language in ("en", "fr", "es"):
        page.fill(f"input[name=wording_{language}]", "Which boat?")
        page.fill(f"textarea[name=options_{language}]", "Gull\nTern")
    page.click("text=Add this question")
    page.wait_for_selector("main table")
    check(page, "local-questions")
    page = live.page_of(cast.amina)
    page.goto(f"/cases/{case.pk}/questions/")
    check(page, "local-answers")
    page.select_option("main select", "1")
    page.click("main form button[type=submit]")
    page.wait_for_url("**/tab/local/")
    assert "Tern" in page.locator("main").inner_text()
    check(page, "local-tab")
    page.goto(f"/cases/{case.pk}/help/")
    page.check("input[value=shelter]")
    check(page, "help-now")
    page.click("main form button[type=submit]")
    page.wait_for_url("**/entries/assistance/")
    assert LocalAnswers.objects.plain().count() == 1
