"""Rehearsing what a route is for: somebody who may sends its form, filled in, and it is taken.

What is sent is read from the page on which the form stands, and made up from the form's class where something is
required. A route whose form can be sent like this by the first of USUAL who has its permission needs nothing
here; the others have an entry under tests/house/deeds/, by the floor they belong to.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from django import forms
from django.urls import reverse_lazy

from tests.house import deeds
from tests.house.matrix_asking import Answer, Sent, Visitor, ask, listening, people_read_again, tables, undone
from tests.house.matrix_deed import Deed, Given
from tests.house.matrix_forms import Page, filled, forms_made
from tests.house.matrix_routes import BY_NAME, TAKING, Route, example
from tests.house.matrix_world import NOBODY, World
from vault import keys

ASKING_WHO = (reverse_lazy("mfa_reauthenticate"), reverse_lazy("account_login"))
ABOUT_PEOPLE = {
    "accounts_user",
    "accounts_membership",
    "accounts_duty",
    "accounts_office",
    "accounts_officerolenarrowing",
}
USUAL = ("amina", "bruno", "vera", "farah", "jonas", "kofi", "oskar")


@dataclass(frozen=True)
class Rehearsal:
    """A form ready to be sent: by whom, where to, what, and under which names its page asks."""

    route: Route
    deed: Deed
    visitor: Visitor
    given: Given
    address: str
    sent: Sent
    names: frozenset[str]

    def send(self) -> tuple[Answer, list[forms.BaseForm]]:
        """What is answered to who may, and the forms that were filled."""
        with forms_made() as made:
            answer = ask(self.visitor, "post", self.address, self.sent)
        return answer, [form for form in made if form.is_bound]

    def why_not(self) -> str:
        """Why the form was not taken; empty when it was."""
        return refused_because(self.deed, *self.send())


def table() -> dict[str, Deed]:
    """The entries of every floor, by view name."""
    found: dict[str, Deed] = {}
    for module in pkgutil.iter_modules(deeds.__path__, f"{deeds.__name__}."):
        found |= importlib.import_module(module.name).DEEDS
    return found


@contextmanager
def rehearsed(world: World, name: str) -> Iterator[Rehearsal]:
    """The form of a route in a world brought to where it can be sent, undone at the end; `name` is one of FORMS."""
    route, deed = BY_NAME[name.partition(" ")[0]], DEEDS.get(name, Deed())
    with undone(), keys.session(), ExitStack() as stack:
        world = world.anew()
        given = example(route, world, world.cases["own"].pk) if route.placeholders else {}
        if deed.before:
            with listening() as said:
                given |= deed.before(world) or {}
            if tables(said.writes) & ABOUT_PEOPLE:
                stack.enter_context(people_read_again())
        visitor = world.visitor(deed.by or usual(world, route))
        more = deed.sent(world, given) if callable(deed.sent) else deed.sent
        page, address, sent = page_of(route, deed, world, given), route.address(given), dict(more)
        names: frozenset[str] = frozenset()
        if deed.by_script:
            address = page
        else:
            address, sent, names = form_on(visitor, page, address, sent)
        yield Rehearsal(route, deed, visitor, given, address, sent, names)


def usual(world: World, route: Route) -> str:
    """The first who has the permission; nobody where none is needed."""
    if route.permission is None:
        return NOBODY
    return next(name for name in USUAL if world.cast.people[name].can(route.permission))


def page_of(route: Route, deed: Deed, world: World, given: Given) -> str:
    """The address of the page with the form."""
    if callable(deed.page):
        return deed.page(world, given)
    name, mark, query = deed.page.partition("?")
    return (BY_NAME[name] if name else route).address(given) + mark + query


def form_on(visitor: Visitor, page: str, address: str, more: Sent) -> tuple[str, Sent, frozenset[str]]:
    """Where a page's form leads to, what it sends when it is filled in, and the names of its fields."""
    with undone(), forms_made() as made:
        response = visitor.get(page)
    assert response.status_code == 200, f"{page}: status {response.status_code}"
    found = Page(page, response.content.decode()).leading_to(address, more)
    assert found is not None, f"{page} has no form that leads to {address}"
    return found.action, filled(found, made, more), frozenset(found.names)


def refused_because(deed: Deed, answer: Answer, filled_in: list[forms.BaseForm]) -> str:
    """Why a form was not taken; empty when it was: led on, with something written or told to the audit."""
    wrong = [f"{type(form).__name__}: {form.errors.as_json()}" for form in filled_in if form.errors]
    if answer.status >= 400 or wrong or answer.complaints:
        return f"status {answer.status} {wrong} {answer.complaints}"
    if answer.response.headers.get("Location", "").startswith(tuple(f"{one}?" for one in ASKING_WHO)):
        return "somebody was asked who they are"
    if answer.status == 200 and not deed.shows:
        return "the page was shown again"
    return "" if answer.done or answer.tables or deed.only_looks else "nothing was done"


DEEDS = table()
# Every route that takes a form; a second form for the same route has a word of its own behind the name.
FORMS = sorted({one.name for one in TAKING} | DEEDS.keys())
