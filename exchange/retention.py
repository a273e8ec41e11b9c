"""How what exchange/ keeps is exported and erased. The ledger outlives the files."""

import uuid
from typing import Any

from audit import retention
from cases.models import Case
from exchange import actions, destroying
from exchange.models import Export, ExportCase, ExportPart


def _ledger_of(person_id: uuid.UUID) -> list[dict[str, Any]]:
    """The exports a member of staff asked for."""
    fields = (
        "id",
        "purpose",
        "recipient",
        "columns",
        "statuses",
        "state",
        "rows",
        "sha256",
        "asked_at",
        "released_at",
    )
    return list(Export.objects.filter(requester_id=person_id).values(*fields))


def _erase_exports(person_id: uuid.UUID) -> int:
    """Files and passwords go; who took what stays in the ledger, which is what it is for."""
    return sum(destroying.shred(export) for export in Export.objects.filter(requester_id=person_id))


def _parts_of(person_id: uuid.UUID) -> list[dict[str, Any]]:
    rows = ExportPart.objects.filter(export__requester=person_id)
    return [{"id": part.pk, "what": part.what} for part in rows]


def _held_of(case_id: uuid.UUID) -> list[dict[str, Any]]:
    """The exports that hold a case and were not fetched yet."""
    return [{"export": row.export_id} for row in ExportCase.objects.filter(case=case_id)]


def _call_back(case_id: uuid.UUID) -> int:
    """Files that hold an erased case are destroyed, whole: nobody can take one row out of them."""
    for case in Case.objects.plain().filter(pk=case_id):
        actions.call_back(case)
    return int(ExportCase.objects.filter(case=case_id).delete()[0])


def register() -> None:
    """Called once at start-up."""
    retention.register("exchange.ExportCase", export=_held_of, erase=_call_back)
    retention.register("exchange.Export", export=_ledger_of, erase=_erase_exports)
    retention.register("exchange.ExportPart", export=_parts_of, erase=_erase_exports)
