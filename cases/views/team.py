"""The workers of a supervisor's offices: how many cases they carry, what they are qualified as, when one last talked."""

from typing import Any

from django.db.models import Max
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts import qualifications
from accounts.decorators import SignedIn, needs
from accounts.models import Office, SupervisionTalk
from accounts.permissions import Permission
from audit import events
from cases import caseload


@needs(Permission.SUPERVISE)
@require_GET
def team(request: SignedIn) -> HttpResponse:
    """Each office with its workers; the same few queries for an office, however many work there."""
    offices = Office.objects.filter(pk__in=request.user.offices_with(Permission.SUPERVISE)).order_by("name")
    groups = [_group(office) for office in offices]
    events.record("staff.listed", facts={"count": sum(len(group["rows"]) for group in groups)})
    return render(request, "cases/team.html", {"groups": groups, "me": request.user.pk})


def _group(office: Office) -> dict[str, Any]:
    workers = caseload.workers_at(office)
    carried = caseload.loads(office, workers)
    held: dict[Any, list[Any]] = {}
    for row in qualifications.valid().filter(user__in=workers):
        held.setdefault(row.user_id, []).append(row)
    talks = SupervisionTalk.objects.filter(user__in=workers).order_by().values_list("user")
    last = dict(talks.annotate(last=Max("held_on")))
    rows = [
        {"worker": one, "load": carried[one.pk], "held": held.get(one.pk, []), "last": last.get(one.pk)}
        for one in workers
    ]
    return {"office": office, "rows": rows}
