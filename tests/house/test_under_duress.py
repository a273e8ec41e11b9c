"""A session under duress asks for every page there is and sends every form: it is a quiet day, and nothing changes."""

from __future__ import annotations

import pytest

from cases.models import Case
from exchange.models import Export
from tests.house.matrix_asking import ask
from tests.house.matrix_deeds import DEEDS, FORMS, rehearsed
from tests.house.matrix_routes import BY_NAME, ROUTES, example
from tests.house.matrix_world import World
from tests.house.test_access_by_form import CLOSED

# The pages of a quiet day: the own account, and lists with nothing on them.
QUIET = {
    "accounts:account", "accounts:approvals", "accounts:conduct", "accounts:enrol", "accounts:sessions", "cases:find",
    "cases:list", "home", "inbox", "mfa_index", "mfa_reauthenticate", "redress:take", "stay",
}  # fmt: skip
# What is written on a quiet day, by route (decision 0153): the search's rate, wrong answers, and what anybody may
# send who is not signed in. Everything else writes nothing at all.
WRITTEN = {
    "cases:find": {"cases_casesearchmade"},
    "mfa_reauthenticate": {"axes_accessattempt"},
    "mfa_reauthenticate_webauthn": {"axes_accessattempt"},
}
TOLD = {"cases:find": {"case.searched"}, "account_logout": {"session.signed_out"}, "leave": {"session.left"}}


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
    visitor = world.visitor(name, forced=True)
    for route in ROUTES:
        address = route.address(example(route, world, world.cases["own"].pk))
        answer = ask(visitor, "get", address)
        assert (route.name, answer.tables) == (route.name, set())
        if answer.status == 200:
            opened.add(route.name)
            body = answer.response.content.decode("utf-8", "replace").replace(address, "")
            shown += [(route.name, word) for word in words if word in body]
    assert opened - QUIET == set()
    assert shown == []


@pytest.fixture(scope="module")
def forced(world: World) -> World:
    """Everybody who sends a form, signed in under duress as well."""
    for name in world.cast.people:
        world.visitor(name, forced=True)
    return world


def is_somebodys(name: str) -> bool:
    """Whether it is sent by somebody who is signed in."""
    return bool(name not in CLOSED and (BY_NAME[name.partition(" ")[0]].permission or DEEDS[name].by))


SIGNED_IN = [one for one in FORMS if is_somebodys(one)]


@pytest.mark.parametrize("name", SIGNED_IN)
def test_no_form_changes_anything(forced: World, name: str) -> None:
    """Who may send it and is forced to: the form is as valid as without force, and nothing comes of it."""
    words = words_of(forced)
    with rehearsed(forced, name) as this:
        assert this.why_not() == ""
        doer = next(key for key, one in forced.cast.people.items() if one == this.visitor.person)
        answer = ask(forced.visitor(doer, forced=True), "post", this.address, this.sent)
    body = answer.response.content.decode("utf-8", "replace").replace(this.address, "")
    assert answer.tables == WRITTEN.get(this.route.name, set())
    assert set(answer.done) == TOLD.get(this.route.name, set())
    assert [one for one in words if one in body] == []
