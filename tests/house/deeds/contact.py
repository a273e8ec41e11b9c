"""Enquiries, groups, families, and who is kept apart."""

from __future__ import annotations

from django.urls import reverse

from cases.models import Case
from contact.actions import form_family
from tests.house.deeds.cases import asked_nothing_yet
from tests.house.matrix_deed import Deed, Given
from tests.house.matrix_world import World

HARBOURS = "dana bruno vera"
TOLD = {"situation": "Written by a test"}


def one_more_case(world: World) -> None:
    asked_nothing_yet(world)


def the_newest(_world: World, _given: Given) -> dict[str, str]:
    return {"reference": Case.objects.plain().latest("opened_at").reference}


def a_family(world: World) -> None:
    form_family(actor=world.cast.bruno, cases=[world.cases["own"], world.cases["same office"]])


def ties(_world: World, given: Given) -> str:
    return reverse("cases:panel", args=[given["case_id"], "family"])


DEEDS: dict[str, Deed] = {
    "contact:enquiry_take": Deed(page="contact:enquiries"),
    "contact:enquiry": Deed("dana", may=HARBOURS, sent=TOLD),
    "contact:enquiry_draft": Deed("dana", may=HARBOURS, by_script=True, sent=TOLD),
    "contact:enquiry_case": Deed("dana", may=HARBOURS),
    "contact:enquiry_end": Deed("dana", may=HARBOURS),
    "contact:group_begin": Deed(page="contact:groups"),
    "contact:group": Deed("dana", may=HARBOURS, sent={"row-1-code": "A1"}),
    "contact:group_draft": Deed("dana", may=HARBOURS, by_script=True, sent={"row-1-code": "A1"}),
    "contact:group_end": Deed("dana", may=HARBOURS),
    "contact:family": Deed(before=one_more_case, sent=the_newest),
    "contact:family_leave": Deed(page=ties, before=a_family),
    "contact:apart": Deed(before=one_more_case, sent=the_newest),
    "contact:apart_over": Deed("bruno", may="bruno vera", knows="amina", page=ties),
}
