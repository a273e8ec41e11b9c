"""URL × role × own / same office / other office / restricted / in conflict / erased / random id: looking.

Generated from the resolver: a new route with a placeholder joins by itself, and fails until
tests/house/matrix_objects.py knows an object for it. What somebody may not know of must answer like what
never was: same status, same body, same headers, same number of queries. What is sent is in
test_access_by_form.py. One world serves the whole module; every request is undone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from accounts.models import User
from accounts.permissions import Role
from config import errors
from tests.house.matrix_asking import Kept, Visitor, ask, differ, told_apart
from tests.house.matrix_objects import CODES, KWARGS, OBJECTS
from tests.house.matrix_routes import (
    ALL,
    BESIDE,
    NAMING,
    OF_CASES,
    ROUTES,
    Route,
    example,
    examples,
    nothing,
)
from tests.house.matrix_world import HIDDEN, World

VISIBLE = {"amina": ("own",), "bruno": ("own", "same office"), "emil": ("other office",)}


def each(world: World, names: Iterable[str], wanted: list[Route]) -> Iterator[tuple[str, Route, Visitor]]:
    """Every route for every person."""
    for name in names:
        for route in wanted:
            yield name, route, world.visitor(name)


def test_every_route_has_an_example(world: World) -> None:
    missing = {
        (one.name, name)
        for one in ALL
        for name, converter in one.placeholders
        if name != "case_id"
        and name not in (KWARGS if converter is not None else CODES)
        and name not in OBJECTS.get(one.name, {})
    }
    assert missing == set(), "tests/house/matrix_objects.py: say what an id of this kind is"
    assert len(OF_CASES) > 30 and len(BESIDE) > 20
    for route in NAMING:
        assert list(examples(route, world, None)), f"{route.name}: the world has no such object"


def compare(
    visitor: Visitor, route: Route, person: User, cases: list[dict[str, Any]], none: dict[str, Any]
) -> list[Any]:
    """Where addresses of what is hidden answer otherwise than the address of nothing.

    Who lacks the route's permission is refused before an id is read: there the first address stands for all.
    """
    absent = route.address(none)
    known = ask(visitor, "get", absent)
    found: list[Any] = [] if 300 <= known.status < 500 else [("status", known.status)]
    for given in cases if person.can(route.permission) else cases[:1]:
        if difference := differ(visitor, "get", route.address(given), absent, known):
            found.append((given, difference))
    return found


def test_a_case_out_of_reach_is_like_none(world: World) -> None:
    ids, found = world.ids(), []
    for name, route, visitor in each(world, HIDDEN, OF_CASES):
        hidden = [example(route, world, ids[state]) for state in HIDDEN[name]]
        none = example(route, world, ids["random"])
        for problem in compare(visitor, route, world.cast.people[name], hidden, none):
            found.append((name, route.name, *problem))
    assert found == []


def test_a_case_within_reach_answers(world: World) -> None:
    """The other half: pages of a case that may be seen are pages, not refusals that would make the matrix empty."""
    ids, shown = world.ids(), dict.fromkeys(VISIBLE, 0)
    for name, route, visitor in each(world, VISIBLE, OF_CASES):
        for state in VISIBLE[name]:
            answer = ask(visitor, "get", route.address(example(route, world, ids[state])))
            shown[name] += answer.status == 200
    assert all(shown[name] >= 8 * len(states) for name, states in VISIBLE.items()), shown


def test_other_roles_get_nothing_by_role_alone(world: World) -> None:
    """One person of each role, none of them named on the case, even at its own office."""
    ids, found = world.ids(), []
    roles = [role for role in Role if role not in {Role.CASEWORKER, Role.SUPERVISOR}]
    people = {role: next(one for one in world.cast.people.values() if one.has_role(role)) for role in roles}
    names = [key for key, one in world.cast.people.items() if one in people.values()]
    for name, route, visitor in each(world, names, OF_CASES):
        hidden = [example(route, world, ids["same office"])]
        for problem in compare(visitor, route, world.cast.people[name], hidden, nothing(route, hidden[0])):
            found.append((name, route.name, *problem))
    assert found == []


def test_a_row_of_another_case_is_like_none(world: World) -> None:
    """The own case with the row of somebody else's, against the own case with a row of nothing."""
    ids, found = world.ids(), []
    within = [one for one in OF_CASES if one.has("case_id") and one.names_a_row]
    for name, route, visitor in each(world, ("amina", "bruno"), within):
        mixed = example(route, world, ids["other office"]) | {"case_id": ids["own"]}
        absent = nothing(route, mixed) | {"case_id": ids["own"]}
        difference = differ(visitor, "get", route.address(mixed), route.address(absent))
        if difference:
            found.append((name, route.name, difference))
    assert found == []


