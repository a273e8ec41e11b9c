"""The whole record in the browser: every section asked, every part read, nothing cut off on a phone."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from accounts import acting
from cases.actions import add_entry, record_consent, save_section
from cases.models import Case
from cases.section import Part
from cases.sections import SECTIONS, in_order
from tests.browser import Live, check
from tests.cases.pages.conftest import CONSENT, new_case
from tests.cases.samples import answers_to
from vault import keys

KINDS = ("screening_interview", "data_processing", "medical_exam", "family_contact", "photo_document")
# Photographed for `make shots`; the others are looked at all the same.
SHOWN = {"transit", "determination", "health", "needs", "risk", "child"}


@pytest.fixture
def full_case(cast: SimpleNamespace) -> Case:
    """Lina's case with an answer to every question; her office has no health worker."""
    with acting.as_user(cast.lina), keys.session():
        case = new_case(cast.lina)
        for kind in KINDS:
            record_consent(actor=cast.lina, case=case, consent_type=kind, **CONSENT)
        for section in in_order():
            given = {"actor": cast.lina, "case": case, "section": section.key, "values": answers_to(section)}
            if section.repeats:
                add_entry(**given)
            else:
                save_section(**given, base_version=section.row_of(Case.objects.get(pk=case.pk)).version)
    return case


def test_the_task_list_and_the_parts_of_the_record(
    live: Live, cast: SimpleNamespace, full_case: Case
) -> None:
    page = live.page_of(cast.lina)
    page.goto(f"/cases/{full_case.pk}/interview/")
    check(page, "interview")
    for part in Part:
        page.goto(f"/cases/{full_case.pk}/?part={part.value}")
        check(page, f"case-{part.value}")


def test_every_section_is_asked_and_its_entries_are_listed(
    live: Live, cast: SimpleNamespace, full_case: Case
) -> None:
    page = live.page_of(cast.lina)
    for key, section in SECTIONS.items():
        if not section.is_edited:
            continue
        listed = f"/cases/{full_case.pk}/entries/{key}/"
        page.goto(f"{listed}add/" if section.repeats else f"/cases/{full_case.pk}/record/{key}/")
        check(page, f"section-{key}" if key in SHOWN else "")
        if section.repeats:
            page.goto(listed)
            check(page, "")


def test_a_question_appears_when_another_answer_calls_for_it(
    live: Live, cast: SimpleNamespace, full_case: Case
) -> None:
    page = live.page_of(cast.lina)
    page.goto(f"/cases/{full_case.pk}/record/family/")
    with_her = page.locator("[name=children_with_person]")
    for number, asked in (("0", False), ("2", True), ("", False)):
        page.fill("[name=number_of_children]", number)
        expect(with_her).to_be_visible(visible=asked)
    page.goto(f"/cases/{full_case.pk}/entries/transit/add/")
    border = page.locator("[data-show-when='leg_from_country=!leg_to_country']")
    expect(border).to_be_hidden()
    for start, end, asked in (("MM", "", False), ("MM", "MM", False), ("MM", "TH", True)):
        page.locator("select[name=leg_from_country]").select_option(start, force=True)
        page.locator("select[name=leg_to_country]").select_option(end, force=True)
        expect(border).to_be_visible(visible=asked)
    page.goto(f"/cases/{full_case.pk}/record/biodata/")
    told = page.locator("[data-show-when^='emergency_contact_name=*;']")
    for name, phone, asked in (("", "", False), ("", "0700", True), ("A neighbour", "", True)):
        # Folded away among the questions asked on request: the attribute tells, whatever is open.
        for field, value in (("name", name), ("phone", phone)):
            page.locator(f"[name=emergency_contact_{field}]").evaluate(
                "(box, value) => { box.value = value; box.dispatchEvent(new Event('input', {bubbles: true})); }",
                value,
            )
        assert told.evaluate("(question) => question.hidden") is not asked
