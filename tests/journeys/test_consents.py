"""Consent in the browser: every kind withdrawn with its effect, a signature, a spoken word confirmed on paper."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page, expect

from accounts import acting
from cases import dictionary
from cases.actions import add_entry
from cases.consent import consents, effects
from cases.consent.withdrawals import EFFECTS, How
from cases.models import (
    AssistanceItem,
    Attachment,
    Case,
    ConsentRecord,
    ErasureRequest,
    PersonBiodata,
)
from tests.browser import PHONE, Live, check
from tests.cases.conftest import agree, open_for, save
from tests.journeys.reading import Reader
from vault import keys

KINDS = dictionary.codes("consent_type")
# These close the whole file.
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
    """One click and its confirmation, which says every effect before it happens; the page says each after it."""
    reader.page.goto(f"/cases/{case.pk}/consent/{kind}/withdraw/")
    reader.heading("Withdraw consent")
    expect(main(reader.page)).to_contain_text(reader.code("consent_type", kind))
    for effect in EFFECTS[kind]:
        reader.told(effect.text)
    reader.press("Withdraw now")
    reader.page.wait_for_url(lambda url: "/withdraw/" not in url)
    follows(reader, kind)


def follows(reader: Reader, kind: str) -> None:
    """Each effect stands on the page with its state: nothing is called done that nobody did."""
    block = reader.page.locator(f"[data-withdrawn={kind}]")
    found = block.locator("li").all_inner_texts()
    assert len(found) == len(EFFECTS[kind]), kind
    for effect, said in zip(EFFECTS[kind], found, strict=True):
        assert reader.words(effect.text) in said
        assert any(reader.words(tag) in said for tag in TAGS[effect.how]), (kind, effect.code, said)


# What the page may call an effect after the withdrawal.
TAGS = {
    How.AT_ONCE: (effects.DONE_AT_ONCE,),
    How.BY_HAND: (effects.TO_BE_DONE, effects.NOTHING),
    How.BY_TWO: (effects.BY_TWO,),
    How.NOT_HERE: (effects.NOT_HERE,),
}
# By what they touch; the two that close a file have one of their own.
GROUPS = {
    "interview and help": ("screening_interview", "assistance", "follow_up"),
    "sharing": ("share_mission", "share_provider", "share_authority", "family_contact"),
    "health": ("medical_exam", "medical_test", "medical_sharing"),
    "homes and journeys": ("shelter_stay", "return", "reintegration"),
    "the world": ("research", "media"),
    "photographs": ("photo_document",),
    "data": ("data_processing",),
}


def test_every_kind_is_in_a_group() -> None:
    assert sorted(kind for group in GROUPS.values() for kind in group) == sorted(KINDS)


@pytest.mark.parametrize("group", GROUPS)
def test_each_withdrawn_kind_shows_its_effects(
    live: Live, cast: SimpleNamespace, open_case: Case, group: str
) -> None:
    page = live.page_of(cast.amina)
    reader = Reader(page, "en")
    for kind in GROUPS[group]:
        withdraw(reader, open_case, kind)
        if kind in CLOSING:
            reader.told("This file is closed")
            expect(main(page)).not_to_contain_text("Zanzarelle")
        else:
            stopped = page.locator(".wh-glance div", has_text=reader.words("Refused or withdrawn"))
            expect(stopped).to_contain_text(reader.code("consent_type", kind))
    reader.look(f"consent-withdrawn-{group.replace(' ', '-')}")
    with acting.as_user(cast.amina), keys.session():
        CHECKS.get(group, lambda case: None)(Case.objects.get(pk=open_case.pk))


def _help_has_stopped(case: Case) -> None:
    assert case.status == "follow_up" and case.interview_stopped_at
    assert AssistanceItem.objects.get(case=case).assist_status == "discontinued"
    assert PersonBiodata.objects.get(case=case).safe_contact_method == "none"


def _health_is_closed(case: Case) -> None:
    assert consents.health_is_closed(consents.statuses(case))


def _is_closed(case: Case) -> None:
    assert case.is_closed_to_use and ErasureRequest.objects.filter(case_uuid=case.pk).exists()


CHECKS = {
    "interview and help": _help_has_stopped,
    "health": _health_is_closed,
    "photographs": _is_closed,
    "data": _is_closed,
}


def test_what_is_left_to_do_is_noted_with_one_click(
    live: Live, cast: SimpleNamespace, open_case: Case, language: str
) -> None:
    page = live.page_of(cast.amina)
    reader = Reader(page, language)
    withdraw(reader, open_case, "assistance")
    page.goto("/")
    reader.told("Tell the person how to come back")
    page.goto(f"/cases/{open_case.pk}/consent/")
    page.get_by_role("button", name=re.compile(f"^{reader.words('It is done')}")).first.click()
    reader.told("Noted as done.")
    expect(page.locator("[data-withdrawn=assistance] li").nth(2)).to_contain_text(reader.words(effects.DONE))


def test_a_consent_to_one_use_is_used_up(live: Live, cast: SimpleNamespace, open_case: Case) -> None:
    page = live.page_of(cast.amina)
    page.goto(f"/cases/{open_case.pk}/consent/")
    page.get_by_role("link", name=re.compile("^Note the use Media")).click()
    check(page, "consent-use")
    page.fill("input[name=used_for]", "Radio Lantern, voice changed")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/consent/")
    expect(main(page)).to_contain_text("for: Radio Lantern, voice changed")
    expect(main(page)).to_contain_text("is used up: ask again for the next")
    check(page, "consent-used")


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