# Objects beside the cases, and who has nothing to do with them: Harbour's things, seen from elsewhere.
STRANGERS = ("emil", "petra", "oskar", "lina", "goran", "wanda")
# Of no office: a country is assessed once for everybody, its law is entered once, and its regions have public names; an
# office's own places among them are filtered (tests/cases/pages/test_places.py).
EVERYBODYS = frozenset(
    {
        "cases:country_risk",
        "cases:law",
        "cases:place_names",
        "cases:places_of",
        "cases:wording",
        "cases:wording_picture",
        # The register of providers is read by all offices, and each enters agreements of its own (resources/README.md).
        "resources:agreement_enter",
        "resources:provider",
    }
)

# Oskar is the focal point for complaints about Harbour.
NO_STRANGER = {("oskar", "redress:complaint"), ("oskar", "redress:complaint-close")}


def test_what_belongs_to_others_is_like_none(world: World) -> None:
    found = []
    of_somebody = [route for route in BESIDE if route.name not in EVERYBODYS]
    for name, route, visitor in each(world, STRANGERS, of_somebody):
        theirs = list(examples(route, world, None))
        if (name, route.name) not in NO_STRANGER:
            for problem in compare(
                visitor, route, world.cast.people[name], theirs, nothing(route, theirs[0])
            ):
                found.append((name, route.name, *problem))
    assert found == []


# Who has to do with one of these things at least, so that the comparison above is not one of nothing with nothing.
# Routes that take a form are met by who may in test_access_by_form.py.
ENTITLED = ("bruno", "amina", "vera", "farah", "jonas", "kofi", "oskar")


def test_somebody_has_to_do_with_each_of_them(world: World) -> None:
    closed = {route for route in BESIDE if not route.takes_a_form}
    assert len(closed) > 10
    for _name, route, visitor in each(world, ENTITLED, sorted(closed, key=lambda one: one.name)):
        if route in closed:
            for given in examples(route, world, None):
                if ask(visitor, "get", route.address(given)).status not in {403, 404, 405}:
                    closed.discard(route)
                    break
    assert {route.name for route in closed} == set()


@pytest.fixture
def drawn_anew(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Refusals are drawn each time."""
    monkeypatch.setattr(errors, "render", Kept.now.render)


def test_a_route_without_a_form_answers_a_post_like_a_get(world: World, drawn_anew: None) -> None:
    """Sending something to it is no other question than looking, so that looking speaks for both."""
    found = []
    for route in ROUTES:
        if not route.takes_a_form:
            for name in ("amina", "bruno"):
                given = example(route, world, world.cases["own"].pk)
                address = route.address(given)
                looked, sent = (ask(world.visitor(name), method, address) for method in ("get", "post"))
                if sent.status != 405 and told_apart(looked, sent):
                    found.append((route.name, told_apart(looked, sent)))
    assert found == []


def test_a_refusal_is_made_of_the_request_alone(world: World, drawn_anew: None) -> None:
    """Drawn anew each time it is the same for what is hidden and for what is not there: it may be drawn once."""
    route = next(one for one in OF_CASES if one.name == "cases:case")
    ids = world.ids()
    for name, states in HIDDEN.items():
        for state in states:
            addresses = (route.address({"case_id": ids[one]}) for one in (state, "random"))
            assert differ(world.visitor(name), "get", *addresses) == "", (name, state)
