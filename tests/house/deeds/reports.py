"""Reports and the reading room."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from reports.actions import cancel_report
from reports.models import ReportRun, UnusualFinding
from tests.house.matrix_deed import Deed, Given
from tests.house.matrix_world import World


def a_report_cancelled(world: World) -> None:
    cancel_report(actor=world.cast.bruno, run=ReportRun.objects.get())


def figures_shown(world: World, _given: Given) -> str:
    asked = {
        "period": timezone.localdate().year,
        "basis": "registration",
        "offices": world.cast.harbour.pk,
        "figures": "R4",
        "language": "en",
    }
    return f"{reverse('reports:figures')}?{urlencode(asked)}"


def a_finding(world: World) -> None:
    UnusualFinding.objects.create(
        kind=UnusualFinding.Kind.values[0],
        person=world.cast.dana,
        office=world.cast.harbour,
        day=timezone.localdate(),
    )


DEEDS: dict[str, Deed] = {
    "reports:cancel": Deed(may="bruno", page="reports:run"),
    "reports:retry": Deed(may="bruno", page="reports:run", before=a_report_cancelled),
    "reports:queue": Deed(page=figures_shown),
    "reports:looked_into": Deed(page="reports:unusual", before=a_finding, sent={"outcome": "explained"}),
    # The record of events is read by another role, which sees nothing of this transaction: the page is empty.
    "reports:reading_room_copy": Deed(by_script=True, shows=True),
}
