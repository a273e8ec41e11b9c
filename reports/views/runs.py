"""Runs: the list, asking for a PDF, watching it being made, downloading it."""

import uuid
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.decorators import SignedIn, needs
from accounts.models import Office
from accounts.permissions import Permission
from audit import events
from reports.access import get_run_for
from reports.actions import (
    NotPossibleNow,
    cancel_report,
    download_report,
    queue_report,
    request_facts,
    retry_report,
)
from reports.forms import ReportForm
from reports.models import ReportRun

PAGE = 20
TONES = {"queued": "later", "running": "now", "done": "done", "failed": "stop", "cancelled": "plain"}


@needs(Permission.REPORT_VIEW)
@require_GET
def list_runs(request: SignedIn) -> HttpResponse:
    """The reports I asked for, newest first, paged by key."""
    runs = ReportRun.objects.visible_to(request.user).newest_first()
    after = _key(request.GET.get("after", ""))
    if after:
        at, last = after
        runs = runs.filter(Q(created_at__lt=at) | Q(created_at=at, pk__gt=last))
    shown = list(runs[: PAGE + 1])
    next_url = ""
    if len(shown) > PAGE:
        shown = shown[:PAGE]
        next_url = f"?after={shown[-1].created_at:%Y-%m-%dT%H:%M:%S.%fZ}_{shown[-1].pk}"
    ids = {office for run in shown for office in run.request.office_ids}
    names = dict(Office.objects.filter(pk__in=ids).values_list("pk", "name"))
    context = {
        "runs": [_shown(run, names) for run in shown],
        "next_url": next_url,
        "previous_url": reverse("reports:list") if after else "",
        "may_read_audit": any(
            request.user.can(p) for p in (Permission.AUDIT_OWN, Permission.AUDIT_OFFICE, Permission.AUDIT_ALL)
        ),
    }
    return render(request, "reports/list.html", context)


@needs(Permission.REPORT_RUN)
@require_POST
def queue(request: SignedIn) -> HttpResponse:
    """Ask for the PDF of what the page shows."""
    form = ReportForm(request.POST, user=request.user, permission=Permission.REPORT_RUN)
    if not form.is_valid():
        return render(request, "reports/new.html", {"form": form}, status=422)
    run = queue_report(actor=request.user, request=form.request(), language=form.cleaned_data["language"])
    return redirect("reports:run", run_id=run.pk)


@needs(Permission.REPORT_VIEW)
@require_GET
def show(request: SignedIn, run_id: uuid.UUID) -> HttpResponse:
    """How far it is; what to do when it is ready or could not be made."""
    run = get_run_for(request.user, run_id, to=Permission.REPORT_VIEW)
    facts = {"figures": request_facts(run.request)["figures"], "status": run.state}
    events.record("report.viewed", subject=run, facts=facts)
    return render(request, "reports/run.html", _run_context(run))


@needs(Permission.REPORT_VIEW)
@require_GET
def progress(request: SignedIn, run_id: uuid.UUID) -> HttpResponse:
    """The part of the page that changes, asked for every second while the run moves."""
    run = get_run_for(request.user, run_id, to=Permission.REPORT_VIEW)
    return render(request, "reports/_progress.html", _run_context(run))


@needs(Permission.REPORT_RUN)
@require_POST
def cancel(request: SignedIn, run_id: uuid.UUID) -> HttpResponse:
    """Stop it."""
    run = get_run_for(request.user, run_id, to=Permission.REPORT_RUN)
    try:
        cancel_report(actor=request.user, run=run)
    except NotPossibleNow:
        messages.info(request, _("The report was finished already."))
    return _to(run)


@needs(Permission.REPORT_RUN)
@require_POST
def retry(request: SignedIn, run_id: uuid.UUID) -> HttpResponse:
    """Once more, as it was asked for."""
    run = get_run_for(request.user, run_id, to=Permission.REPORT_RUN)
    try:
        retry_report(actor=request.user, run=run)
    except NotPossibleNow:
        messages.info(request, _("The report is being made already."))
    return _to(run)


@needs(Permission.REPORT_RUN)
@require_GET
def download(request: SignedIn, run_id: uuid.UUID) -> HttpResponse:
    """The file, under a neutral name."""
    run = get_run_for(request.user, run_id, to=Permission.REPORT_RUN)
    try:
        content = download_report(actor=request.user, run=run)
    except NotPossibleNow:
        messages.info(request, _("There is no file any more. Ask for the report again."))
        return _to(run)
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="{str(run.pk)[:8]}.pdf"',
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
            "Content-Security-Policy": "sandbox",
        },
    )


def _to(run: ReportRun) -> HttpResponseRedirect:
    return redirect("reports:run", run_id=run.pk)


def _run_context(run: ReportRun) -> dict[str, Any]:
    offices = Office.objects.filter(pk__in=run.request.office_ids)
    names = {office.pk: office.name for office in offices}
    return {**_shown(run, names), "state_for_progress": "waiting" if run.state == "queued" else run.state}


def _shown(run: ReportRun, names: dict[uuid.UUID, str]) -> dict[str, Any]:
    asked = run.request
    return {
        "run": run,
        "asked": asked,
        "offices": sorted(names[office] for office in asked.office_ids if office in names),
        "tone": TONES[run.state],
    }


def _key(text: str) -> tuple[datetime, uuid.UUID] | None:
    """The place in the list after which the page begins; None for anything that is not one."""
    at, _line, last = text.partition("_")
    try:
        moment = parse_datetime(at)
        return (moment, uuid.UUID(last)) if moment and moment.tzinfo else None
    except ValueError:
        return None
