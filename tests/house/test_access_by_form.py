"""URL × person × own / same office / other office / restricted / in conflict / erased / random id: sending.

Every route that takes a form is sent a valid one: who may succeeds, and to everybody else the thing named in the
address is not there: the same answer as for the identifier of nothing, and nothing written. A new route joins by
itself; tests/house/deeds/ says what its form alone does not, and who may.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.urls import reverse

from cases.reference import new_reference
from tests.house.matrix_asking import Answer, ask, differ, told_apart
from tests.house.matrix_deeds import DEEDS, FORMS, Rehearsal, refused_because, rehearsed
from tests.house.matrix_routes import BY_NAME, TAKING, example, nothing
from tests.house.matrix_world import HIDDEN, ON_THE_OWN_CASE, World

# One person of each role, colleagues and strangers.
ASKED = (
    "amina", "bruno", "chidi", "dana", "emil", "farah", "goran", "hala", "ines", "jonas", "kofi", "lina", "nadia",
    "oskar", "paola", "petra", "vera", "wanda", "yusra",
)  # fmt: skip
REFUSED = {403, 404}
# Not met with a form here, each with what this test sees instead. Nothing is added without being seen.
CLOSED = {"demo:cast": 404}
NO_REFERENCE = new_reference()


def test_every_form_is_met(world: World) -> None:
    assert {name.partition(" ")[0] for name in FORMS} == {route.name for route in TAKING}
    assert DEEDS.keys() <= set(FORMS), "an entry of tests/house/deeds for a route that is gone"
    assert len(FORMS) > 100
    for name, status in CLOSED.items():
        route = BY_NAME[name]
        address = route.address(example(route, world, None))
        assert ask(world.visitor("amina"), "post", address).status == status, name


@pytest.mark.parametrize("name", [one for one in FORMS if one not in CLOSED])
def test_who_may_succeeds_and_to_others_it_is_not_there(world: World, name: str) -> None:
    with rehearsed(world, name) as this:
        assert this.why_not() == ""
        if this.route.permission is None:
            return
        may, knows = everybody(world, this)
        if this.route.names_something:
            assert may.keys() == who_may(world, this), f"who may (tests/house/deeds): {may}"
        assert knows.keys() == set(this.deed.knows.split()), (
            f"who is told why not (tests/house/deeds): {knows}"
        )
        if this.route.is_on_a_case:
            assert hidden_ones(world, this) == []
        if this.route.has("case_id") and this.route.names_a_row:
            assert of_another_case(world, this) == ""


def who_may(world: World, this: Rehearsal) -> set[str]:
    """Who the table says may: where it says nothing, who works on the own case and has the permission."""
    if this.deed.may is not None:
        return set(this.deed.may.split())
    return {one for one in ON_THE_OWN_CASE if world.cast.people[one].can(this.route.permission)}


def everybody(world: World, this: Rehearsal) -> tuple[dict[str, str], dict[str, str]]:
    """Who succeeds, and who can tell the thing from nothing and does not. Who does neither writes nothing."""
    may: dict[str, str] = {}
    knows: dict[str, str] = {}
    for name in ASKED:
        visitor, able = world.visitor(name), world.cast.people[name].can(this.route.permission)
        if able and not this.route.names_something:
            continue  # what there is to find out stands in no address
        answer = ask(visitor, "post", this.address, this.sent)
        if signed_out(answer):
            continue
        if answer.status not in REFUSED or answer.done or answer.tables:
            why_not = refused_because(this.deed, answer, [])
            (knows if why_not else may)[name] = f"{why_not} {answer.done} {answer.tables}"
        elif able and (difference := told_apart(answer, ask(visitor, "post", absent(this), this.sent))):
            # Who lacks the route's permission is refused before an identifier is read.
            knows[name] = difference
    return may, knows


def signed_out(answer: Answer) -> bool:
    """Whether the rehearsal itself ended the session of who asks."""
    return answer.response.headers.get("Location", "").startswith(f"{reverse('account_login')}?")


def absent(this: Rehearsal) -> str:
    """The same address with identifiers of nothing."""
    there, none = this.route.address(this.given), this.route.address(nothing(this.route, this.given))
    return this.address.replace(there, none)


def hidden_ones(world: World, this: Rehearsal) -> list[Any]:
    """Where the form, sent to a case that somebody must not know of, is answered otherwise than for none."""
    ids, found = world.ids(), []
    there = this.route.address(this.given)
    for name, states in HIDDEN.items():
        visitor = world.visitor(name)
        none = this.address.replace(there, this.route.address(example(this.route, world, ids["random"])))
        known = ask(visitor, "post", none, this.sent)
        for state in states if visitor.person.can(this.route.permission) else states[:1]:  # type: ignore[union-attr]  # signed in
            given = example(this.route, world, ids[state])
            address = this.address.replace(there, this.route.address(given))
            if difference := differ(visitor, "post", address, none, known, this.sent):
                found.append((name, state, difference))
    return found


def of_another_case(world: World, this: Rehearsal) -> str:
    """How the own case with a row of somebody else's case differs from the own case with a row of nothing."""
    mixed = example(this.route, world, world.cases["other office"].pk) | {"case_id": this.given["case_id"]}
    none = nothing(this.route, mixed) | {"case_id": this.given["case_id"]}
    return differ(this.visitor, "post", this.route.address(mixed), this.route.address(none), sent=this.sent)


# Forms that take the name of a case, the field for it, and from whom which cases are hidden there. An emergency
# opens cases of one's own office that one does not see otherwise.
NAMING_A_CASE = (
    ("cases:find", "reference", HIDDEN),
    ("cases:emergency", "wanted", {"amina": ("other office", "in conflict"), "emil": ("own", "same office", "restricted")}),
    ("redress:breach-person", "reference", {"farah": ("other office",)}),
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "field", "hidden"), NAMING_A_CASE, ids=[one for one, *_rest in NAMING_A_CASE]
)
def test_a_hidden_case_named_in_a_form_is_like_none(
    world: World, name: str, field: str, hidden: dict[str, tuple[str, ...]]
) -> None:
    with rehearsed(world, name) as this:
        for who, states in hidden.items():
            if not world.cast.people[who].can(this.route.permission):
                continue
            for state in (one for one in states if one in world.cases):
                typed = world.cases[state].reference
                answers = [
                    ask(world.visitor(who), "post", this.address, this.sent | {field: one})
                    for one in (typed, NO_REFERENCE)
                ]
                there, none = (
                    replace(one, body=one.body.replace(value, "TYPED"))
                    for one, value in zip(answers, (typed, NO_REFERENCE), strict=True)
                )
                assert there.status == 200 and told_apart(there, none) == "", (who, state)
