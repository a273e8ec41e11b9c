"""Providers and agreements."""

from __future__ import annotations

from legal import actions as legal
from legal.models import Custody
from resources.models import Provider
from tests.cases.conftest import agree
from tests.house.matrix_deed import Deed, Given
from tests.house.matrix_world import World


def a_yes(world: World) -> None:
    """Said in freedom: in every case of this world somebody is held."""
    for row in Custody.objects.filter(case=world.cases["own"]):
        legal.end_custody(actor=world.cast.amina, row=row)
    agree(
        world.cast.amina,
        world.cases["own"],
        "share_provider",
        consent_recipients=["Birch Clinic"],
        consent_data_categories=["needs"],
    )


def to_the_clinic(_world: World, _given: Given) -> dict[str, str]:
    return {"provider": str(Provider.objects.get().pk), "how": "message"}


DEEDS: dict[str, Deed] = {
    "resources:provider_change": Deed(may="bruno vera"),
    "resources:provider_availability": Deed(may="bruno vera", sent={"free_places": "3"}),
    "resources:provider_close": Deed("bruno", may="bruno vera", page="resources:provider"),
    # Keepers elsewhere agree for their own offices; the form does not offer them this one.
    "resources:agreement_enter": Deed(may="bruno vera", knows="emil oskar"),
    "resources:agreement_end": Deed("bruno", may="bruno vera", page="resources:provider"),
    "resources:refer": Deed(before=a_yes, sent=to_the_clinic),
    "resources:enquire": Deed(sent=lambda _world, _given: {"provider": str(Provider.objects.get().pk)}),
    "resources:desk_item": Deed("yusra", may="yusra", sent={"state": "accepted"}),
}
