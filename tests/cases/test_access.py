"""Who sees which case, and who reads or writes what in it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.utils import timezone

from accounts.models import Membership
from accounts.permissions import Permission
from cases import access, actions
from cases.actions import grant_access
from cases.models import Case, CaseGrant, ConflictOfInterest, GrantKind, GrantReason
from tests.cases.conftest import open_for

pytestmark = pytest.mark.django_db
NOBODYS_BUSINESS = [
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


@pytest.mark.parametrize("name", ["amina", "bruno"])
def test_the_worker_and_the_supervisor_see_the_case(people, case, name):
    assert access.get_case_for(getattr(people, name), case.pk) == case


@pytest.mark.parametrize("name", NOBODYS_BUSINESS)
def test_for_everybody_else_it_does_not_exist(people, case, name):
    with pytest.raises(Http404):
        access.get_case_for(getattr(people, name), case.pk)
    assert not Case.objects.visible_to(getattr(people, name)).exists()


def test_a_supervisor_of_another_office_sees_her_own_cases_alone(people, case):
    other = open_for(people.paola)
    assert list(Case.objects.visible_to(people.emil)) == [other]


def test_a_restricted_case_is_seen_by_named_staff_alone(people, case):
    Case.objects.filter(pk=case.pk).update(restricted_case=True)
    assert access.get_case_for(people.amina, case.pk)
    with pytest.raises(Http404):
        access.get_case_for(people.bruno, case.pk)


def test_a_supervisor_named_on_a_restricted_case_sees_it(people, case):
    Case.objects.filter(pk=case.pk).update(restricted_case=True)
    give(people, case, people.bruno)
    assert access.get_case_for(people.bruno, case.pk)


def test_a_grant_shows_the_case(people, case):
    give(people, case, people.dana)
    assert access.get_case_for(people.dana, case.pk) == case


def test_a_grant_ends(people, case):
    give(people, case, people.dana)
    CaseGrant.objects.filter(user=people.dana).update(valid_to=timezone.now())
    with pytest.raises(Http404):
        access.get_case_for(people.dana, case.pk)


def test_a_grant_does_not_outlive_the_membership(people, case):
    now = timezone.now()
    Membership.objects.filter(user=people.amina).update(valid_from=now - timedelta(days=1), valid_to=now)
    people.amina.forget_memberships()
    with pytest.raises(Http404):
        access.get_case_for(people.amina, case.pk)


def test_seen_is_not_yet_allowed(people, case):
    give(people, case, people.hala)
    with pytest.raises(PermissionDenied):
        access.get_case_for(people.hala, case.pk, to=Permission.CASE_EDIT)


def test_a_health_worker_reads_names_but_writes_none(people, case):
    give(people, case, people.hala)
    assert "first_name" in access.readable_fields(people.hala, case, "biodata")
    assert "first_name" not in access.writable_fields(people.hala, case, "biodata")
    assert "ethnicity" not in access.readable_fields(people.hala, case, "biodata")


def test_a_caseworker_writes_every_class_of_the_section(people, case):
    assert {"first_name", "ethnicity", "sex", "phone"} <= access.writable_fields(
        people.amina, case, "biodata"
    )


def test_deleting_a_case_deletes_its_grants(people, case):
    case.delete()
    assert not CaseGrant.objects.exists()


def test_reach_is_one_query_and_uses_the_indexes(people, case, django_assert_num_queries):
    people.amina.memberships_now()
    with django_assert_num_queries(1):
        list(Case.objects.visible_to(people.amina).plain())
    people.bruno.memberships_now()
    with django_assert_num_queries(2):
        list(Case.objects.visible_to(people.bruno).plain())


def give(people, case, user):
    grant_access(
        case=case, user=user, given_by=people.bruno, kind=GrantKind.CO_WORKER, reason=GrantReason.ASSIGNED
    )


# --- the list and the single decision agree, whatever the world looks like ----------------------------------------

WORLD = [
    (kind, office, restricted, state)
    for kind in (None, *GrantKind)
    for office in ("harbour", "ponte")
    for restricted in (False, True)
    for state in (None, "found", "cleared")
    if kind or office == "harbour"
]


@pytest.mark.parametrize("permission", [Permission.CASE_VIEW, Permission.CASE_EDIT, Permission.IDENTITY_READ])
def test_lists_and_doors_decide_alike(people, case, permission):
    """`visible_to` is SQL, `decide` is Python: both come from accounts.policy and may never part."""
    watchers = [people.amina, people.bruno, people.dana, people.emil, people.goran, people.hala, people.farah]
    for kind, office, restricted, state in WORLD:
        Case.objects.filter(pk=case.pk).update(restricted_case=restricted)
        CaseGrant.objects.all().delete()
        ConflictOfInterest.objects.all().delete()
        for user in watchers:
            if kind:
                grant_access(
                    case=case, user=user, given_by=people.vera, kind=kind, reason=GrantReason.ASSIGNED,
                    office=people.offices[office], until=timezone.now() + timedelta(hours=1),
                )  # fmt: skip
            if state:
                ConflictOfInterest.objects.create(
                    case=case, user=user, office=case.office, state=state, source="name"
                )
        for user in watchers:
            fresh = Case.objects.get(pk=case.pk)
            decision = access.decide(user, permission, fresh)
            seen = Case.objects.visible_to(user).filter(pk=case.pk).exists()
            listed = Case.objects.visible_to(user, permission).filter(pk=case.pk).exists()
            world = (user.display_name, kind, office, restricted, state)
            assert seen == decision.seen, world
            assert listed == decision.allow, world


def assigned(people, case, kind, **more):
    given = {"kind": kind, "reason": GrantReason.ABSENCE, **more}
    return actions.assign_case(actor=people.bruno, case=case, user=people.dana, **given)


def test_standing_in_takes_nothing_from_who_works_on_the_case(people, case):
    next_week, after = timezone.now() + timedelta(days=7), timezone.now() + timedelta(days=14)
    assigned(people, case, GrantKind.CO_WORKER)
    with pytest.raises(ValidationError):
        assigned(people, case, GrantKind.COVER, since=next_week, until=after)
    assert access.get_case_for(people.dana, case.pk)


def test_more_of_an_access_that_ends_runs_on_from_now(people, case):
    next_week, after = timezone.now() + timedelta(days=7), timezone.now() + timedelta(days=14)
    assigned(people, case, GrantKind.CO_WORKER, until=next_week)
    grant = assigned(people, case, GrantKind.COVER, since=next_week, until=after)
    assert access.get_case_for(people.dana, case.pk)
    assert grant.valid_to == after and CaseGrant.objects.get(user=people.dana).kind == GrantKind.COVER
    with pytest.raises(ValidationError):
        assigned(people, case, GrantKind.COVER, until=next_week)


def test_standing_in_from_a_day_to_come_waits_for_it(people, case):
    next_week, after = timezone.now() + timedelta(days=7), timezone.now() + timedelta(days=14)
    assigned(people, case, GrantKind.COVER, since=next_week, until=after)
    with pytest.raises(Http404):
        access.get_case_for(people.dana, case.pk)


def test_a_case_is_never_without_a_worker_until_a_day_to_come(people, case):
    with pytest.raises(ValidationError):
        assigned(people, case, GrantKind.OWNER, since=timezone.now() + timedelta(days=7))
    assert access.get_case_for(people.amina, case.pk)
