"""Celery: make the PDF of a run. The row is the truth; the message carries its id."""

import hashlib
import logging
import uuid
from functools import partial
from typing import TYPE_CHECKING

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts import acting
from accounts.settings_register import kept
from audit import events
from notifications import outbox
from paper.marks import Mark
from paper.pdf import PdfCancelled, PdfChild, PdfFailed
from reports import unusual
from reports.access import may_report, threshold_for
from reports.actions import request_facts
from reports.disclosure import release
from reports.document import build
from reports.events import REPORT_FAILED, REPORT_READY
from reports.figures import chosen
from reports.figures.scope import Request
from reports.figures.table import Result, Tiles
from reports.models import ReportRun
from reports.retention import shred
from vault.blobs import SealedBlob

if TYPE_CHECKING:
    from accounts.models import User

log = logging.getLogger("wayhome.reports")

BATCH = 100
MAX_ATTEMPTS = 3
# How far a run is when its figures begin, when they are counted, and when the pages are laid out.
STARTED, COUNTED, LAID_OUT = 5, 50, 95


def publish(run_id: uuid.UUID) -> None:
    """Hand a run's id to the broker; if it cannot be reached, relay() finds the row."""
    try:
        render.apply_async(args=[str(run_id)], retry=False)
    except (OperationalError, OSError):
        log.warning("the broker cannot be reached; the relay will send this", extra={"row_id": run_id})


@shared_task(name="reports.tasks.render")
def render(run_id: str) -> None:
    """Make the PDF of one run as its requester, unless another worker has it or nobody wants it any more."""
    run = _claim(uuid.UUID(run_id))
    if run is None:
        return
    user = run.requester
    with acting.as_user(user), kept():
        try:
            _make(run, user)
        except PdfCancelled:
            log.info("a report was cancelled while it was made", extra={"row_id": run.pk})
        except PdfFailed as problem:
            _fail(run, problem.problem, problem.reason)
        except SoftTimeLimitExceeded:
            _fail(run, ReportRun.Problem.TOO_SLOW, "time")
        except Exception as problem:  # whatever it is, the person must be told
            log.exception("a report could not be made", extra={"row_id": run.pk})
            _fail(run, ReportRun.Problem.BROKEN, type(problem).__name__)


@shared_task(name="reports.tasks.relay", expires=30)
def relay() -> None:
    """Publish again what no worker took or a dead worker left behind."""
    for run_id in ReportRun.objects.due(timezone.now()).values_list("pk", flat=True)[:BATCH]:
        publish(run_id)


@shared_task(name="reports.tasks.tidy", expires=3600, system="tidy_files")
def tidy() -> None:
    """Destroy the files whose days are over."""
    for run in ReportRun.objects.filter(file__isnull=False).order_by("finished_at")[:BATCH]:
        if run.is_due_to_be_shredded(timezone.now()):
            shred(run)


@shared_task(name="reports.tasks.look_for_unusual", expires=600, atomic=True)
def look_for_unusual() -> None:
    """Keep what is unusual and tell the data protection officers."""
    unusual.look()


def _claim(run_id: uuid.UUID) -> ReportRun | None:
    """Take the run by one conditional UPDATE, so that two workers cannot both have it."""
    now = timezone.now()
    taken = (
        ReportRun.objects.takeable(now)
        .filter(pk=run_id)
        .update(state=ReportRun.State.RUNNING, progress=STARTED, started_at=now, attempts=F("attempts") + 1)
    )
    return ReportRun.objects.select_related("requester").get(pk=run_id) if taken else None


def _make(run: ReportRun, user: "User") -> None:
    if run.attempts > MAX_ATTEMPTS:
        raise PdfFailed(ReportRun.Problem.BROKEN, "attempts")
    request = run.request
    # Rights may have been lost since the report was queued.
    if not may_report(user, request):
        raise PdfFailed(ReportRun.Problem.NOT_ALLOWED, "rights")
    made_at = timezone.now()
    with PdfChild() as child:
        results = _counted(run, request)
        html, assets = build(results, request, run.language, Mark(str(user.pk), made_at, str(run.pk)))
        pdf = child.render(html, assets, is_cancelled=partial(_is_cancelled, run))
    _step(run, LAID_OUT)
    _keep(run, pdf, results)


def _counted(run: ReportRun, request: Request) -> list[Result]:
    """The figures, released under the strictest threshold known now."""
    threshold = max(run.threshold, threshold_for(request))
    figures = chosen(request.figures)
    results: list[Result] = []
    for done, figure in enumerate(figures, start=1):
        results.append(release(figure.compute(request.scope(threshold)), threshold))
        _step(run, STARTED + (COUNTED - STARTED) * done // len(figures))
    return results


def _step(run: ReportRun, progress: int) -> None:
    """Show how far it is; stops where the run was cancelled meanwhile."""
    if not ReportRun.objects.filter(pk=run.pk, state=ReportRun.State.RUNNING).update(progress=progress):
        raise PdfCancelled


def _is_cancelled(run: ReportRun) -> bool:
    return not ReportRun.objects.filter(pk=run.pk, state=ReportRun.State.RUNNING).exists()


@transaction.atomic
def _keep(run: ReportRun, pdf: bytes, results: list[Result]) -> None:
    """Seal the file and finish the run, in one transaction with event and notice."""
    digest = hashlib.sha256(pdf).hexdigest()
    finished = ReportRun.objects.filter(pk=run.pk, state=ReportRun.State.RUNNING).update(
        state=ReportRun.State.DONE,
        progress=100,
        file=SealedBlob.write(run.pk, "export", [pdf]),
        sha256=digest,
        size=len(pdf),
        figures=len(results),
        rows=sum(len(result.tiles if isinstance(result, Tiles) else result.rows) for result in results),
        finished_at=timezone.now(),
    )
    if not finished:
        raise PdfCancelled  # takes the sealed file back with the transaction
    facts = {
        "figures": request_facts(run.request)["figures"],
        "count": len(results),
        "suppressed": sum(result.is_suppressed for result in results),
        "file_hash": digest,
        "format": "pdf",
    }
    events.record("report.rendered", subject=run, facts=facts)
    outbox.enqueue(REPORT_READY, to=[run.requester], about=run, occurrence=str(run.attempts))


@transaction.atomic
def _fail(run: ReportRun, problem: str, reason: str) -> None:
    failed = ReportRun.objects.filter(pk=run.pk, state=ReportRun.State.RUNNING).update(
        state=ReportRun.State.FAILED, problem=problem, finished_at=timezone.now()
    )
    log.warning("a report failed", extra={"row_id": run.pk, "code": reason})
    if failed:
        events.record("report.failed", subject=run, facts={"reason": str(problem)}, result="failed")
        outbox.enqueue(REPORT_FAILED, to=[run.requester], about=run, occurrence=str(run.attempts))
