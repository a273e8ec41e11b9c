"""A lockdown of an office closes its cases to everybody: by grant, by office, in SQL, in lists and at the duplicate desk."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.http import Http404

from accounts import acting
from accounts import actions as staff
from accounts.models import LockdownReason, Office
from cases import access
from cases.actions.granting import grant_access
from cases.finding import duplicates
from cases.models import Case, DuplicatePair, GrantKind, GrantReason
from tests.cases.pages.conftest import new_case


@pytest.fixture
def shared(cast: SimpleNamespace) -> Case:
    """A case of Harbour that Paola of Ponte works on by name."""
    case = new_case(cast.amina)
    given = {"kind": GrantKind.CO_WORKER, "reason": GrantReason.SPECIAL_SKILL, "office": cast.ponte}
    grant_access(case=case, user=cast.paola, given_by=cast.bruno, **given)
    return case


def sees(person: Any, case: Case) -> tuple[bool, bool, bool]:
    """By the queryset, by the policy, and in SQL without any condition of ours."""
    person.forget_memberships()
    fresh = Case.objects.get(pk=case.pk)
    with acting.as_user(person):
        in_sql = Case.objects.plain().filter(pk=case.pk).exists()
    return (
        Case.objects.plain().visible_to(person).filter(pk=case.pk).exists(),
        access.decide(person, access.Permission.CASE_VIEW, fresh).seen,
        in_sql,
    )


EVERY_WAY, NO_WAY = (True, True, True), (False, False, False)


def lock(cast: SimpleNamespace, office: Office | None) -> Any:
    return staff.lock_down(actor=cast.bruno, office=office, reason=LockdownReason.RAID)


def test_staff_of_other_offices_lose_its_cases_until_it_is_reopened(
    cast: SimpleNamespace, shared: Case
) -> None:
    assert sees(cast.paola, shared) == EVERY_WAY
    row = lock(cast, cast.harbour)
    assert sees(cast.paola, shared) == NO_WAY
    assert sees(cast.amina, shared) == sees(cast.bruno, shared) == NO_WAY
    with pytest.raises(Http404):
        access.get_case_for(cast.paola, shared.pk)
    for voter in (cast.bruno, cast.vera):
        staff.confirm_reopening(actor=voter, lockdown=row)
    assert sees(cast.paola, shared) == sees(cast.amina, shared) == EVERY_WAY


def test_cases_of_other_offices_stay_open(cast: SimpleNamespace, shared: Case) -> None:
    own = new_case(cast.paola)
    lock(cast, cast.harbour)
    assert sees(cast.paola, own) == EVERY_WAY


def test_a_page_that_is_open_answers_nothing_more(
    cast: SimpleNamespace, shared: Case, client_of: Any
) -> None:
    client = client_of(cast.paola)
    address = f"/cases/{shared.pk}/"
    assert client.get(address).status_code == 200
    lock(cast, cast.harbour)
    assert client.get(address).status_code == 404
    assert shared.reference not in client.get("/cases/").text


def test_a_grant_under_an_office_that_is_locked_gives_nothing_either(
    cast: SimpleNamespace, shared: Case
) -> None:
    staff.lock_down(actor=cast.emil, office=cast.ponte, reason=LockdownReason.RAID)
    assert sees(cast.paola, shared) == NO_WAY
    assert sees(cast.amina, shared) == EVERY_WAY


def test_the_duplicate_desk_compares_nothing_of_it(cast: SimpleNamespace, shared: Case) -> None:
    other = new_case(cast.paola)
    first, second = sorted((shared, other), key=lambda one: one.pk)
    DuplicatePair(first=first, second=second).save()
    staff.give_duty(actor=None, user=cast.emil, office=cast.ponte, code="duplicate_desk")
    with duplicates.rows_for(cast.emil):
        assert duplicates.pairs_for(cast.emil).count() == 1
    lock(cast, cast.harbour)
    with duplicates.rows_for(cast.emil):
        assert duplicates.pairs_for(cast.emil).count() == 0
