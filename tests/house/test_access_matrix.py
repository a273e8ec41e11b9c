"""URL × method × role × own / same office / other office / restricted / in conflict / erased / random id.

Generated from the resolver: a new route with a placeholder joins by itself, and fails until
tests/house/matrix_objects.py knows an object for it. What somebody may not know of must answer like what
never was: same status, same body, same headers, same number of queries. One world serves the whole module;
every request is undone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client, override_settings

from accounts.models import User
from accounts.permissions import Role
from tests.house.matrix_asking import BESIDE, OF_CASES, ROUTES, Route, ask, differ, example, examples, nothing
from tests.house.matrix_objects import KWARGS, OBJECTS
from tests.house.matrix_world import World, build
from tests.people import give_factor_to_session, make_cast


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """The one world, undone at the end."""
    ledger = tmp_path_factory.mktemp("ledger") / "erasures.jsonl"
    with override_settings(ERASURE_LEDGER=ledger), django_db_blocker.unblock(), transaction.atomic():
        yield build(make_cast())
        transaction.set_rollback(True)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="accounts.backends.Backend")
    give_factor_to_session(client, user)
    client.get("/")  # what is asked once per process or session is asked now
    return client


def each(world: World, names: Iterable[str], wanted: list[Route]) -> Iterator[tuple[str, Route, Client]]:
    """Every route for every person, as whom the client is signed in; the second factor stays fresh."""
    for name in names:
        person = world.cast.people[name]
        client = signed_in(person)
        for number, route in enumerate(wanted):
            if number % 20 == 0:
                give_factor_to_session(client, person)
            yield name, route, client


# Who must not be able to tell which case from nothing. A case that is not named here is visible to the person.
HIDDEN = {
    "amina": ("same office", "other office", "restricted", "in conflict", "erased"),
    "bruno": ("other office", "restricted", "in conflict", "erased"),
    "emil": ("own", "same office", "restricted", "in conflict", "erased"),
    "goran": ("own", "other office", "erased"),
}
VISIBLE = {"amina": ("own",), "bruno": ("own", "same office"), "emil": ("other office",)}


def test_every_route_has_an_example(world: World) -> None:
    missing = {
        (one.name, name)
        for one in ROUTES
        for name, converter in one.placeholders
        if converter is not None
        and name != "case_id"
        and name not in KWARGS
        and name not in OBJECTS.get(one.name, {})
    }
    assert missing == set(), "tests/house/matrix_objects.py: say what an id of this kind is"
    assert len(OF_CASES) > 30 and len(BESIDE) > 20
    for route in ROUTES:
        assert list(examples(route, world, None)), f"{route.name}: the world has no such object"


def compare(
    client: Client, route: Route, person: User, cases: list[dict[str, Any]], none: dict[str, Any]
) -> list[Any]:
    """Where addresses of what is hidden answer otherwise than the address of nothing, by both methods.

    Who lacks the route's permission is refused before an id is read: there the first address stands for all.
    """
    found: list[Any] = []
    absent = route.address(none)
    for method in ("get", "post"):
        known = ask(client, method, absent)
        if not 300 <= known.status < 500:
            found.append((method, known.status))
        for given in cases if person.can(route.permission) else cases[:1]:
            if difference := differ(client, method, route.address(given), absent, known):
                found.append((method, given, difference))
    return found


def test_a_case_out_of_reach_is_like_none(world: World) -> None:
    ids, found = world.ids(), []
    for name, route, client in each(world, HIDDEN, OF_CASES):
        hidden = [example(route, world, ids[state]) for state in HIDDEN[name]]
        none = example(route, world, ids["random"])
        for problem in compare(client, route, world.cast.people[name], hidden, none):
            found.append((name, route.name, *problem))
    assert found == []


def test_a_case_within_reach_answers(world: World) -> None:
    """The other half: pages of a case that may be seen are pages, not refusals that would make the matrix empty."""
    ids, shown = world.ids(), dict.fromkeys(VISIBLE, 0)
    for name, route, client in each(world, VISIBLE, OF_CASES):
        for state in VISIBLE[name]:
            answer = ask(client, "get", route.address(example(route, world, ids[state])))
            assert answer.status < 500, (name, route.name, state)
            shown[name] += answer.status == 200
    assert all(shown[name] >= 8 * len(states) for name, states in VISIBLE.items()), shown


def test_other_roles_get_nothing_by_role_alone(world: World) -> None:
    """One person of each role, none of them named on the case, even at its own office."""
    ids, found = world.ids(), []
    roles = [role for role in Role if role not in {Role.CASEWORKER, Role.SUPERVISOR}]
    people = {role: next(one for one in world.cast.people.values() if one.has_role(role)) for role in roles}
    names = [key for key, one in world.cast.people.items() if one in people.values()]
    for name, route, client in each(world, names, OF_CASES):
        hidden = [example(route, world, ids["same office"])]
        for problem in compare(client, route, world.cast.people[name], hidden, nothing(route, hidden[0])):
            found.append((name, route.name, *problem))
    assert found == []


def test_a_row_of_another_case_is_like_none(world: World) -> None:
    """The own case with the row of somebody else's, against the own case with a row of nothing."""
    ids, found = world.ids(), []
    for name, route, client in each(
        world, ("amina", "bruno"), [one for one in OF_CASES if one.has("case_id")]
    ):
        mixed = example(route, world, ids["other office"]) | {"case_id": ids["own"]}
        if not any(converter is not None and one != "case_id" for one, converter in route.placeholders):
            continue
        absent = nothing(route, mixed) | {"case_id": ids["own"]}
        for method in ("get", "post"):
            difference = differ(client, method, route.address(mixed), route.address(absent))
            if difference:
                found.append((name, route.name, method, difference))
    assert found == []


# Objects beside the cases, and who has nothing to do with them: Harbour's things, seen from elsewhere.
STRANGERS = ("emil", "petra", "oskar", "lina", "goran", "wanda")
# Of no office: a country is assessed once for everybody.
EVERYBODYS = frozenset({"cases:country_risk"})


def test_what_belongs_to_others_is_like_none(world: World) -> None:
    found = []
    of_somebody = [route for route in BESIDE if route.name not in EVERYBODYS]
    for name, route, client in each(world, STRANGERS, of_somebody):
        theirs = list(examples(route, world, None))
        for problem in compare(client, route, world.cast.people[name], theirs, nothing(route, theirs[0])):
            found.append((name, route.name, *problem))
    assert found == []


# Who has to do with one of these things at least, so that the comparison above is not one of nothing with nothing.
ENTITLED = ("bruno", "amina", "vera", "farah", "jonas", "kofi", "oskar")
# Answered by the state of a thing or by what is sent: a run that made a file, a reset that was approved, somebody
# invited, a holiday. Of the complaints one is about the focal point's office and the other names him.
BY_STATE = frozenset(
    {
        "accounts:give-back",
        "accounts:new-link",
        "accounts:remove-holiday",
        "accounts:reset-link",
        "redress:complaint",
        "redress:complaint-close",
        "reports:download",
    }
)


def test_somebody_has_to_do_with_each_of_them(world: World) -> None:
    closed = {route for route in BESIDE if route.name not in BY_STATE}
    for _name, route, client in each(world, ENTITLED, BESIDE):
        if route in closed:
            for given in examples(route, world, None):
                answers = {ask(client, method, route.address(given)).status for method in ("get", "post")}
                if answers - {403, 404, 405}:
                    closed.discard(route)
                    break
    assert {route.name for route in closed} == set()
