"""The tab of a case: tasks people wrote, appointments and visits to come, and those that are over."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from agenda.models import Appointment, AppointmentState, Todo
from cases import access
from cases.panels import Panel
from vault.sealed import open_many

if TYPE_CHECKING:
    from accounts.models import User
    from cases.models import Case

OVER_SHOWN = 10


def context(user: "User", case: "Case") -> dict[str, Any]:
    """Open and recently done tasks, appointments to come and the last that are over; places to who may read them."""
    may_place = access.may(user, Permission.LOCATION_READ, case)
    todos = list(Todo.objects.waiting().filter(case=case).select_related("assignee"))
    former = Todo.objects.filter(case=case, done_at__isnull=False).select_related("assignee", "done_by")
    done = list(former.order_by("-done_at")[:OVER_SHOWN])
    rows = Appointment.objects.filter(case=case).select_related("companion")
    planned = list(rows.planned().order_by("starts_at", "pk"))
    over = list(rows.exclude(state=AppointmentState.PLANNED).order_by("-starts_at", "pk")[:OVER_SHOWN])
    open_many([*todos, *done, *([*planned, *over] if may_place else [])])
    return {
        "todos": todos,
        "done": done,
        "planned": planned,
        "over": over,
        "may_place": may_place,
        "may_change": access.may(user, Permission.CASE_EDIT, case),
        "zone": case.office.zone,
    }


PANELS = (
    Panel("agenda", _("Agenda"), "agenda/_panel.html", Permission.CONFIDENTIAL_READ, context, order=45),
)
