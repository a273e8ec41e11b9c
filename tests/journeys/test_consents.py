"""Consent in the browser: every kind withdrawn with its effect, a signature, a spoken word confirmed on paper."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page, expect

from accounts import acting
from cases import dictionary
from cases.actions import add_entry
from cases.consent.words import EFFECTS
from cases.models import AssistanceItem, Attachment, Case, ConsentRecord, PersonBiodata
from tests.browser import PHONE, Live, check
from tests.cases.conftest import agree, open_for, save
from tests.journeys.reading import Reader
from vault import keys

KINDS = dictionary.codes("consent_type")
# These close the whole file: they come last, each on a file of its own.
CLOSING = ("photo_document", "data_processing")


@pytest.fixture
def open_case(cast: SimpleNamespace, live_db: str) -> Case:
    """A case of Amina's in which everything was agreed to, with planned help and a way of contact."""
    with acting.as_user(cast.amina), keys.session():
        case = open_for(cast.amina)
        agree(cast.amina, case, *KINDS)
        add_entry(actor=cast.amina, case=case, section="assistance", values={"assist_status": "planned"})
        save(cast.amina, case, "biodata", {"first_name": "Zanzarelle", "safe_contact_method": "phone"})
    return case


def main(page: Page):
    return page.get_by_role("main")


def withdraw(reader: Reader, case: Case, kind: str) -> None:
    """One click and its confirmation, which says the effect before it happens."""
    reader.page.goto(f"/cases/{case.pk}/consent/{kind}/withdraw/")
    reader.heading("Withdraw consent")
    expect(main(reader.page)).to_contain_text(reader.code("consent_type", kind))
    reader.told(EFFECTS[kind])
    reader.press("Withdraw now")
    reader.page.wait_for_url(lambda url: "/withdraw/" not in url)


def test_every_kind_is_withdrawn_with_its_effect(
    live: Live, cast: SimpleNamespace, open_case: Case, language: str
) -> None:
    page, base = live.page_of(cast.amina), f"/cases/{open_case.pk}/"
    reader = Reader(page, language)
    page.goto(f"{base}consent/")
    expect(page.locator(".wh-glance")).to_contain_text(reader.words("Agreed"))
    reader.look("consent-agreed")
    for kind in [one for one in KINDS if one not in CLOSING]:
        withdraw(reader, open_case, kind)
        page.goto(f"{base}consent/")
        stopped = page.locator(".wh-glance div", has_text=reader.words("Refused or withdrawn"))
        expect(stopped).to_contain_text(reader.code("consent_type", kind))
    reader.look("consent-withdrawn")
    with acting.as_user(cast.amina), keys.session():
        case = Case.objects.get(pk=open_case.pk)
        assert case.status == "follow_up" and case.interview_stopped_at
        assert AssistanceItem.objects.get(case=case).assist_status == "discontinued"
        assert PersonBiodata.objects.get(case=case).safe_contact_method == "none"
    withdraw(reader, open_case, "photo_document")
    reader.told("This file is closed")


def test_withdrawn_data_processing_closes_the_file(
    live: Live, cast: SimpleNamespace, open_case: Case, language: str
) -> None:
    page = live.page_of(cast.amina)
    reader = Reader(page, language)
    withdraw(reader, open_case, "data_processing")
    reader.told("This file is closed")
    expect(main(page)).not_to_contain_text("Zanzarelle")


def choose(page: Page, field: str, code: str) -> None:
    page.locator(f"input[name={field}][value={code}]").check()


def test_a_name_signs_by_keyboard_alone(live: Live, cast: SimpleNamespace, open_case: Case) -> None:
    page = live.page_of(cast.amina)
    page.goto(f"/cases/{open_case.pk}/consent/research/")
    for field, code in (("status_research", "granted"), ("consent_form", "electronic")):
        page.locator(f"input[name={field}][value={code}]").focus()
        page.keyboard.press("Space")
    page.locator("input[name=signed_name]").focus()
    page.keyboard.type("Quiet Heron")
    page.get_by_role("button", name="Save and continue").press("Enter")
    expect(page.locator(".govuk-error-summary")).to_contain_text("Tick that it is a signature")
    check(page, "consent-sign")
    assert page.locator("input[name=signed_name]").input_value() == "Quiet Heron"
    page.locator("input[name=signed_agreed]").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Save and continue").press("Enter")
    expect(main(page)).to_contain_text("The signature is kept with the files")
    with acting.as_user(cast.amina), keys.session():
        row = ConsentRecord.objects.filter(case=open_case).newest_of("research").first()
        assert row.signed_name == "Quiet Heron"
        assert Attachment.objects.get(pk=row.consent_document).attachment_type == "consent"


