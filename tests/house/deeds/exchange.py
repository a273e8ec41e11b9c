"""Exports."""

from __future__ import annotations

from accounts import approvals
from exchange import presentation, tasks
from exchange.models import Export
from tests.house.matrix_deed import Deed, Given
from tests.house.matrix_world import World


def an_export_made(world: World) -> Given:
    """Asked for by Amina, agreed to by Bruno, made."""
    export = Export.objects.get()
    approvals.approve(actor=world.cast.bruno, approval=presentation.asked(export))
    tasks.make(str(export.pk))
    return {"export_id": export.pk}


DEEDS: dict[str, Deed] = {
    "exchange:download": Deed(may="amina", page="exchange:export", before=an_export_made, shows=True),
    "exchange:password": Deed(may="amina", before=an_export_made, shows=True),
    "exchange:new": Deed(sent={"columns_biodata": ["sex"]}),
}
