"""Asking for a PDF, watching, cancelling, downloading: who may, and what stays behind."""

import time
import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Permission
from audit import context, events
from notifications.models import Outbox
from reports import actions, tasks
from reports.access import get_run_for
from reports.forms import ReportForm
from reports.models import ReportRun
from tests.reports.conftest import add_case, request_for
from vault import keys
from vault.models import BlobChunk


@pytest.fixture
def recorded(monkeypatch):
    """Names and keywords of the events of this test; they are written as usual."""
    seen = []
    write = events.record
    monkeypatch.setattr(
        events, "record", lambda name, **given: (seen.append((name, given)), write(name, **given))
    )
    return seen


@pytest.fixture
def run(cast):
    """A queued report of Bruno's about Harbour."""
    with context.acting(user=cast.bruno), keys.session():
        yield actions.queue_report(actor=cast.bruno, request=request_for(cast.harbour), language="en")


def form_data(cast, **different):
    return {
        "period": str(timezone.localdate().year),
        "basis": "registration",
        "offices": [str(cast.harbour.pk)],
        "figures": ["R33", "R4"],
        "language": "en",
        "submission_key": str(uuid.uuid4()),
        **different,
    }


def rendered(run):
    """The task itself, as a worker would call it; afterwards the row as it stands."""
    tasks.render(str(run.pk))
    run.refresh_from_db()
    return run


# --- asking ---------------------------------------------------------------------------------------------------


def test_a_supervisor_queues_what_the_page_shows(cast, client_of, recorded):
    answer = client_of(cast.bruno).post(reverse("reports:queue"), form_data(cast))
    run = ReportRun.objects.get()
    assert answer.headers["Location"] == reverse("reports:run", args=[run.pk])
    assert (run.requester, run.state, run.threshold, run.request.figures) == (
        cast.bruno,
        "queued",
        5,
        ("R33", "R4"),
    )
    assert "report.queued" in [name for name, _given in recorded]


