"""URL × method × role × own / same office / other office / restricted / in conflict / erased / random id.

Generated from the resolver: a new route with a placeholder joins by itself, and fails until
tests/house/matrix_world.py knows an object for it. What somebody may not know of must answer like what
never was: same status, same body, same headers, same number of queries.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.urls.converters import IntConverter, UUIDConverter

from accounts.checks import every_view
from accounts.decorators import access_of
from accounts.models import User
from accounts.permissions import Role
from tests.house import matrix_world
from tests.house.matrix_world import CODES, CODES_OF, KWARGS, NOTHING, OBJECTS, World
from tests.people import give_factor_to_session

pytestmark = pytest.mark.django_db
NAME_SPACES = ("accounts", "cases", "reports", "demo")
# What differs in every answer: identifiers, tokens, the second.
TOKENS = re.compile(
    r"\d{4}-\d\d-\d\d \d\d:\d\d|"
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}|\b[A-Za-z0-9]{64}\b|\b2000000000\b|\b\d+(?=/end/)|(?<=/factors/)\d+"
)
# Of a page that everybody may open the form keys differ, too; the session's row is touched by the clock.
UNSTEADY_HEADERS = {"Content-Length", "Set-Cookie", "Date"}
QUERIES = " queries"
HOUSEKEEPING = ("django_session", "accounts_signedinsession")


@dataclass(frozen=True)
class Route:
    """One guarded view with placeholders: its name, and its placeholders with their converters."""

    name: str
    route: str
    placeholders: tuple[tuple[str, Any], ...]
    permission: Any

    @property
    def has_case(self) -> bool:
        return any(name == "case_id" for name, _converter in self.placeholders)

    def address(self, given: dict[str, Any]) -> str:
        return reverse(self.name, kwargs=given)


def routes() -> Iterator[Route]:
    """Every guarded route with a placeholder."""
    for route, pattern, view in every_view():
        marked = access_of(view)
        if marked is None or marked.public or "<" not in route:
            continue
        placeholders = tuple(re.findall(r"<(?:(\w+):)?(\w+)>", route))
        converters = tuple((name, UUIDConverter() if kind == "uuid" else IntConverter() if kind == "int" else None)
                           for kind, name in placeholders)  # fmt: skip
        space = next((one for one in _spaces() if _resolves(f"{one}:{pattern.name}", route)), None)
        name = f"{space}:{pattern.name}" if space else str(pattern.name)
        yield Route(name, route, converters, marked.permission)


def _spaces() -> list[str]:
    from django.urls import get_resolver

    return [name for name in get_resolver().namespace_dict if name]


def _resolves(name: str, route: str) -> bool:
    from django.urls import NoReverseMatch, get_resolver

    space = name.split(":")[0]
    prefix, _resolver = get_resolver().namespace_dict[space]
    try:
        return route.startswith(prefix.lstrip("/")) and name.split(":")[1] in {
            str(key) for key in _resolver.reverse_dict if isinstance(key, str)
        }
    except NoReverseMatch:
        return False


ROUTES = sorted(routes(), key=lambda one: one.name)
OF_CASES = [one for one in ROUTES if one.has_case]
BESIDE = [one for one in ROUTES if not one.has_case]


def example(route: Route, world: World, case: Any) -> dict[str, Any]:
    """Values for every placeholder: of the given case, or of something at Harbour."""
    given: dict[str, Any] = {}
    for name, _converter in route.placeholders:
        if name == "case_id":
            given[name] = case
        elif name in OBJECTS.get(route.name, {}):
            given[name] = OBJECTS[route.name][name](world, case)
        elif name in CODES:
            given[name] = CODES_OF.get(route.name, CODES).get(name, CODES[name])
        else:
            given[name] = KWARGS[name](world, case)
    return given


def nothing(route: Route, given: dict[str, Any]) -> dict[str, Any]:
    """The same address with identifiers of nothing."""
    absent = dict(given)
    for name, converter in route.placeholders:
        if converter is not None:
            absent[name] = NOTHING["int" if isinstance(converter, IntConverter) else "uuid"]()
    return absent


@dataclass(frozen=True)
class Answer:
    """Everything by which somebody could tell two answers apart."""

    status: int
    body: str
    headers: tuple[tuple[str, str], ...]
    queries: int


def ask(client: Client, method: str, address: str) -> Answer:
    """One request, undone afterwards."""
    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        response = getattr(client, method)(address)
        content = b"".join(response) if response.streaming else response.content
        transaction.set_rollback(True)
    counted = [one for one in queries if not any(word in one["sql"] for word in HOUSEKEEPING)]
    headers = sorted(
        (name, TOKENS.sub("X", value))
        for name, value in response.headers.items()
        if name not in UNSTEADY_HEADERS
    )
    body = TOKENS.sub("X", content.decode("utf-8", "replace"))
    return Answer(response.status_code, body, tuple(headers), len(counted))


def told_apart(there: Answer, not_there: Answer) -> str:
    """How two answers differ; empty when they cannot be told apart."""
    if there.status != not_there.status:
        return f"status {there.status} against {not_there.status}"
    if there.headers != not_there.headers:
        return f"headers {set(there.headers) ^ set(not_there.headers)}"
    if there.body != not_there.body:
        return "body"
    if there.queries != not_there.queries:
        return f"{there.queries} against {not_there.queries}{QUERIES}"
    return ""


def differ(client: Client, method: str, there: str, not_there: str) -> str:
    """How the two addresses differ. What looks after itself by the clock (keys, settings, locks) asks the
    database now and then: a difference in queries counts when it comes back."""
    difference = ""
    for _again in range(3):
        difference = told_apart(ask(client, method, there), ask(client, method, not_there))
        if not difference.endswith(QUERIES):
            break
    return difference


@pytest.fixture
def world(cast: Any) -> World:
    return matrix_world.build(cast)


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
    assert missing == set(), "tests/house/matrix_world.py: say what an id of this kind is"
    assert len(OF_CASES) > 30 and len(BESIDE) > 20
    for route in BESIDE:
        given = example(route, world, None)
        assert None not in given.values(), f"{route.name}: the world has no such object: {given}"


def test_a_case_out_of_reach_is_like_none(world: World) -> None:
    ids, found = world.ids(), []
    for name, route, client in each(world, HIDDEN, OF_CASES):
        for method in ("get", "post"):
            absent = example(route, world, ids["random"])
            baseline = ask(client, method, route.address(absent))
            for state in HIDDEN[name]:
                there = ask(client, method, route.address(example(route, world, ids[state])))
                difference = told_apart(there, baseline)
                if difference.endswith(QUERIES):
                    addresses = (route.address(example(route, world, ids[state])), route.address(absent))
                    difference = differ(client, method, *addresses)
                if difference or there.status not in {403, 404, 405, 303}:
                    found.append((name, route.name, method, state, difference or there.status))
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
        given = example(route, world, ids["same office"])
        answer = ask(client, "get", route.address(given))
        difference = differ(client, "get", route.address(given), route.address(nothing(route, given)))
        if answer.status not in {403, 404, 405} or difference:
            found.append((name, route.name, answer.status, difference))
    assert found == []


def test_a_row_of_another_case_is_like_none(world: World) -> None:
    """The own case with the row of somebody else's, against the own case with a row of nothing."""
    ids, found = world.ids(), []
    for name, route, client in each(world, ("amina", "bruno"), OF_CASES):
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


def test_what_belongs_to_others_is_like_none(world: World) -> None:
    found = []
    for name, route, client in each(world, STRANGERS, BESIDE):
        given = example(route, world, None)
        for method in ("get", "post"):
            absent = route.address(nothing(route, given))
            if difference := differ(client, method, route.address(given), absent):
                found.append((name, route.name, method, difference))
    assert found == []
