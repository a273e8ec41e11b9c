"""How this floor's tables are exported and erased (registered with audit.retention at start-up)."""

from typing import Any
from uuid import UUID

from audit import retention
from legal.models import (
    Claim,
    Custody,
    CustodyDeed,
    Hearing,
    Permit,
    PermitStep,
    Proceeding,
    ProceedingStep,
)


def _permits(scope: UUID) -> list[dict[str, Any]]:
    return [
        {
            "kind": row.kind,
            "state": row.state,
            "authority": row.authority,
            "number": row.number,
            "lawyer": row.lawyer,
            "valid_from": row.valid_from,
            "valid_until": row.valid_until,
            "appeal_until": row.appeal_until,
        }
        for row in Permit.objects.filter(case=scope)
    ]


def _steps(scope: UUID) -> list[dict[str, Any]]:
    return [
        {"step": row.step, "state": row.state, "on": row.on, "note": row.note}
        for row in PermitStep.objects.filter(case=scope)
    ]


def _custodies(scope: UUID) -> list[dict[str, Any]]:
    return [
        {
            "kind": row.kind,
            "since": row.since,
            "ended_at": row.ended_at,
            "place": row.place,
            "authority": row.authority,
            "grounds": row.grounds,
            "lawyer": row.lawyer,
            "outcome": row.outcome,
        }
        for row in Custody.objects.filter(case=scope)
    ]


def _deeds(scope: UUID) -> list[dict[str, Any]]:
    return [
        {"deed": row.deed, "due_at": row.due_at, "done_at": row.done_at, "note": row.note}
        for row in CustodyDeed.objects.filter(case=scope)
    ]


def _rows(model: Any, *names: str) -> Any:
    def rows(scope: UUID) -> list[dict[str, Any]]:
        return [{name: getattr(row, name) for name in names} for row in model.objects.filter(case=scope)]

    return rows


def _claims(scope: UUID) -> list[dict[str, Any]]:
    amounts = ("claimed", "awarded", "received")
    return [
        {"kind": row.kind, "note": row.note}
        | {name: str(value) if (value := getattr(row, name)) else None for name in amounts}
        for row in Claim.objects.filter(case=scope)
    ]


PROCEEDING = ("kind", "stage", "court", "number", "lawyer", "charges", "outcome")
HEARING = ("starts_at", "state", "prepared_at", "protection", "wishes", "outcome")


def _erase(model: Any) -> Any:
    def erase(scope: UUID) -> int:
        rows = list(model._base_manager.filter(case=scope))
        for row in rows:
            row.delete()
        return len(rows)

    return erase


def register() -> None:
    """Answer for every model of this app; what hangs on another row goes first."""
    retention.register("legal.PermitStep", export=_steps, erase=_erase(PermitStep))
    retention.register("legal.Permit", export=_permits, erase=_erase(Permit))
    retention.register("legal.CustodyDeed", export=_deeds, erase=_erase(CustodyDeed))
    retention.register("legal.Custody", export=_custodies, erase=_erase(Custody))
    retention.register("legal.Claim", export=_claims, erase=_erase(Claim))
    retention.register("legal.Hearing", export=_rows(Hearing, *HEARING), erase=_erase(Hearing))
    steps = _rows(ProceedingStep, "stage", "on", "note")
    retention.register("legal.ProceedingStep", export=steps, erase=_erase(ProceedingStep))
    retention.register("legal.Proceeding", export=_rows(Proceeding, *PROCEEDING), erase=_erase(Proceeding))
