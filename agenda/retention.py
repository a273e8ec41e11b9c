"""How this floor's tables are exported and erased (registered with audit.retention at start-up)."""

from typing import Any
from uuid import UUID

from agenda.models import Appointment, Todo
from audit import retention


def _todos(scope: UUID) -> list[dict[str, Any]]:
    return [
        {"what": row.what, "due_at": row.due_at, "done_at": row.done_at}
        for row in Todo.objects.filter(case=scope)
    ]


def _appointments(scope: UUID) -> list[dict[str, Any]]:
    names = ("kind", "starts_at", "transport", "state", "place", "outcome")
    return [{name: getattr(row, name) for name in names} for row in Appointment.objects.filter(case=scope)]


def _erase(model: Any) -> Any:
    def erase(scope: UUID) -> int:
        rows = list(model._base_manager.filter(case=scope))
        for row in rows:
            row.delete()
        return len(rows)

    return erase


def register() -> None:
    """Answer for every model of this app."""
    retention.register("agenda.Todo", export=_todos, erase=_erase(Todo))
    retention.register("agenda.Appointment", export=_appointments, erase=_erase(Appointment))