def test_a_signature_is_drawn_and_cleared_and_drawn_again(
    live: Live, cast: SimpleNamespace, open_case: Case
) -> None:
    page = live.page_of(cast.amina)
    page.set_viewport_size(PHONE)
    page.goto(f"/cases/{open_case.pk}/consent/media/")
    choose(page, "status_media", "granted")
    choose(page, "consent_form", "electronic")
    pad, kept = page.locator("canvas"), page.locator("input[name=signature]")
    for _twice in range(2):
        pad.scroll_into_view_if_needed()
        box = pad.bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + 20, box["y"] + 30)
        page.mouse.down()
        page.mouse.move(box["x"] + 120, box["y"] + 50, steps=5)
        page.mouse.up()
        assert kept.input_value().startswith("data:image/png;base64,")
        expect(page.locator("[data-signature-state]")).to_contain_text("Signed")
        if not _twice:
            page.get_by_role("button", name="Clear the signature").click()
            assert kept.input_value() == ""
    check(page, "consent-drawn")
    page.get_by_role("button", name="Save and continue").click()
    expect(main(page)).to_contain_text("The signature is kept with the files")


def test_a_word_on_the_telephone_is_confirmed_on_paper_later(
    live: Live, cast: SimpleNamespace, open_case: Case
) -> None:
    page = live.page_of(cast.amina)
    page.goto(f"/cases/{open_case.pk}/consent/share_provider/")
    choose(page, "status_share_provider", "granted")
    choose(page, "consent_form", "verbal_witnessed")
    page.fill("input[name=witness_name]", "Ruth Invented")
    page.locator("input[name=by_telephone]").check()
    choose(page, "consent_giver", "beneficiary")
    for box in page.locator("input[name=points]").all():
        box.check()
    page.get_by_role("button", name="Save and continue").click()
    expect(main(page)).to_contain_text("To be confirmed in writing when that is safe")
    page.goto("/")
    expect(main(page)).to_contain_text("Have a spoken consent confirmed in writing")
    page.goto(f"/cases/{open_case.pk}/consent/")
    page.get_by_role("link", name=re.compile("^Confirm in writing")).first.click()
    choose(page, "status_share_provider", "granted")
    choose(page, "consent_form", "written")
    choose(page, "consent_giver", "beneficiary")
    page.get_by_role("button", name="Save and continue").click()
    page.wait_for_url("**/consent/")
    expect(main(page)).not_to_contain_text("To be confirmed in writing")
    page.goto("/")
    expect(main(page)).not_to_contain_text("Have a spoken consent confirmed in writing")


def test_two_people_tell_something_without_consent(
    live: Live, cast: SimpleNamespace, open_case: Case
) -> None:
    page = live.page_of(cast.amina)
    page.goto(f"/cases/{open_case.pk}/sharing/")
    page.get_by_role("button", name="Ask a second person").click()
    check(page, "sharing-ask")
    choose(page, "ground", "vital_interest")
    page.fill("input[name=recipient]", "Harbour police")
    choose(page, "recipient_kind", "police_or_court")
    page.locator("input[name=categories]").first.check()
    page.fill("textarea[name=reason]", "He is on his way")
    page.fill("textarea[name=safety]", "She is in another house tonight")
    page.get_by_role("button", name="Ask a second person").click()
    expect(main(page)).to_contain_text("Waits for a second person")
    second = live.page_of(cast.bruno)
    second.goto("/approvals/")
    second.get_by_role("main").get_by_role("link", name=re.compile("without consent")).first.click()
    expect(main(second)).to_contain_text("He is on his way")
    second.get_by_role("button", name=re.compile("^Approve")).click()
    page.goto(f"/cases/{open_case.pk}/sharing/")
    check(page, "sharing")
    page.get_by_role("link", name=re.compile("^It was told")).click()
    choose(page, "how", "by_word")
    page.get_by_role("button", name="Save").click()
    expect(main(page)).to_contain_text("the person does not know yet")


def test_a_sheet_to_sign_is_printed_without_a_name(
    live: Live, cast: SimpleNamespace, open_case: Case
) -> None:
    page = live.page_of(cast.amina)
    page.goto(f"/cases/{open_case.pk}/consent/assistance/")
    page.get_by_role("button", name=re.compile("^Print it to sign")).first.click()
    expect(main(page)).to_contain_text("I do not agree")
    expect(main(page)).not_to_contain_text(open_case.reference)
    assert page.title().startswith("Page")
    check(page, "consent-paper")
