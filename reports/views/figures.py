"""Choosing a report and seeing its tables and charts at once."""

import hashlib
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language_bidi
from django.views.decorators.http import require_GET

from accounts.decorators import SignedIn, needs
from accounts.models import Office
from accounts.permissions import Permission
from audit import events
from reports.access import may_report, threshold_for
from reports.actions import request_facts
from reports.disclosure import release
from reports.figures import chosen
from reports.figures.scope import Request
from reports.figures.table import Result
from reports.forms import ReportForm
from reports.presentation import legend, present
from reports.spreadsheet import written


@needs(Permission.REPORT_VIEW)
@require_GET
def new(request: SignedIn) -> HttpResponse:
    """What should the report be about?"""
    return render(request, "reports/new.html", {"form": ReportForm(user=request.user)})


@needs(Permission.REPORT_VIEW)
@require_GET
def figures(request: SignedIn) -> HttpResponse:
    """The tables and charts asked for, on the page; the same definitions make the PDF."""
    form = ReportForm(request.GET, user=request.user)
    if not form.is_valid():
        return render(request, "reports/new.html", {"form": form}, status=422)
    asked = form.request()
    if not may_report(request.user, asked, to=Permission.REPORT_VIEW):
        raise PermissionDenied(Permission.REPORT_VIEW.value)
    results = released(asked)
    suppressed = sum(result.is_suppressed for result in results)
    events.record(
        "figures.viewed",
        office=asked.office_ids[0] if len(asked.office_ids) == 1 else None,
        facts={**request_facts(asked), "suppressed": suppressed},
    )
    return render(request, "reports/figures.html", {"form": form, **_page(request, asked, results)})


@needs(Permission.REPORT_RUN)
@require_GET
def spreadsheet(request: SignedIn) -> HttpResponse:
    """The released tables as a CSV file."""
    form = ReportForm(request.GET, user=request.user, permission=Permission.REPORT_RUN)
    if not form.is_valid():
        return render(request, "reports/new.html", {"form": form}, status=422)
    asked = form.request()
    if not may_report(request.user, asked):
        raise PermissionDenied(Permission.REPORT_RUN.value)
    content, rows = written(released(asked))
    events.record(
        "figures.exported",
        office=asked.office_ids[0] if len(asked.office_ids) == 1 else None,
        facts={**request_facts(asked), "rows": rows, "file_hash": hashlib.sha256(content).hexdigest()},
    )
    return HttpResponse(
        content,
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": 'attachment; filename="tables.csv"',
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
            "Content-Security-Policy": "sandbox; default-src 'none'",
        },
    )


def released(asked: Request) -> list[Result]:
    """Every figure asked for, under the threshold of internal figures."""
    threshold = threshold_for(asked)
    return [release(figure.compute(asked.scope(threshold)), threshold) for figure in chosen(asked.figures)]


def _page(request: SignedIn, asked: Request, results: list[Result]) -> dict[str, Any]:
    return {
        "asked": asked,
        "offices": Office.objects.filter(pk__in=asked.office_ids),
        "figures": present(results, rtl=get_language_bidi()),
        "legend": legend(results),
        "query": request.GET.urlencode(),
        "may_queue": may_report(request.user, asked, to=Permission.REPORT_RUN),
        "params": [(name, value) for name, values in request.GET.lists() for value in values],
    }
