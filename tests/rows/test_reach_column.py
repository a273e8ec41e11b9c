"""The column by which rows are reached: always the case's own, and nobody's to set."""

from __future__ import annotations

import os
import time
from contextlib import closing
from random import Random
from threading import Thread
from typing import Any

import psycopg2
import pytest
from django.db.utils import ProgrammingError

from accounts import acting
from accounts.models import Office
from accounts.policy import GRANT_ALLOWS
from cases.actions import grant_access
from cases.models import Case, CaseGrant, ConflictOfInterest, GrantKind, GrantReason
from tests.cases.conftest import agree, open_for
from tests.rows.conftest import Ask
from tests.rows.test_context import _enter, _signed
from tests.rows.test_reach import HOUR, _shuffle
from tests.services import TESTS

NOBODYS = "00000000-0000-0000-0000-000000000000"
RULE = (
    "SELECT c.id::text FROM cases_case c WHERE c.reach <> CASE WHEN c.restricted_case OR c.erased_at IS NOT NULL"
    " OR EXISTS (SELECT FROM cases_conflictofinterest x WHERE x.case_id = c.id AND x.state IN ('found', 'confirmed'))"
    f" THEN '{NOBODYS}' ELSE c.office_id END"
)
INSERT = (
    "INSERT INTO cases_casegrant (permission_id, user_id, case_id, office_id, kind, valid_from, given_by_id, reason)"
    " SELECT p.id, u.id, c.id, c.office_id, 'co_worker', now(), u.id, 'assigned' FROM cases_case c,"
    " (SELECT id FROM accounts_user a WHERE id NOT IN (SELECT user_id FROM cases_casegrant) LIMIT 1) u,"
    " auth_permission p WHERE p.codename = 'work_on_case' AND c.id = %s"
)


@pytest.fixture
def carrying(ask: Ask) -> list[str]:
    """Every table whose rows carry the reach of their case."""
    return [
        name
        for (name,) in ask(
            "SELECT conrelid::regclass::text FROM pg_constraint"
            " WHERE conname = 'row_reach_held' AND contype = 'f' AND NOT condeferrable"
        )
    ]


def _apart(ask: Ask, carrying: list[str]) -> list[str]:
    """What says another reach than it should."""
    found = [f"cases_case {one}" for (one,) in ask(RULE)]
    for table in carrying:
        wrong = (
            f"SELECT t.id::text FROM {table} t JOIN cases_case c ON c.id = t.case_id WHERE t.reach <> c.reach"
        )
        found += [f"{table} {one}" for (one,) in ask(wrong)]
    return found


def test_every_table_with_a_column_for_the_case_carries_it(ask: Ask, carrying: list[str]) -> None:
    listed = ask("SELECT table_name FROM row_security_table WHERE case_column = 'case_id'")
    assert sorted(carrying) == sorted(name for (name,) in listed)


@pytest.mark.parametrize("seed", range(4))
def test_it_follows_the_case_whatever_happens(people: Any, ask: Ask, carrying: list[str], seed: int) -> None:
    random = Random(seed)
    world = [open_for(one) for one in (people.amina, people.amina, people.paola, people.samira)]
    agree(people.amina, world[0], "assistance", "share_provider")
    for turn in range(3):
        _shuffle(random, people, world)
        ask(INSERT, [str(world[turn].pk)])
        assert _apart(ask, carrying) == []
        for conflict in ConflictOfInterest.objects.all():
            conflict.state = random.choice(("found", "confirmed", "cleared"))
            conflict.save(update_fields=["state"])
        assert _apart(ask, carrying) == []


def test_an_open_conflict_takes_the_case_off_the_office_and_gives_it_back(
    people: Any, case: Case, ask: Ask
) -> None:
    def seen(user: Any) -> Any:
        with acting.as_user(user):
            return ask("SELECT count(*) FROM cases_personbiodata")[0][0]

    there = "SELECT count(DISTINCT reach), max(reach::text) FROM cases_personbiodata"
    assert ask(there) == [(1, str(case.office_id))]
    conflict = ConflictOfInterest.objects.create(
        case=case, user=people.bruno, office=case.office, state="found", source="name"
    )
    assert ask(there) == [(1, NOBODYS)]
    # It is no conflict of hers: by the office and by name the others see the case as before.
    assert (seen(people.bruno), seen(people.vera), seen(people.amina)) == (0, 1, 1)
    ConflictOfInterest.objects.filter(pk=conflict.pk).update(state="cleared")
    assert (seen(people.bruno), seen(people.vera)) == (1, 1)
    ConflictOfInterest.objects.filter(pk=conflict.pk).update(state="confirmed")
    assert seen(people.bruno) == 0
    conflict.delete()
    assert ask(there) == [(1, str(case.office_id))]
    assert seen(people.bruno) == 1


