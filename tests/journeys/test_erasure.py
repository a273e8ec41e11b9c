"""A person withdraws: once she takes it back in time, once the file is erased and a certificate stays. In a browser."""

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.permissions import Role
from audit import context
from cases import actions
from cases.erasing import erasure
from cases.models import Case, ErasureRequest
from tests.browser import Live, check
from tests.cases.conftest import agree, open_for, save
from vault import keys

NAME = "Zanzarelle"


@pytest.fixture
def case_url(live: Live, cast: SimpleNamespace, settings: Any, tmp_path: Path) -> str:
    """A case of Amina's with consent and a name."""
    settings.ERASURE_LEDGER = tmp_path / "erasures.jsonl"
    with context.acting(user=cast.amina), keys.session():
        case = open_for(cast.amina)
        agree(cast.amina, case, "screening_interview", "data_processing")
        save(cast.amina, case, "biodata", {"first_name": NAME})
        actions.record_disclosure(
            actor=cast.amina,
            case=case,
            recipient="Linden House",
            recipient_kind="provider",
            ground="consent",
            categories=["needs"],
            how="paper",
        )
    return f"/cases/{case.pk}/"


def click(page: Page, words: str) -> None:
    page.get_by_role("main").get_by_role("button", name=words).click()


def withdraw(page: Page, case: str) -> None:
    """One click and its confirmation: the file closes."""
    page.goto(f"{case}consent/data_processing/withdraw/")
    check(page, "erasure-withdraw")
    click(page, "Withdraw now")
    expect(page.get_by_role("main")).to_contain_text("This file is closed")
    expect(page.get_by_role("main")).not_to_contain_text(NAME)
    check(page, "erasure-closed")


def first_person(page: Page, *, at_once: bool) -> None:
    """The wish checked, the loss said; what is forgotten is asked for, and nothing typed is lost."""
    click(page, "See where the erasure stands")
    check(page, "erasure-asked")
    click(page, "Confirm as the first person")
    page.locator("input[name=checked_how][value=in_person]").check()
    click(page, "Confirm and ask a second person")
    expect(page.locator(".govuk-error-summary")).to_contain_text("Say each of these")
    expect(page.locator("input[name=checked_how][value=in_person]")).to_be_checked()
    check(page, "erasure-check")
    for box in page.locator("input[name=told]").all():
        box.check()
    if at_once:
        page.locator("input[name=at_once]").check()
    click(page, "Confirm and ask a second person")
    expect(page.get_by_role("main")).to_contain_text("Waits for the second person")


def second_person(live: Live, cast: SimpleNamespace) -> Page:
    """Bruno sees it on his start page and approves."""
    page = live.page_of(cast.bruno)
    page.goto("/")
    expect(page.get_by_role("main")).to_contain_text("Erasures under way")
    page.goto(reverse("accounts:approvals"))
    page.get_by_role("main").get_by_role("link", name="Erase a file").first.click()
    check(page, "erasure-approval")
    click(page, "Approve")
    expect(page.get_by_role("main")).to_contain_text("Approved")
    return page


def test_taken_back_in_time(live: Live, cast: SimpleNamespace, case_url: str) -> None:
    page = live.page_of(cast.amina)
    withdraw(page, case_url)
    first_person(page, at_once=False)
    second_person(live, cast)
    page.goto(f"{case_url}erasure/")
    expect(page.get_by_role("main")).to_contain_text(re.compile("It takes effect in (29|30) days"))
    check(page, "erasure-confirmed")
    click(page, "The person takes it back")
    check(page, "erasure-take-back")
    click(page, "Take it back now")
    expect(page.get_by_role("main")).to_contain_text(NAME)


def test_carried_out_with_a_certificate(live: Live, cast: SimpleNamespace, case_url: str) -> None:
    page = live.page_of(cast.amina)
    withdraw(page, case_url)
    first_person(page, at_once=True)
    supervisor = second_person(live, cast)
    request = ErasureRequest.objects.get()
    erasure.run(request.pk)  # the worker may have been faster
    page.goto(case_url)
    expect(page.get_by_role("main")).not_to_contain_text(NAME)
    assert not Case.objects.exists()
    supervisor.goto("/cases/erasures/")
    check(supervisor, "erasures")
    supervisor.get_by_role("main").get_by_role("link").first.click()
    main = supervisor.get_by_role("main")
    expect(main).to_contain_text("Certificate of erasure")
    expect(main).not_to_contain_text(NAME)
    check(supervisor, "erasure-certificate")
    main.get_by_role("link", name=re.compile("Note the answer")).click()
    supervisor.locator("input[name=answer][value=erased]").check()
    click(supervisor, "Save")
    expect(main).to_contain_text("Has erased or returned it")


def test_a_hold_keeps_the_file(live: Live, cast: SimpleNamespace, case_url: str) -> None:
    assert cast.bruno.has_role(Role.SUPERVISOR)
    page = live.page_of(cast.bruno)
    page.goto(f"{case_url}hold/")
    page.locator("input[name=reason][value=claim]").check()
    page.locator("input[name=authority]").fill("Labour court of Harbour")
    click(page, "Place the hold")
    expect(page.get_by_role("main")).to_contain_text("Labour court of Harbour")
    check(page, "erasure-hold")
