"""How this floor's tables are exported and erased (registered with audit.retention at start-up)."""

from typing import Any
from uuid import UUID

from audit import retention
from resources.models import ProviderReferral, ProviderReport


def _referrals(scope: UUID) -> list[dict[str, Any]]:
    return [
        {
            "provider": row.provider.name,
            "kind": row.kind,
            "service": row.service,
            "state": row.state,
            "sent_at": row.sent_at,
            "passed": row.passed,
            "message": row.message,
        }
        for row in ProviderReferral.objects.filter(case=scope).select_related("provider")
    ]


def _reports(scope: UUID) -> list[dict[str, Any]]:
    return [
        {"state": row.state, "on": row.on, "note": row.note}
        for row in ProviderReport.objects.filter(case=scope)
    ]


def _erase(model: Any) -> Any:
    def erase(scope: UUID) -> int:
        rows = list(model._base_manager.filter(case=scope))
        for row in rows:
            row.delete()
        return len(rows)

    return erase


def register() -> None:
    """Answer for every model of this app; what hangs on another row goes first."""
    retention.register("resources.ProviderReport", export=_reports, erase=_erase(ProviderReport))
    retention.register("resources.ProviderReferral", export=_referrals, erase=_erase(ProviderReferral))
    retention.harmless(
        "resources.Provider", "an organisation that helps; its contacts are sealed under its own key"
    )
    retention.harmless("resources.Agreement", "between organisations; who entered it stands by identifier")
