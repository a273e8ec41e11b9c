"""Complaints, breaches, requests."""

from __future__ import annotations

from redress import actions
from redress.models import Affected, Complaint
from tests.house.matrix_deed import Deed, Given
from tests.house.matrix_world import World


def everybody_assessed(world: World) -> None:
    for row in Affected.objects.all():
        actions.assess(
            actor=row.case.owner, affected=row, risk="low", decision="tell", assessment="Nothing in it"
        )


def oskars(world: World) -> Given:
    """A complaint that is not about his own office and does not name him."""
    return {"complaint_id": Complaint.objects.visible_to(world.cast.oskar).plain().first().pk}


def only_others_concerned(world: World) -> None:
    """The breach does not name the case of the other office yet."""
    Affected.objects.filter(case=world.cases["other office"]).delete()


def amina_s_case(world: World, _given: Given) -> dict[str, str]:
    return {"reference": world.cases["own"].reference}


DEEDS: dict[str, Deed] = {
    "redress:breach": Deed(may="farah"),
    "redress:breach-close": Deed(may="farah", page="redress:breach", before=everybody_assessed),
    "redress:breach-person": Deed(
        may="farah", page="redress:breach", sent=amina_s_case, before=only_others_concerned
    ),
    "redress:complaint": Deed("oskar", may="oskar", before=oskars),
    "redress:complaint-close": Deed("oskar", may="oskar", before=oskars),
    "redress:feedback": Deed(shows=True),
    "redress:feedback-answer": Deed(shows=True, only_looks=True),
    "redress:request": Deed("bruno", may="bruno vera", knows="amina"),
    "redress:told": Deed(page="redress:assess", before=everybody_assessed),
}
