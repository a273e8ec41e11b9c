"""Somebody who asks the whole house for pages, what is answered, and how two answers are told apart.

Everything between the address and the answer is the real thing. Two things are done once instead of each time,
because thousands of requests differ in neither: a person's own row with the roles of now, and the drawing of a
refusal, which is made of nothing but the request (test_a_refusal_is_made_of_the_request_alone).
"""

from __future__ import annotations

import copy
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from itertools import zip_longest
from typing import Any
from unittest.mock import patch
from urllib.parse import quote

from django.contrib.messages import get_messages
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.test.client import ClientHandler
from django.utils.translation import get_language

from accounts.backends import Backend
from accounts.middleware import DURESS
from accounts.models import User
from audit import rows as audit_rows
from config import errors
from tests.people import give_factor_to_session

# What differs in every answer: identifiers, tokens, the second.
TOKENS = re.compile(
    r"\d{4}-\d\d-\d\d \d\d:\d\d|"
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}|\b[A-Za-z0-9]{64}\b"
)
# Of a page that everybody may open the form keys differ, too; the session's row is touched by the clock.
UNSTEADY_HEADERS = {"Content-Length", "Set-Cookie", "Date"}
QUERIES = " queries"
HOUSEKEEPING = ("accounts_session", "accounts_submission")
WRITES = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM) "?(\w+)"?')
AUDIT = "audit_event"
NAME, RESULT = (audit_rows.INSERT_COLUMNS.index(column) for column in ("name", "result"))
READING = (".viewed", ".listed")
AN_HOUR = 3600
Sent = dict[str, Any]


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside leaves nothing behind."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@cache
def handler() -> ClientHandler:
    """All of the house's middleware, made once."""
    return ClientHandler(enforce_csrf_checks=False)


class Visitor(RequestFactory):
    """A browser; of somebody signed in, whose second factor stays fresh. Cookies that an answer sets are not kept."""

    def __init__(self, person: User | None = None, *, forced: bool = False) -> None:
        super().__init__()
        self.person = person
        client = Client()
        if person is not None:
            client.force_login(person, backend="accounts.backends.Backend")
            give_factor_to_session(client, person, age=-AN_HOUR)
            self.session = client.session
            self.session["seen"] = time.time() + AN_HOUR  # it is noted every minute, or not at all
            if forced:
                self.session[DURESS] = True
            self.session.save()
        self.cookies = client.cookies
        with undone():
            self.get("/")  # what is asked once per process or session is asked now

    def request(self, **given: Any) -> Any:
        return handler()(self._base_environ(**given))


@dataclass(frozen=True)
class Answer:
    """Everything by which somebody could tell two answers apart; and beside it what the request did."""

    status: int
    body: str
    headers: tuple[tuple[str, str], ...]
    queries: int
    response: HttpResponse = field(compare=False, repr=False)
    writes: list[tuple[str, Any]] = field(compare=False, repr=False)

    @property
    def tables(self) -> set[str]:
        """The tables that were written to, but for what every request writes and for the record of events."""
        return tables(self.writes) - {AUDIT, *HOUSEKEEPING}

    @property
    def events(self) -> list[tuple[str, str]]:
        """Name and result of every audit event."""
        width = len(audit_rows.INSERT_COLUMNS)
        return [
            (values[start + NAME], values[start + RESULT])
            for sql, values in self.writes
            if tables([(sql, values)]) == {AUDIT}
            for start in range(0, len(values), width)
        ]

    @property
    def done(self) -> list[str]:
        """The events of something done; reading is none of these."""
        return [name for name, result in self.events if result == "done" and not name.endswith(READING)]

    @property
    def complaints(self) -> list[str]:
        """Messages of an error for the next page."""
        waiting = get_messages(self.response.wsgi_request)._queued_messages  # type: ignore[attr-defined]  # the test handler sets it
        return [str(one) for one in waiting if one.level_tag == "error"]


def tables(writes: list[tuple[str, Any]]) -> set[str]:
    """The tables that statements write to."""
    return {found[1] for sql, _values in writes if (found := WRITES.match(sql))}


# A sealed row and its manifest are written by one statement (vault/write.py): two writes of which each is looked at.
TOGETHER = (("WITH listed AS (", ") INSERT"), ("WITH written AS (", " RETURNING 1) UPDATE"))


def parts(sql: str, params: Any) -> list[tuple[str, Any]]:
    """The statement, or the two of one that writes a sealed row and its manifest, each with its own values."""
    for begin, seam in TOGETHER:
        if sql.startswith(begin) and seam in sql:
            first, _, rest = sql.removeprefix(begin).partition(seam)
            own = first.count("%s")
            return [(first, list(params)[:own]), (seam.partition(") ")[2] + rest, list(params)[own:])]
    return [(sql, params)]


