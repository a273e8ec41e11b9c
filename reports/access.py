"""Doors to report runs and to what a report may be about."""

import uuid
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.permissions import Permission
from accounts.settings_register import value
from reports.figures.scope import Request
from reports.models import ReportRun

if TYPE_CHECKING:
    from accounts.models import User


def get_run_for(user: "User", run_id: uuid.UUID, *, to: Permission) -> ReportRun:
    """One's own run. Raises Http404 for anybody else's, PermissionDenied where `to` has been lost since."""
    run: ReportRun | None = ReportRun.objects.visible_to(user).filter(pk=run_id).first()
    if run is None:
        raise Http404
    if not may_report(user, run.request, to=to):
        raise PermissionDenied(to.value)
    return run


def may_report(user: "User", request: Request, *, to: Permission = Permission.REPORT_RUN) -> bool:
    """Whether the person holds `to` at every office of the request, and there is one at all."""
    return bool(request.office_ids) and set(request.office_ids) <= set(user.offices_with(to))


def threshold_for(request: Request) -> int:
    """The k of internal figures: the strictest of the offices asked about."""
    return max(
        (int(value("reports.small_cell_internal", office)) for office in request.office_ids), default=5
    )
