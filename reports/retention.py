"""How what reports/ keeps is exported, destroyed and erased."""

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone

from audit import retention
from reports.models import ReportRun, UnusualFinding


@transaction.atomic
def shred(run: ReportRun) -> None:
    """Destroy the file of a run; what was asked for, and its hash, stay."""
    file = run.file
    ReportRun.objects.filter(pk=run.pk).update(file=None, shredded_at=timezone.now())
    if file is not None:
        file.delete()


def export(person_id: uuid.UUID) -> list[dict[str, Any]]:
    """The runs a member of staff asked for. Figures hold no case, so a case has none."""
    fields = ("id", "params", "language", "state", "created_at", "finished_at", "downloaded_at")
    return list(ReportRun.objects.filter(requester_id=person_id).values(*fields))


def erase(person_id: uuid.UUID) -> int:
    """Destroy a member of staff's runs with their files."""
    runs = ReportRun.objects.filter(requester_id=person_id)
    for run in runs.filter(file__isnull=False):
        shred(run)
    return runs.delete()[0]


def export_findings(person_id: uuid.UUID) -> list[dict[str, Any]]:
    """What was found unusual about a member of staff, and what it turned out to be."""
    fields = ("kind", "day", "count", "limit", "found_at", "outcome", "at")
    rows = UnusualFinding.objects.filter(person_id=person_id).values(*fields)
    return [dict(row) for row in rows]


def erase_findings(person_id: uuid.UUID) -> int:
    """Forget it. A case has none."""
    return UnusualFinding.objects.filter(person_id=person_id).delete()[0]


def register() -> None:
    """Called once at start-up."""
    retention.register("reports.UnusualFinding", export=export_findings, erase=erase_findings)
    retention.register("reports.ReportRun", export=export, erase=erase)
