"""Every view says who may call it, and keeps to it: walked from the URL tree."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from accounts.checks import every_view
from accounts.decorators import access_of
from accounts.permissions import Permission

# Values for the placeholders of a route, by converter.
EXAMPLES = {"uuid": str(uuid.UUID(int=7)), "int": "7", "slug": "a-slug", "str": "word", "path": "some/path"}
ROUTES = [(route, view) for route, _pattern, view in every_view()]
GUARDED = [(route, view) for route, view in ROUTES if (access := access_of(view)) and not access.public]


def address(route: str) -> str:
    """A concrete path for a route."""
    filled = re.sub(r"<(?:(\w+):)?\w+>", lambda match: EXAMPLES.get(match.group(1) or "str", "word"), route)
    return "/" + re.sub(r"[\^$]|\\Z", "", filled)


@pytest.mark.parametrize(("route", "view"), ROUTES, ids=[route or "start" for route, _view in ROUTES])
def test_every_view_says_who_may_call_it(route: str, view: Callable[..., Any]) -> None:
    assert access_of(view) is not None, f"/{route} has neither @needs nor @public"


@pytest.mark.parametrize("route", [route for route, _view in GUARDED], ids=lambda route: route or "start")
def test_strangers_are_sent_to_the_sign_in_page(db: None, route: str) -> None:
    for method in ("get", "post", "put", "delete"):
        answer = getattr(Client(), method)(address(route))
        assert answer.status_code in {302, 303, 401, 403, 404, 405}, (method, answer.status_code)
        if answer.status_code in {302, 303}:
            assert answer.headers["Location"].startswith("/account/login/"), method


def holder_without(cast: SimpleNamespace, permission: Permission) -> Any:
    """Somebody of the cast who does not hold a permission, or None when everybody does."""
    return next((user for user in cast.people.values() if not user.can(permission)), None)


def test_whoever_lacks_the_permission_is_refused(cast: SimpleNamespace, client_of: Any) -> None:
    clients: dict[Any, Client] = {}
    for route, view in GUARDED:
        access = access_of(view)
        assert access is not None and access.permission is not None, route
        user = holder_without(cast, access.permission)
        if user is None:
            continue
        if user.pk not in clients:
            clients[user.pk] = client_of(user)
        client = clients[user.pk]
        for method in ("get", "post"):
            status = getattr(client, method)(address(route)).status_code
            assert status in {403, 404, 405}, (route, method, status)


def test_the_walk_finds_routes() -> None:
    assert len(ROUTES) > 40


def test_a_request_for_another_host_is_answered_in_words(db: None) -> None:
    answer = Client().get("/account/login/", headers={"host": "elsewhere.example"})
    assert answer.status_code == 400 and b"<h1" in answer.content
