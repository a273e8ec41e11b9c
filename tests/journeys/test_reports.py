"""A supervisor asks for a report in a browser; every state of its page stands up to axe."""

from types import SimpleNamespace

from audit import context
from reports import actions
from reports.models import ReportRun
from tests.browser import Live, check
from tests.reports.conftest import add_case, request_for
from vault import keys


def queued(cast: SimpleNamespace) -> ReportRun:
    with context.acting(user=cast.bruno), keys.session():
        return actions.queue_report(actor=cast.bruno, request=request_for(cast.harbour), language="en")


def test_every_state_of_a_report(live: Live, cast: SimpleNamespace) -> None:
    for _each in range(6):
        add_case(cast.harbour, cast.amina, sex="female", age_band="18-20", citizenship=["MD"])
    run = queued(cast)
    page = live.page_of(cast.bruno)
    page.goto(f"/reports/{run.pk}/")
    page.get_by_role("link", name="Download the PDF").or_(
        page.get_by_role("button", name="Cancel this report")
    ).wait_for()
    ReportRun.objects.filter(pk=run.pk).update(state="failed", problem="too_slow", file=None)
    page.goto(f"/reports/{run.pk}/")
    page.get_by_role("button", name="Try again").wait_for()
    check(page, "report-failed")
    page.goto("/reports/")
    check(page, "reports-list")


def test_the_figures_of_a_year_and_in_another_language(live: Live, cast: SimpleNamespace) -> None:
    for sex in ("female", "female", "male") * 3:
        add_case(cast.harbour, cast.amina, sex=sex, age_band="18-20", citizenship=["MD"])
    page = live.page_of(cast.bruno)
    page.goto("/reports/new/")
    page.locator("input[name=period][value='2025']").check()
    page.get_by_role("button", name="Show tables and charts").click()
    page.get_by_role("button", name="Queue the PDF").wait_for()
    # Drawn is what somebody is counted in: gender, sex, age and nationality; nothing else was answered.
    assert page.locator("svg.report-chart").count() >= 3
    check(page, "report-figures-year")


def test_cancelling(live: Live, cast: SimpleNamespace) -> None:
    run = queued(cast)
    ReportRun.objects.filter(pk=run.pk).update(state="running", progress=40)
    page = live.page_of(cast.bruno)
    page.goto(f"/reports/{run.pk}/")
    check(page, "report-running")
    page.get_by_role("button", name="Cancel this report").click()
    page.get_by_role("button", name="Try again").wait_for()
    check(page, "report-cancelled")
    run.refresh_from_db()
    assert run.state == "cancelled"
