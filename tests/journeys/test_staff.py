"""Staff in the browser: a role upward by two, an account shut and opened, the review, a leaver's cases handed over."""

from __future__ import annotations

from types import SimpleNamespace

from django.utils import timezone
from playwright.sync_api import expect

from cases.models import Case
from tests.browser import Live, check
from tests.cases.conftest import open_for
from vault import keys


def test_a_role_upward_takes_two(live: Live, cast: SimpleNamespace) -> None:
    jonas = live.page_of(cast.jonas)
    jonas.goto(f"/administration/staff/{cast.dana.pk}/")
    jonas.get_by_text("Give a role", exact=True).click()
    form = jonas.locator("form[action$='/role/']")
    form.locator("select[name=role-role]").select_option("supervisor")
    form.locator("select[name=role-reason]").select_option("new_tasks")
    form.get_by_role("button", name="Give the role").click()
    expect(jonas.get_by_text("This waits for a second person")).to_be_visible()
    check(jonas, "staff-person-waiting")
    bruno = live.page_of(cast.bruno)
    bruno.goto("/")
    bruno.get_by_role("link", name="Approvals").click()
    check(bruno, "approvals")
    bruno.get_by_role("link", name="Give somebody a role").click()
    expect(bruno.get_by_text("Dana Petrenko")).to_be_visible()
    check(bruno, "approval")
    bruno.get_by_role("button", name="Approve").click()
    expect(bruno.get_by_text("Approved.", exact=True)).to_be_visible()
    jonas.goto(f"/administration/staff/{cast.dana.pk}/")
    expect(jonas.get_by_text("Given: Supervisor at Harbour Mission")).to_be_visible()
    check(jonas, "staff-person-history")


def test_a_colleague_shuts_an_account_and_the_administrator_opens_it(
    live: Live, cast: SimpleNamespace
) -> None:
    amina, bruno = live.page_of(cast.amina), live.page_of(cast.bruno)
    amina.goto("/colleagues/")
    check(amina, "suspend-list")
    amina.get_by_role("link", name="Suspend Bruno Keller").click()
    check(amina, "suspend")
    amina.get_by_label("Somebody else uses the account").check()
    amina.get_by_role("button", name="Suspend now").click()
    expect(amina.get_by_text("The account is suspended")).to_be_visible()
    bruno.goto("/")
    bruno.wait_for_url("**/account/login/**")
    jonas = live.page_of(cast.jonas)
    jonas.goto("/colleagues/")
    jonas.get_by_role("link", name="Bruno Keller", exact=True).last.click()
    check(jonas, "suspension")
    jonas.get_by_role("button", name="Let in again").click()
    expect(jonas.get_by_text("Open again")).to_be_visible()


def test_the_review_and_the_way_back(live: Live, cast: SimpleNamespace) -> None:
    page = live.page_of(cast.bruno)
    page.goto("/administration/reviews/")
    check(page, "reviews")
    page.get_by_role("link", name="Harbour Mission").click()
    check(page, "review")
    page.get_by_role("group", name="Dana Petrenko").get_by_label("Keep").check()
    page.get_by_role("button", name="Save the review").click()
    expect(page.get_by_text("1 role was reviewed.")).to_be_visible()
    page.goto("/administration/way-back/")
    check(page, "way-back")


def test_a_leavers_cases_are_handed_over(live: Live, cast: SimpleNamespace) -> None:
    with keys.session():
        cases = [open_for(cast.amina) for _number in range(3)]
    bruno = live.page_of(cast.bruno)
    bruno.goto("/cases/hand-over/")
    bruno.get_by_role("link", name="Amina Okoro").click()
    bruno.get_by_label("Last day of the colleague").fill(timezone.localdate().isoformat())
    bruno.get_by_role("button", name="Ask the new workers").click()
    expect(bruno.get_by_role("heading", name="There is a problem")).to_be_visible()
    check(bruno, "hand-over-wizard")
    bruno.get_by_label("New worker for all of these cases").select_option(str(cast.dana.pk))
    bruno.get_by_label(f"New worker {cases[0].reference}").select_option(str(cast.vera.pk))
    bruno.get_by_role("button", name="Ask the new workers").click()
    expect(bruno.get_by_text("3 cases were offered.")).to_be_visible()
    dana = live.page_of(cast.dana)
    dana.goto("/cases/hand-over/")
    check(dana, "hand-over-asked")
    dana.get_by_role("link", name="A case of Amina Okoro").first.click()
    check(dana, "hand-over-offer")
    dana.get_by_role("button", name="Take the case").click()
    expect(dana.get_by_text("The case is yours now.")).to_be_visible()
    dana.goto("/cases/hand-over/")
    dana.get_by_role("link", name="A case of Amina Okoro").first.click()
    dana.get_by_text("I cannot take it").click()
    dana.get_by_label("Too many cases already").check()
    dana.get_by_role("button", name="Give it back").click()
    expect(dana.get_by_text("The supervisor has been told.")).to_be_visible()
    bruno.goto("/cases/hand-over/")
    expect(bruno.get_by_text("Too many cases already")).to_be_visible()
    check(bruno, "hand-over")
    assert Case.objects.filter(owner=cast.dana).count() == 1
