"""What PostgreSQL shows a person is what `visible_to` gives: whatever the world looks like, in every table."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.db import transaction
from django.db.utils import ProgrammingError
from django.utils import timezone

from accounts import acting
from accounts.models import Duty, Membership
from accounts.permissions import Role
from cases.actions import grant_access
from cases.models import Case, CaseGrant, ConflictOfInterest, GrantKind, GrantReason, Person
from tests.cases.conftest import agree, open_for, save
from tests.rows.conftest import Ask
from vault import rows

HOUR = timedelta(hours=1)


@pytest.fixture
def world(people: Any) -> list[Case]:
    """Cases of three offices."""
    return [open_for(one) for one in (people.amina, people.amina, people.paola, people.samira)]


def _shuffle(random: Random, people: Any, world: list[Case]) -> list[Any]:
    """Other flags, grants, conflicts and roles; gives the people to look as."""
    offices = list(people.offices.values())
    staff = [people.amina, people.bruno, people.dana, people.emil, people.hala, people.farah, people.kofi]
    CaseGrant.objects.all().delete()
    ConflictOfInterest.objects.all().delete()
    for one in world:
        Case.objects.filter(pk=one.pk).update(
            restricted_case=random.random() < 0.4,
            office=random.choice(offices),
            erased_at=timezone.now() if random.random() < 0.1 else None,
        )
    for user in staff:
        Membership.objects.filter(user=user).delete()
        Duty.objects.filter(user=user).delete()
        for office in random.sample(offices, 2):
            since = (
                timezone.now() - random.choice((HOUR, 400 * HOUR)) + random.choice((timedelta(), 2 * HOUR))
            )
            role = random.choice((*Role, Role.SUPERVISOR, Role.CASEWORKER))
            Membership.objects.create(user=user, office=office, role=role, valid_from=since)
        for one in random.sample(world, 2):
            _grant(random, people, one, user, random.choice(offices))
            state = random.choice(("found", "confirmed", "cleared", None, None, None))
            if state:
                ConflictOfInterest.objects.create(
                    case=one, user=user, office=one.office, state=state, source="name"
                )
        user.is_active = random.random() < 0.9
        user.save(update_fields=["is_active"])
        user.forget_memberships()
    return staff


def _grant(random: Random, people: Any, case: Case, user: Any, office: Any) -> None:
    now = timezone.now()
    since, until = random.choice(
        ((now - HOUR, now + HOUR), (now - 2 * HOUR, now - HOUR), (now + HOUR, now + 2 * HOUR))
    )
    grant_access(
        case=case,
        user=user,
        given_by=people.vera,
        kind=random.choice(tuple(GrantKind)),
        reason=GrantReason.ASSIGNED,
        office=office,
        since=since,
        until=until,
    )


@pytest.mark.parametrize("seed", range(12))
def test_the_second_line_shows_what_the_first_shows(
    people: Any, world: list[Case], ask: Ask, seed: int
) -> None:
    for user in _shuffle(Random(seed), people, world):
        first = sorted(str(pk) for pk in Case.objects.visible_to(user).values_list("pk", flat=True))
        with acting.as_user(user):
            if acting.row_context_of(user) is None:
                assert first == []
                continue
            assert sorted(pk for (pk,) in ask("SELECT id::text FROM cases_case")) == first
            assert (
                sorted(str(pk) for pk in Case.objects.visible_to(user).values_list("pk", flat=True)) == first
            )
            people_seen = sorted(pk for (pk,) in ask("SELECT case_id::text FROM cases_personbiodata"))
            assert people_seen == first


STRANGERS = [
    "dana",
    "emil",
    "paola",
    "chidi",
    "farah",
    "goran",
    "hala",
    "ines",
    "jonas",
    "kofi",
    "lina",
    "nadia",
]


@pytest.fixture
def full(people: Any, case: Case) -> Case:
    """A case with rows in many tables."""
    agree(people.amina, case, "assistance", "share_provider")
    save(people.amina, case, "education", {"education_level": "primary"})
    return case


@pytest.mark.parametrize("name", STRANGERS)
def test_a_third_person_finds_nothing_in_any_table(
    people: Any, full: Case, ask: Ask, protected: Any, name: str
) -> None:
    with acting.as_user(getattr(people, name)):
        for table, column in protected:
            assert ask(f"SELECT 1 FROM {table} WHERE {column} = %s", [str(full.pk)]) == [], table
            assert ask(f"UPDATE {table} SET {column} = {column}") == 0, table


@pytest.mark.parametrize("name", ["dana", "kofi"])
def test_a_third_person_writes_no_row_into_a_case(people: Any, full: Case, ask: Ask, name: str) -> None:
    with acting.as_user(getattr(people, name)):
        for statement in (
            "INSERT INTO cases_person (id, case_id, code_name) VALUES (gen_random_uuid(), %s, 'x')",
            "INSERT INTO cases_sectiondraft SELECT gen_random_uuid(), '', 0, 'x', gen_random_uuid(), 0, now(), id, %s"
            " FROM accounts_user LIMIT 1",
        ):
            with pytest.raises(ProgrammingError):
                ask(statement, [str(full.pk)])


def test_her_own_row_is_not_pushed_into_another_case(people: Any, world: list[Case], ask: Ask) -> None:
    mine, hers = world[0], world[2]
    with acting.as_user(people.amina), pytest.raises(ProgrammingError, match="row-level security"):
        ask("UPDATE cases_personeducation SET case_id = %s WHERE case_id = %s", [str(hers.pk), str(mine.pk)])


GIVE = (
    "INSERT INTO cases_casegrant (permission_id, user_id, case_id, office_id, kind, valid_from, given_by_id, reason)"
    " SELECT permission_id, %s, case_id, office_id, 'owner', now(), %s, 'assigned' FROM ({}) g LIMIT 1"
)


def test_nobody_gives_herself_a_grant(people: Any, world: list[Case], ask: Ask) -> None:
    there = CaseGrant.objects.get(content_object=world[0])
    known = (
        f"SELECT {there.permission_id} AS permission_id, '{world[0].pk}'::uuid AS case_id,"
        f" '{there.office_id}'::uuid AS office_id"
    )
    for me, giver in ((people.dana, people.dana), (people.dana, people.bruno), (people.emil, people.emil)):
        with acting.as_user(me), pytest.raises(ProgrammingError, match="row-level security"):
            ask(GIVE.format(known), [str(me.pk), str(giver.pk)])
    # Not even the responsible worker in another's name.
    with acting.as_user(people.amina), pytest.raises(ProgrammingError, match="row-level security"):
        ask(GIVE.format(known), [str(people.dana.pk), str(people.bruno.pk)])


def test_a_grant_with_an_end_is_not_prolonged_by_its_holder(people: Any, case: Case, ask: Ask) -> None:
    until = timezone.now() + HOUR
    grant_access(
        case=case,
        user=people.dana,
        given_by=people.bruno,
        kind=GrantKind.COVER,
        reason=GrantReason.ABSENCE,
        until=until,
    )
    with acting.as_user(people.dana):
        assert ask("SELECT count(*) FROM cases_case") == [(1,)]
        longer = "UPDATE cases_casegrant SET valid_to = now() + interval '9 years' WHERE user_id = %s"
        assert ask(longer, [str(people.dana.pk)]) == 0
    assert CaseGrant.objects.get(user=people.dana).valid_to == until


def test_a_case_is_opened_under_the_rows_of_who_opens_it(people: Any, ask: Ask) -> None:
    with acting.as_user(people.amina):
        opened = open_for(people.amina)
        assert Person.objects.filter(case=opened).exists()
    with (
        acting.as_user(people.dana),
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
    ):
        # Somebody else's name on it, or another office, is refused.
        Case.objects.create(office=opened.office, registering_office=opened.office, owner=people.amina)


def test_a_restricted_case_leaves_the_office(people: Any, case: Case, ask: Ask) -> None:
    Case.objects.filter(pk=case.pk).update(restricted_case=True)
    with acting.as_user(people.bruno):
        assert ask("SELECT 1 FROM cases_case") == ask("SELECT 1 FROM cases_personbiodata") == []
    with acting.as_user(people.amina):
        assert ask("SELECT 1 FROM cases_case") == [(1,)]


def test_a_process_reads_and_writes_its_list_and_nothing_else(people: Any, case: Case, ask: Ask) -> None:
    with acting.by_rule("figures"):
        assert ask("SELECT count(*) FROM cases_case") == [(1,)]
        assert ask("SELECT count(*) FROM cases_searchcard") == [(0,)]
        assert ask("SELECT count(*) FROM cases_casegrant") == [(0,)]
        assert ask("UPDATE cases_case SET status = 'closed'") == 0
    with acting.by_rule("tidy_cases"):
        assert ask("SELECT count(*) FROM cases_personbiodata") == [(0,)]
        assert ask("DELETE FROM cases_case") == 0
    with pytest.raises(ProgrammingError, match="no such process"), rows.entered(rows.system("invented")):
        ask("SELECT 1")


def test_a_person_keeps_the_reach_of_now(people: Any, case: Case) -> None:
    """What a worker does for somebody asks again when it runs."""
    now = timezone.now()
    Membership.objects.filter(user=people.bruno).update(valid_from=now - HOUR, valid_to=now)
    people.bruno.forget_memberships()
    with acting.as_user(people.bruno):
        assert not Case.objects.exists()
