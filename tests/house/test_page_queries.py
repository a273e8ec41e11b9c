"""No page of the record makes more than 25 queries: every page of a case that answers a look with HTML.

Generated from the resolver, so that a new page joins by itself. The case is the matrix's own one, with more entries
in every section that repeats: a query for each row would show.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from cases.actions import add_entry
from cases.models import Case
from cases.sections import SECTIONS
from config.bench.measure import TRANSACTION_WORDS
from tests.house.matrix_asking import ask
from tests.house.matrix_routes import OF_CASES, Route, examples
from tests.house.matrix_world import World
from vault import keys

MOST = 25
# A request reads who asks and what they are; a visitor of the matrix keeps both.
KEPT = 2
ENTRIES = 4
READERS = ("amina", "bruno", "vera")
PAGES = [one for one in OF_CASES if one.name.startswith("cases:") and one.has("case_id")]


@pytest.fixture(scope="module")
def rich(world: World) -> Case:
    """The own case with several entries of everything that has entries."""
    case = world.cases["own"]
    with keys.session():
        for section in SECTIONS.values():
            if section.is_edited and section.repeats:
                for _turn in range(ENTRIES):
                    add_entry(actor=world.cast.amina, case=case, section=section.key)
    return case


def counted(world: World, case: Case, route: Route) -> dict[str, int]:
    """Queries by reader, of those who get a page. The second look counts: the first asks what is kept in memory."""
    address = route.address(next(examples(route, world, case.pk)))
    found = {}
    for name in READERS:
        answer = ask(world.visitor(name), "get", address)
        if answer.status == 200 and answer.response.headers.get("Content-Type", "").startswith("text/html"):
            found[name] = queries(world, name, address)
    return found


def queries(world: World, name: str, address: str) -> int:
    """Statements of one look, but for those that only frame a transaction."""
    seen: list[str] = []

    def note(execute: Any, sql: str, *rest: Any) -> Any:
        seen.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        ask(world.visitor(name), "get", address)
    return KEPT + sum(not sql.startswith((*TRANSACTION_WORDS, "ROLLBACK")) for sql in seen)


@pytest.mark.parametrize("route", PAGES, ids=lambda one: one.name)
def test_a_page_of_the_record_makes_few_queries(world: World, rich: Case, route: Route) -> None:
    assert {name: many for name, many in counted(world, rich, route).items() if many > MOST} == {}


def test_every_kind_of_page_was_among_them(world: World, rich: Case) -> None:
    shown = {route.name.removeprefix("cases:") for route in PAGES if counted(world, rich, route)}
    assert shown >= {
        *("case", "interview", "section", "entries", "entry", "consent", "sharing", "files", "history"),
        *("child", "risk", "determination", "former", "access", "erasure", "paper_forms"),
    }
