"""Every route with what its placeholders may be, and whether it takes a form. Read from the resolver."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from types import FunctionType
from typing import Any

from django.urls import get_resolver, reverse
from django.urls.converters import IntConverter, UUIDConverter

from accounts.checks import every_view
from accounts.decorators import access_of
from accounts.permissions import Permission
from tests.house.matrix_objects import CODES, CODES_OF, KWARGS, NOTHING, OBJECTS, ON_A_CASE
from tests.house.matrix_world import World

View = Callable[..., Any]


@dataclass(frozen=True)
class Route:
    """One view: its name, its permission (None for a public one), and its placeholders with their converters."""

    name: str
    permission: Permission | None
    placeholders: tuple[tuple[str, Any], ...]
    view: View

    def has(self, placeholder: str) -> bool:
        return placeholder in dict(self.placeholders)

    @property
    def is_on_a_case(self) -> bool:
        return not ON_A_CASE.isdisjoint(dict(self.placeholders))

    @property
    def names_something(self) -> bool:
        """Whether an identifier stands in the address, of something that may or may not be there."""
        return any(converter is not None for _name, converter in self.placeholders)

    @property
    def names_a_row(self) -> bool:
        """Whether something of a case is named beside the case."""
        return any(converter is not None and name != "case_id" for name, converter in self.placeholders)

    @property
    def takes_a_form(self) -> bool:
        """Whether a POST is another request than a GET."""
        return takes_a_form(self.view)

    def address(self, given: dict[str, Any]) -> str:
        return reverse(self.name, kwargs={name: given[name] for name, _converter in self.placeholders})


def routes() -> Iterator[Route]:
    """Every route."""
    for route, pattern, view in every_view():
        marked = access_of(view)
        assert marked is not None, route
        placeholders = tuple(re.findall(r"<(?:(\w+):)?(\w+)>", route))
        converters = tuple((name, UUIDConverter() if kind == "uuid" else IntConverter() if kind == "int" else None)
                           for kind, name in placeholders)  # fmt: skip
        yield Route(whole_name(route, pattern.name), marked.permission, converters, view)


def whole_name(route: str, name: str | None) -> str:
    """The name of a route with its name space, where it has one."""
    space = next((one for one in get_resolver().namespace_dict if _holds(one, route, name)), "")
    return f"{space}:{name}" if space else str(name)


def _holds(space: str, route: str, name: str | None) -> bool:
    """Whether a name space has this very route."""
    prefix, resolver = get_resolver().namespace_dict[space]
    return route.startswith(prefix.lstrip("/")) and name in resolver.reverse_dict


@cache
def takes_a_form(view: View) -> bool:
    """Whether a view reads what is sent: itself, or a function of its module that it calls."""
    methods = getattr(view, "view_class", None)
    if methods is not None:  # one of allauth's classes
        return hasattr(methods, "post")
    inner = inspect.unwrap(view)
    return isinstance(inner, FunctionType) and _reads(inner, set())


SENT = frozenset({"POST", "FILES", "require_POST"})


def _reads(function: FunctionType, seen: set[str]) -> bool:
    seen.add(function.__name__)
    used = _words(function)
    if used & SENT:
        return True
    if "require_GET" in used:
        return False
    near = [function.__globals__.get(word) for word in used - seen]
    if any(takes_a_form(one) for one in near if hasattr(one, "view_class")):
        return True
    here = [one for one in near if getattr(one, "__module__", "") == function.__module__]
    return any(_reads(one, seen) for one in here if isinstance(one, FunctionType))


def _words(function: FunctionType) -> set[str]:
    """The names and attributes in a function's source, decorators included; "POST" also where it is a word."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    return {
        word
        for node in ast.walk(tree)
        for word in (getattr(node, "id", None), getattr(node, "attr", None), getattr(node, "value", None))
        if isinstance(word, str)
    }


ALL = sorted(routes(), key=lambda one: one.name)
ROUTES = [one for one in ALL if one.permission is not None]
NAMING = [one for one in ROUTES if one.placeholders]
OF_CASES = [one for one in NAMING if one.is_on_a_case]
BESIDE = [one for one in NAMING if not one.has("case_id")]
TAKING = [one for one in ALL if one.takes_a_form]
BY_NAME = {one.name: one for one in ALL}


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
