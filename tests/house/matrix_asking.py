"""The routes of the access matrix, the addresses asked, and how two answers are told apart."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product, zip_longest
from typing import Any
from urllib.parse import quote

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse
from django.urls.converters import IntConverter, UUIDConverter

from accounts.checks import every_view
from accounts.decorators import access_of
from accounts.permissions import Permission
from tests.house.matrix_objects import CODES, CODES_OF, KWARGS, NOTHING, OBJECTS, ON_A_CASE
from tests.house.matrix_world import World

# What differs in every answer: identifiers, tokens, the second.
TOKENS = re.compile(
    r"\d{4}-\d\d-\d\d \d\d:\d\d|"
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}|\b[A-Za-z0-9]{64}\b"
)
# Of a page that everybody may open the form keys differ, too; the session's row is touched by the clock.
UNSTEADY_HEADERS = {"Content-Length", "Set-Cookie", "Date"}
QUERIES = " queries"
HOUSEKEEPING = ("django_session", "accounts_signedinsession")


@dataclass(frozen=True)
class Route:
    """One guarded view with placeholders: its name, and its placeholders with their converters."""

    name: str
    permission: Permission
    placeholders: tuple[tuple[str, Any], ...]

    def has(self, placeholder: str) -> bool:
        return placeholder in dict(self.placeholders)

    @property
    def is_on_a_case(self) -> bool:
        return not ON_A_CASE.isdisjoint(dict(self.placeholders))

    def address(self, given: dict[str, Any]) -> str:
        return reverse(self.name, kwargs=given)


def routes() -> Iterator[Route]:
    """Every guarded route with a placeholder."""
    for route, pattern, view in every_view():
        marked = access_of(view)
        if marked is None or marked.permission is None or "<" not in route:
            continue
        placeholders = tuple(re.findall(r"<(?:(\w+):)?(\w+)>", route))
        converters = tuple((name, UUIDConverter() if kind == "uuid" else IntConverter() if kind == "int" else None)
                           for kind, name in placeholders)  # fmt: skip
        space = next(
            (name for name in get_resolver().namespace_dict if _holds(name, route, pattern.name)), ""
        )
        yield Route(f"{space}:{pattern.name}" if space else str(pattern.name), marked.permission, converters)


def _holds(space: str, route: str, name: str | None) -> bool:
    """Whether a name space has this very route."""
    prefix, resolver = get_resolver().namespace_dict[space]
    return route.startswith(prefix.lstrip("/")) and name in resolver.reverse_dict


ROUTES = sorted(routes(), key=lambda one: one.name)
OF_CASES = [one for one in ROUTES if one.is_on_a_case]
BESIDE = [one for one in ROUTES if not one.has("case_id")]


def examples(route: Route, world: World, case: Any) -> Iterator[dict[str, Any]]:
    """Values for every placeholder: of the given case, or of something at Harbour; every object once."""
    given: dict[str, list[Any]] = {}
    for name, _converter in route.placeholders:
        if name == "case_id":
            found = case
        elif name in OBJECTS.get(route.name, {}):
            found = OBJECTS[route.name][name](world, case)
        elif name in CODES:
            found = CODES_OF.get(route.name, CODES).get(name, CODES[name])
        else:
            found = KWARGS[name](world, case)
        given[name] = found if isinstance(found, list) else [found]
    for values in product(*given.values()):
        yield dict(zip(given, values, strict=True))


def example(route: Route, world: World, case: Any) -> dict[str, Any]:
    """The first of these."""
    return next(examples(route, world, case))


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
    """One request, undone afterwards; a message for the next page lies in a cookie and is undone, too."""

    def plain(text: str) -> str:
        return TOKENS.sub("X", text.replace(address, "ADDRESS").replace(quote(address, safe=""), "ADDRESS"))

    kept = copy.deepcopy(client.cookies)
    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        response = getattr(client, method)(address)
        content = b"".join(response) if response.streaming else response.content
        transaction.set_rollback(True)
    client.cookies = kept
    counted = [one for one in queries if not any(word in one["sql"] for word in HOUSEKEEPING)]
    headers = sorted(
        (name, plain(value)) for name, value in response.headers.items() if name not in UNSTEADY_HEADERS
    )
    body = plain(content.decode("utf-8", "replace"))
    return Answer(response.status_code, body, tuple(headers), len(counted))


def told_apart(there: Answer, not_there: Answer) -> str:
    """How two answers differ; empty when they cannot be told apart."""
    if there.status != not_there.status:
        return f"status {there.status} against {not_there.status}"
    if there.headers != not_there.headers:
        return f"headers {set(there.headers) ^ set(not_there.headers)}"
    if there.body != not_there.body:
        lines = zip_longest(there.body.splitlines(), not_there.body.splitlines())
        return f"body {next(pair for pair in lines if pair[0] != pair[1])}"
    if there.queries != not_there.queries:
        return f"{there.queries} against {not_there.queries}{QUERIES}"
    return ""


def differ(client: Client, method: str, there: str, not_there: str, known: Answer | None = None) -> str:
    """How the two addresses differ; `known` is what the second answered before.

    What looks after itself by the clock (keys, settings, locks) asks the database now and then: a difference
    in queries counts when it comes back.
    """
    difference = told_apart(ask(client, method, there), known or ask(client, method, not_there))
    for _again in range(2):
        if not difference.endswith(QUERIES):
            break
        difference = told_apart(ask(client, method, there), ask(client, method, not_there))
    return difference
