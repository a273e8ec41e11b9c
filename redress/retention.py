"""How this floor's tables are exported and erased (registered with audit.retention at start-up)."""

from typing import Any
from uuid import UUID

from audit import retention
from redress.models import Affected, Complaint, PersonRequest


def _nothing(scope: UUID) -> list[dict[str, Any]]:
    """Not part of the person's own file."""
    return []


def _requests(scope: UUID) -> list[dict[str, Any]]:
    return [
        {"kind": row.kind, "received_on": row.received_on.isoformat(), "what": row.what, "answer": row.answer}
        for row in PersonRequest.objects.filter(case=scope)
    ]


def _erase(model: Any, by: str) -> Any:
    def erase(scope: UUID) -> int:
        return int(model._base_manager.filter(**{by: scope}).delete()[0])

    return erase


def register() -> None:
    """Answer for every model of this app."""
    retention.register("redress.PersonRequest", export=_requests, erase=_erase(PersonRequest, "case"))
    retention.register("redress.Affected", export=_nothing, erase=_erase(Affected, "case"))
    retention.register("redress.Complaint", export=_nothing, erase=_erase(Complaint, "pk"))
    retention.harmless("redress.ComplaintNamed", "staff by identifier; goes with its complaint")
    retention.harmless("redress.Breach", "what happened to an office's data; names no person")
