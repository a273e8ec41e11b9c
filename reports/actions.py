"""What can be done with reports, each in one transaction with its audit event."""

import uuid
from functools import partial
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.permissions import Permission
from audit import events
from reports.access import may_report, threshold_for
from reports.figures.scope import Request
from reports.models import ReportRun

if TYPE_CHECKING:
    from accounts.models import User


class NotPossibleNow(Exception):
    """The run is not in a state that allows this (it was finished or cancelled in between)."""


@transaction.atomic
def queue_report(*, actor: "User", request: Request, language: str) -> ReportRun:
    """Ask for the PDF of `request`. Raises PermissionDenied where an office is not the actor's to report on."""
    if not may_report(actor, request):
        raise PermissionDenied(Permission.REPORT_RUN.value)
    run = ReportRun.objects.create(
        requester=actor, params=request.as_params(), language=language, threshold=threshold_for(request)
    )
    _record("report.queued", run, actor, _queued_facts(run))
    publish_on_commit(run.pk)
    return run


@transaction.atomic
def cancel_report(*, actor: "User", run: ReportRun) -> None:
    """Stop a run that is waiting or being made. Raises NotPossibleNow when it is neither any more."""
    moving = ReportRun.objects.filter(pk=run.pk, state__in=[ReportRun.State.QUEUED, ReportRun.State.RUNNING])
    if not moving.update(state=ReportRun.State.CANCELLED, finished_at=timezone.now()):
        raise NotPossibleNow
    _record("report.cancelled", run, actor, {"reason": "asked"})


@transaction.atomic
def retry_report(*, actor: "User", run: ReportRun) -> None:
    """Queue a failed or cancelled run again as it is. Raises NotPossibleNow or PermissionDenied."""
    request = run.request
    if not may_report(actor, request):
        raise PermissionDenied(Permission.REPORT_RUN.value)
    stopped = ReportRun.objects.filter(
        pk=run.pk, state__in=[ReportRun.State.FAILED, ReportRun.State.CANCELLED]
    )
    changed = stopped.update(
        state=ReportRun.State.QUEUED,
        progress=0,
        problem="",
        threshold=threshold_for(request),
        created_at=timezone.now(),
        started_at=None,
        finished_at=None,
    )
    if not changed:
        raise NotPossibleNow
    _record("report.queued", run, actor, _queued_facts(run))
    publish_on_commit(run.pk)


@transaction.atomic
def download_report(*, actor: "User", run: ReportRun) -> bytes:
    """The file, with the event of its release. Raises NotPossibleNow when there is no file (any more)."""
    if not run.can_be_downloaded:
        raise NotPossibleNow
    content = b"".join(run.file.read())  # type: ignore[union-attr]  # can_be_downloaded has looked
    ReportRun.objects.filter(pk=run.pk).update(downloaded_at=timezone.now())
    _record(
        "report.downloaded", run, actor, {"file_hash": run.sha256, "format": "pdf", "watermark": "internal"}
    )
    return content


def request_facts(request: Request) -> dict[str, Any]:
    """What was asked, as audit facts."""
    return {
        "figures": [figure.lower() for figure in request.figures],
        "offices": list(request.office_ids),
        "scope": f"{request.period_from.isoformat()}..{request.period_to.isoformat()}",
    }


def _queued_facts(run: ReportRun) -> dict[str, Any]:
    return {**request_facts(run.request), "format": "pdf", "language": run.language}


def publish_on_commit(run_id: uuid.UUID) -> None:
    """Hand the id to the broker after the commit; beat finds the row where that fails."""
    from reports.tasks import publish  # the task calls actions, so it is looked up when needed

    transaction.on_commit(partial(publish, run_id), robust=True)


def _record(name: str, run: ReportRun, actor: "User", facts: dict[str, Any]) -> None:
    offices = run.request.office_ids
    events.record(
        name, subject=run, office=offices[0] if len(offices) == 1 else None, actor=actor, facts=facts
    )