class Statements:
    """Counts the statements of a request, and keeps those that wrote and were not undone."""

    def __init__(self) -> None:
        self.count = 0
        self.writes: list[tuple[str, Any]] = []
        self._savepoints: dict[str, int] = {}

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if not any(word in sql for word in HOUSEKEEPING):
            self.count += 1
        for part, values in parts(sql, params):
            if WRITES.match(part):
                self.writes.append((part, values))
        if sql.startswith("SAVEPOINT "):
            self._savepoints[sql.split()[-1]] = len(self.writes)
        elif sql.startswith("ROLLBACK TO SAVEPOINT "):
            del self.writes[self._savepoints.get(sql.split()[-1], 0) :]
        return execute(sql, params, many, context)


_heard: list[Statements] = []


@contextmanager
def listening() -> Iterator[Statements]:
    """Hears every statement inside."""
    said = Statements()
    _heard.append(said)
    try:
        with connection.execute_wrapper(said):
            yield said
    finally:
        _heard.remove(said)


def ask(visitor: Visitor, method: str, address: str, sent: Sent | None = None) -> Answer:
    """One request, undone afterwards."""
    for value in (sent or {}).values():
        if hasattr(value, "seek"):
            value.seek(0)  # a file that was sent before
    with undone(), listening() as said:
        response = getattr(visitor, method)(address, sent or {})
        content = b"".join(response) if response.streaming else response.content
    path = address.partition("?")[0]

    def plain(text: str) -> str:
        return TOKENS.sub("X", text.replace(path, "ADDRESS").replace(quote(path, safe=""), "ADDRESS"))

    headers = sorted(
        (name, plain(value)) for name, value in response.headers.items() if name not in UNSTEADY_HEADERS
    )
    body = plain(content.decode("utf-8", "replace"))
    return Answer(response.status_code, body, tuple(headers), said.count, response, said.writes)


@contextmanager
def _uncounted() -> Iterator[None]:
    """What is asked inside is asked once and for all requests."""
    before = [(said, said.count) for said in _heard]
    try:
        yield
    finally:
        for said, count in before:
            said.count = count


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


def differ(
    visitor: Visitor,
    method: str,
    there: str,
    not_there: str,
    known: Answer | None = None,
    sent: Sent | None = None,
) -> str:
    """How the two addresses differ; `known` is what the second answered before.

    What looks after itself by the clock (keys, settings, locks) asks the database now and then: a difference
    in queries counts when it comes back.
    """
    difference = told_apart(ask(visitor, method, there, sent), known or ask(visitor, method, not_there, sent))
    for _again in range(2):
        if not difference.endswith(QUERIES):
            break
        difference = told_apart(ask(visitor, method, there, sent), ask(visitor, method, not_there, sent))
    return difference


class Kept:
    """The people's rows as they are in this world, and refusals drawn once for each person."""

    now: Kept

    def __init__(self) -> None:
        self.people: dict[str, User] = {}
        self.drawn: dict[Any, tuple[str, bytes]] = {}
        self.get_user, self.render = Backend.get_user, errors.render

    def person(self, pk: Any) -> User | None:
        """In the place of Backend.get_user: a copy, so that no request meets what another one did to it."""
        if str(pk) not in self.people:
            with _uncounted():
                found = self.get_user(Backend(), pk)
                if found is None:
                    return None
                found.memberships_now()
            self.people[str(pk)] = found
        return copy.copy(self.people[str(pk)])

    def draw(self, request: HttpRequest, template: str, status: int) -> HttpResponse:
        """In the place of `render` for refusals: the page of this person, with the address of now.

        Whatever a view left on the request could be drawn: its messages and attributes tell one drawing from another.
        """
        left = tuple(str(one) for one in get_messages(request)._queued_messages)  # type: ignore[attr-defined]  # not yet shown
        key = (template, request.user.pk, get_language(), request.method, left, tuple(sorted(vars(request))))
        if key not in self.drawn:
            with _uncounted():
                self.drawn[key] = (request.path, self.render(request, template, status=status).content)
        path, content = self.drawn[key]
        for written in (str, lambda text: quote(text, safe="")):
            content = content.replace(written(path).encode(), written(request.path).encode())
        return HttpResponse(content, status=status)


@contextmanager
def kept() -> Iterator[None]:
    """Inside, people are read once and refusals drawn once."""
    found = Kept()
    with (
        patch.object(Backend, "get_user", found.person),
        patch.object(errors, "render", found.draw),
        patch.object(Kept, "now", found, create=True),
    ):
        yield


@contextmanager
def people_read_again() -> Iterator[None]:
    """Roles or accounts are changed inside, and are as they were afterwards."""
    Kept.now.people.clear()
    try:
        yield
    finally:
        Kept.now.people.clear()