def test_nobody_sets_it(people: Any, case: Case, ask: Ask) -> None:
    elsewhere = Office.objects.exclude(pk=case.office_id).first()
    given = [str(elsewhere.pk)]
    with acting.as_user(people.amina):
        for table in ("cases_case", "cases_person", "cases_personbiodata"):
            assert ask(f"UPDATE {table} SET reach = %s", given) == 1
            assert ask(f"SELECT reach::text FROM {table}") == [(str(case.office_id),)]
        assert ask("SET CONSTRAINTS ALL DEFERRED; UPDATE cases_person SET reach = %s", given) == 1
        assert ask("SELECT reach::text FROM cases_person") == [(str(case.office_id),)]
        # Whoever brings it along is not asked either.
        with pytest.raises(ProgrammingError, match="row-level security"):
            ask(
                "INSERT INTO cases_person (id, case_id, code_name, reach) VALUES (gen_random_uuid(), %s, 'x', %s)",
                [NOBODYS, str(case.office_id)],
            )


READERS = sorted({GrantKind.RECIPIENT, GrantKind.BREAK_GLASS})


def test_kinds_that_only_read_are_those_of_the_policy() -> None:
    """The functions of the database name them; the table of accounts/policy.py is where they come from."""
    writing = {
        kind
        for kind, allowed in GRANT_ALLOWS.items()
        if any(code.value.endswith("_write") or code.value == "case_edit" for code in allowed)
    }
    assert set(GRANT_ALLOWS) - writing == {*READERS, GrantKind.LOCATION}


@pytest.mark.parametrize("kind", READERS)
def test_who_may_only_read_writes_nothing_into_the_case(people: Any, case: Case, ask: Ask, kind: str) -> None:
    grant_access(
        case=case,
        user=people.dana,
        given_by=people.bruno,
        kind=kind,
        reason=GrantReason.ASSIGNED,
        until=CaseGrant.objects.get(user=people.amina).valid_from + HOUR,
    )
    with acting.as_user(people.dana):
        assert ask("SELECT count(*) FROM cases_personbiodata") == [(1,)]
        for table in ("cases_case", "cases_person", "cases_personbiodata", "cases_consentrecord"):
            assert ask(f"UPDATE {table} SET reach = reach") == 0, table
            assert ask(f"DELETE FROM {table}") == 0, table
        with pytest.raises(ProgrammingError, match="row-level security"):
            ask(
                "INSERT INTO cases_person (id, case_id, code_name) VALUES (gen_random_uuid(), %s, 'x')",
                [str(case.pk)],
            )
        given = (
            "INSERT INTO cases_casegrant (permission_id, user_id, case_id, office_id, kind, valid_from, given_by_id,"
            " reason) SELECT permission_id, %s, case_id, office_id, 'owner', now(), %s, 'assigned' FROM cases_casegrant"
        )
        with pytest.raises(ProgrammingError, match="row-level security"):
            ask(given, [str(people.emil.pk), str(people.dana.pk)])


@pytest.mark.parametrize("first", ["restricting", "writing"])
def test_a_row_written_while_its_case_is_restricted_follows_it(
    live_db: str, people: Any, case: Case, first: str
) -> None:
    """Whoever comes second waits; neither is refused, and nothing is left open."""
    number = str(case.pk)
    claims = f"s={TESTS};e={int(time.time()) + 60}"
    restrict = "UPDATE cases_case SET restricted_case = true WHERE id = %s"
    steps = [(restrict, [number]), (INSERT, [number])]
    if first == "writing":
        steps.reverse()
    with (
        closing(psycopg2.connect(os.environ["DATABASE_URL"])) as one,
        closing(psycopg2.connect(os.environ["DATABASE_URL"])) as other,
    ):
        for link in (one, other):
            _enter(link, _signed(link, claims))
        with one.cursor() as cursor:
            cursor.execute(*steps[0])

        def second() -> None:
            with other.cursor() as cursor:
                cursor.execute(*steps[1])
            other.commit()

        waiting = Thread(target=second)
        waiting.start()
        waiting.join(0.5)
        assert waiting.is_alive(), "the second did not wait for the first"
        one.commit()
        waiting.join(10)
        assert not waiting.is_alive()
        with one.cursor() as cursor:
            _enter(one, _signed(one, claims))
            cursor.execute("SELECT DISTINCT reach::text FROM cases_casegrant WHERE case_id = %s", [number])
            assert cursor.fetchall() == [(NOBODYS,)]
