"""Tasks that people write, appointments and visits."""

from __future__ import annotations

from django.urls import reverse

from agenda.actions import do_todo
from agenda.models import Todo
from tests.house.matrix_deed import Deed, Given
from tests.house.matrix_world import World


def tab(_world: World, given: Given) -> str:
    return reverse("cases:panel", args=[given["case_id"], "agenda"])


def a_task_done(world: World) -> None:
    row = Todo.objects.get(case=world.cases["own"])
    do_todo(actor=world.cast.amina, todo=row)


DEEDS: dict[str, Deed] = {
    "agenda:todo": Deed(sent={"why": "Holidays"}),
    "agenda:todo_done": Deed(page=tab),
    "agenda:todo_reopen": Deed(page=tab, before=a_task_done),
    "agenda:appointment_make": Deed(sent={"kind": "medical", "time": "10:00", "check_in": ""}),
    "agenda:appointment": Deed(sent={"kind": "medical", "time": "10:00", "check_in": ""}),
    "agenda:appointment_close": Deed(sent={"kept": "yes"}),
    "agenda:appointment_cancel": Deed(page=tab),
    "agenda:check_in": Deed(knows="hala", page=tab),
    "agenda:visit_longer": Deed(knows="hala", sent={"minutes": "30"}),
}
