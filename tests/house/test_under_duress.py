"""A session under duress asks for every page there is, and finds what an account without any work would find."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from accounts.middleware import DURESS
from cases.models import Case
from exchange.models import Export
from tests.house.matrix_world import World
from tests.house.test_access_matrix import signed_in, world
from tests.house.test_mass_assignment import address_of, every_route

__all__ = ["world"]
# The pages of a quiet day: the own account, and lists with nothing on them.
QUIET = {
    "accounts:account", "accounts:approvals", "accounts:enrol", "accounts:sessions", "cases:find", "cases:list",
    "home", "inbox", "mfa_index", "mfa_reauthenticate", "redress:take", "stay",
}  # fmt: skip


def forced(person: Any) -> Client:
    client = signed_in(person)
    session = client.session
    session[DURESS] = True
    session.save()
    return client


def words_of(world: World) -> set[str]:
    """What must stand on no page: references, code names and identifiers of cases, and of exports."""
    rows = (
        Case.objects.plain().filter(pk__in=[one.pk for one in world.cases.values()]).select_related("person")
    )
    found = {text for case in rows for text in (case.reference, str(case.pk), case.person.code_name) if text}
    return found | {str(pk) for pk in Export.objects.plain().values_list("pk", flat=True)}


@pytest.mark.parametrize("name", ["amina", "bruno"])
def test_no_page_but_those_of_a_quiet_day_opens(world: World, name: str) -> None:
    opened, shown, words = set(), [], words_of(world)
    client = forced(world.cast.people[name])
    for route in every_route():
        address = address_of(route, world)
        with transaction.atomic():
            answer = client.get(address)
            body = b"".join(answer) if answer.streaming else answer.content
            transaction.set_rollback(True)
        if answer.status_code == 200:
            opened.add(route.name)
            text = body.decode("utf-8", "replace").replace(address, "")
            shown += [(route.name, word) for word in words if word in text]
    assert opened - QUIET == set()
    assert shown == []
