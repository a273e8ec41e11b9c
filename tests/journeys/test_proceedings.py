"""A proceeding with a hearing that is prepared with the person, and wages that are claimed (practice.md P17)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from cases.models import Case, CaseTask
from legal import actions
from legal.clocks import HEARING
from tests.browser import Live, check
from tests.cases.conftest import open_for
from vault.money import Money


@pytest.fixture
def case(cast: SimpleNamespace, live_db: str) -> Case:
    return open_for(cast.amina)


def test_a_hearing_is_prepared_on_its_page(live: Live, cast: SimpleNamespace, case: Case) -> None:
    row = actions.enter_proceeding(
        actor=cast.amina, case=case, kind="labour", stage="filed", court="Court of the journey"
    )
    amount = Money(Decimal(900), "EUR")
    actions.enter_claim(actor=cast.amina, proceeding=row, kind="wages", claimed=amount)
    begins = timezone.now() + timedelta(days=20)
    actions.enter_hearing(actor=cast.amina, proceeding=row, starts_at=begins, protection=["screen"])
    page: Page = live.page_of(cast.amina)
    page.goto(f"/cases/{case.pk}/tab/proceedings/")
    check(page, "proceedings")
    page.get_by_role("link", name="Change or prepare this hearing").click()
    page.check("[name=is_prepared]")
    check(page, "hearing")
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    assert not CaseTask.objects.waiting().filter(case=case, kind=HEARING).exists()