def test_a_double_click_queues_once(cast, client_of):
    client, data = client_of(cast.bruno), form_data(cast)
    first, second = (client.post(reverse("reports:queue"), data) for _click in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert ReportRun.objects.count() == 1


def test_params_hold_codes_dates_and_ids_only(run, cast):
    assert run.params == {
        "from": "2025-01-01",
        "to": "2025-12-31",
        "offices": [str(cast.harbour.pk)],
        "figures": ["R33", "R4"],
        "basis": "registration",
    }


def test_nobody_asks_about_an_office_of_others(cast):
    assert not ReportForm(form_data(cast, offices=[str(cast.ponte.pk)]), user=cast.bruno).is_valid()
    with pytest.raises(PermissionDenied):
        actions.queue_report(actor=cast.bruno, request=request_for(cast.ponte), language="en")


@pytest.mark.parametrize("who", ["amina", "hala", "goran", "chidi", "jonas", "kofi"])
def test_who_has_no_reports_is_refused(who, cast, client_of):
    assert client_of(getattr(cast, who)).get(reverse("reports:new")).status_code == 403


@pytest.mark.parametrize("who", ["bruno", "ines"])
def test_supervisors_and_analysts_see_figures(who, cast, client_of, recorded):
    add_case(cast.harbour, cast.amina, day=timezone.localdate(), sex="female", age_band="18-20")
    answer = client_of(getattr(cast, who)).get(reverse("reports:figures"), form_data(cast))
    assert answer.status_code == 200
    assert "<svg" in answer.text
    assert (recorded[-1][0], len(recorded[-1][1]["facts"]["figures"])) == ("figures.viewed", 2)


def test_the_protection_officer_sees_figures_but_queues_none(cast, client_of):
    client = client_of(cast.farah)
    assert client.get(reverse("reports:figures"), form_data(cast)).status_code == 200
    assert client.post(reverse("reports:queue"), form_data(cast)).status_code == 403


def test_a_wrong_period_is_explained_and_keeps_what_was_typed(cast, client_of):
    data = form_data(cast, period="between", period_from="2025-03-01", period_to="2025-02-01")
    answer = client_of(cast.bruno).get(reverse("reports:figures"), data)
    assert answer.status_code == 422
    assert "The last day is before the first." in answer.text
    assert "2025-03-01" in answer.text


def test_days_that_are_no_dates_are_explained(cast, client_of):
    data = form_data(cast, period="between", period_from="x", period_to="")
    assert client_of(cast.bruno).get(reverse("reports:figures"), data).status_code == 422


# --- making ---------------------------------------------------------------------------------------------------


def test_the_task_seals_the_file_and_tells_the_requester(run, cast, recorded):
    add_case(cast.harbour, cast.amina, sex="female", age_band="18-20")
    assert rendered(run).state == "done"
    content = b"".join(run.file.read())
    assert content.startswith(b"%PDF-")
    assert (run.size, run.progress, run.figures) == (len(content), 100, 2)
    assert "report.rendered" in [name for name, _given in recorded]
    assert Outbox.objects.filter(event="report.ready", recipient=cast.bruno).exists()


def test_the_file_lies_sealed_in_the_database(run):
    chunks = BlobChunk.objects.filter(blob=rendered(run).file)
    stored = b"".join(
        bytes(value) for row in chunks.values_list() for value in row if isinstance(value, memoryview)
    )
    assert len(stored) > run.size
    assert b"%PDF-" not in stored


def test_rights_lost_since_queueing_stop_the_task(run, cast):
    cast.bruno.memberships.update(valid_to=timezone.now())
    assert (rendered(run).state, run.problem) == ("failed", "not_allowed")


def test_a_run_is_made_once(run):
    assert rendered(run).attempts == 1
    assert rendered(run).attempts == 1


def test_a_run_left_behind_by_a_dead_worker_is_taken_again(run):
    ReportRun.objects.filter(pk=run.pk).update(
        state="running", started_at=timezone.now() - timedelta(minutes=7)
    )
    assert list(ReportRun.objects.due(timezone.now())) == [run]
    assert rendered(run).state == "done"


def test_a_cancelled_run_stays_cancelled(run, cast):
    actions.cancel_report(actor=cast.bruno, run=run)
    assert rendered(run).state == "cancelled"
    with pytest.raises(actions.NotPossibleNow):
        actions.cancel_report(actor=cast.bruno, run=run)


def test_a_failure_says_what_to_do_and_can_be_tried_again(run, cast, client_of, monkeypatch):
    monkeypatch.setattr(tasks, "build", lambda *_given: 1 / 0)
    assert (rendered(run).state, run.problem) == ("failed", "broken")
    page = client_of(cast.bruno).get(reverse("reports:run", args=[run.pk])).text
    assert run.reference in page
    assert "Try again" in page
    monkeypatch.undo()
    actions.retry_report(actor=cast.bruno, run=run)
    assert rendered(run).state == "done"


# --- looking and downloading -------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["run", "progress", "download"])
def test_nobody_else_finds_a_run(page, run, cast, client_of):
    for other in (cast.emil, cast.ines):
        assert client_of(other).get(reverse(f"reports:{page}", args=[run.pk])).status_code == 404


@pytest.mark.parametrize("page", ["cancel", "retry"])
def test_nobody_else_steers_a_run(page, run, cast, client_of):
    assert client_of(cast.emil).post(reverse(f"reports:{page}", args=[run.pk])).status_code == 404


def test_the_download_is_neutral_private_and_recorded(run, cast, client_of, recorded):
    rendered(run)
    answer = client_of(cast.bruno).get(reverse("reports:download", args=[run.pk]))
    assert answer.content.startswith(b"%PDF-")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{str(run.pk)[:8]}.pdf"'
    assert (answer.headers["Cache-Control"], answer.headers["X-Content-Type-Options"]) == (
        "no-store",
        "nosniff",
    )
    assert ("report.downloaded", run.sha256) == (recorded[-1][0], recorded[-1][1]["facts"]["file_hash"])


def test_a_download_needs_the_right_it_was_asked_under(run, cast):
    rendered(run)
    cast.bruno.memberships.update(valid_to=timezone.now())
    cast.bruno.forget_memberships()
    with pytest.raises(PermissionDenied):
        get_run_for(cast.bruno, run.pk, to=Permission.REPORT_RUN)


def test_files_are_destroyed_when_their_days_are_over(run):
    rendered(run)
    ReportRun.objects.filter(pk=run.pk).update(finished_at=timezone.now() - timedelta(days=8))
    tasks.tidy()
    run.refresh_from_db()
    assert (run.file, run.can_be_downloaded, run.state) == (None, False, "done")


def test_the_list_is_paged_by_key(cast, client_of):
    for _each in range(23):
        actions.queue_report(actor=cast.bruno, request=request_for(cast.harbour), language="en")
    client = client_of(cast.bruno)
    first = client.get(reverse("reports:list"))
    second = client.get(reverse("reports:list") + first.context["next_url"])
    shown = [item["run"].pk for page in (first, second) for item in page.context["runs"]]
    assert (len(shown), len(set(shown)), second.context["next_url"]) == (23, 23, "")


def test_an_empty_list_says_what_to_do(cast, client_of):
    assert "Make the first one" in client_of(cast.bruno).get(reverse("reports:list")).text


def test_a_key_that_is_none_is_the_first_page(cast, client_of):
    for key in ("x", "2025-01-01_", "2025-13-01T00:00:00Z_" + str(uuid.uuid4())):
        assert client_of(cast.bruno).get(reverse("reports:list"), {"after": key}).status_code == 200


# --- a real worker -------------------------------------------------------------------------------------------------


def test_a_real_worker_makes_the_report(live_db, worker, cast):
    add_case(cast.harbour, cast.amina, sex="female", age_band="18-20")
    with context.acting(user=cast.bruno):
        run = actions.queue_report(actor=cast.bruno, request=request_for(cast.harbour), language="fr")
    for _second in range(60):
        run.refresh_from_db()
        if not run.is_moving:
            break
        if run.state == "queued":
            tasks.publish(
                run.pk
            )  # a worker that has just started empties the queue; the claim makes this harmless
        time.sleep(1)
    assert (run.state, run.progress) == ("done", 100)
