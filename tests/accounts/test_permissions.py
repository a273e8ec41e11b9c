"""The role table against the role matrix of the domain, narrowing, and the pure policy."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import actions, approvals
from accounts.models import Approval, Membership, OfficeRoleNarrowing
from accounts.permissions import (
    CASE_PERMISSIONS,
    DUTY_PERMISSIONS,
    EVERYONE,
    HEALTH_STANDS_IN,
    ROLE_PERMISSIONS,
    DutyCode,
    Permission,
    Role,
)

P = Permission
READ_WRITE, READ, NONE = (True, True), (True, False), (False, False)
# domain/tables/role_matrix.csv: class -> role -> (read, write); "heads only" is no reading of the class itself.
MATRIX = {
    (P.IDENTITY_READ, P.IDENTITY_WRITE): {
        Role.CASEWORKER: READ_WRITE, Role.SUPERVISOR: READ_WRITE, Role.SHELTER_WORKER: NONE, Role.HEALTH_WORKER: READ,
        Role.RECEIVING_DESK: READ, Role.DATA_ANALYST: NONE, Role.DATA_PROTECTION_OFFICER: NONE,
    },
    (P.HEALTH_READ, P.HEALTH_WRITE): {
        Role.CASEWORKER: NONE, Role.SUPERVISOR: NONE, Role.SHELTER_WORKER: NONE, Role.HEALTH_WORKER: READ_WRITE,
        Role.RECEIVING_DESK: READ, Role.DATA_ANALYST: NONE, Role.DATA_PROTECTION_OFFICER: NONE,
    },
    (P.RESTRICTED_READ, P.RESTRICTED_WRITE): {
        Role.CASEWORKER: READ_WRITE, Role.SUPERVISOR: READ_WRITE, Role.SHELTER_WORKER: NONE, Role.HEALTH_WORKER: NONE,
        Role.RECEIVING_DESK: READ, Role.DATA_ANALYST: NONE, Role.DATA_PROTECTION_OFFICER: NONE,
    },
    (P.CONFIDENTIAL_READ, P.CONFIDENTIAL_WRITE): {
        Role.CASEWORKER: READ_WRITE, Role.SUPERVISOR: READ_WRITE, Role.SHELTER_WORKER: NONE, Role.HEALTH_WORKER: READ,
        Role.RECEIVING_DESK: READ, Role.DATA_ANALYST: NONE, Role.DATA_PROTECTION_OFFICER: NONE,
    },
    (P.STATISTICAL_READ, P.STATISTICAL_WRITE): {
        Role.CASEWORKER: READ_WRITE, Role.SUPERVISOR: READ_WRITE, Role.SHELTER_WORKER: READ, Role.HEALTH_WORKER: READ,
        Role.RECEIVING_DESK: READ, Role.DATA_ANALYST: NONE, Role.DATA_PROTECTION_OFFICER: NONE,
    },
}  # fmt: skip


@pytest.mark.parametrize(
    ("pair", "role", "expected"),
    [(pair, role, cell) for pair, row in MATRIX.items() for role, cell in row.items()],
)
def test_the_table_follows_the_matrix(
    pair: tuple[Permission, Permission], role: Role, expected: tuple[bool, bool]
) -> None:
    held = ROLE_PERMISSIONS[role]
    assert (pair[0] in held, pair[1] in held) == expected


def test_administrators_hold_no_case_permission() -> None:
    for role in (Role.USER_ADMINISTRATOR, Role.SYSTEM_ADMINISTRATOR):
        assert not ROLE_PERMISSIONS[role] & CASE_PERMISSIONS
        assert not any(
            code.startswith(("case", "identity", "health", "restricted", "report"))
            for code in ROLE_PERMISSIONS[role]
        )


def test_every_role_is_in_the_table_and_every_permission_is_held_by_somebody() -> None:
    assert set(ROLE_PERMISSIONS) == set(Role)
    held = frozenset().union(*ROLE_PERMISSIONS.values(), *DUTY_PERMISSIONS.values(), HEALTH_STANDS_IN)
    assert held == set(Permission)


def test_only_who_manages_no_case_manages_staff() -> None:
    for role, held in ROLE_PERMISSIONS.items():
        assert not (P.STAFF_MANAGE in held and held & CASE_PERMISSIONS), role


def test_permissions_hold_at_their_office_only(cast: SimpleNamespace) -> None:
    assert cast.amina.can(P.CASE_VIEW) and cast.amina.can(P.CASE_VIEW, cast.harbour)
    assert not cast.amina.can(P.CASE_VIEW, cast.ponte)
    assert cast.amina.offices_with(P.CASE_VIEW) == [cast.harbour.pk]
    assert cast.emil.offices_with(P.CASE_OFFICE) == [cast.ponte.pk]


def test_asking_many_times_is_one_query(cast: SimpleNamespace) -> None:
    cast.amina.forget_memberships()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        for permission in Permission:
            cast.amina.can(permission)
            cast.amina.can(permission, cast.harbour)
            cast.amina.offices_with(permission)
    assert len(queries) == 1


def test_roles_count_between_their_days_only(cast: SimpleNamespace) -> None:
    now = timezone.now()
    actions.give_role(
        actor=None,
        user=cast.lina,
        office=cast.harbour,
        role=Role.CASEWORKER,
        valid_from=now + timedelta(days=1),
    )
    assert not cast.lina.can(P.CASE_VIEW, cast.harbour)
    Membership.objects.filter(user=cast.lina, office=cast.harbour).update(
        valid_from=now - timedelta(days=2), valid_to=now
    )
    cast.lina.forget_memberships()
    assert not cast.lina.can(P.CASE_VIEW, cast.harbour)
    Membership.objects.filter(user=cast.lina, office=cast.harbour).update(valid_to=now + timedelta(days=1))
    cast.lina.forget_memberships()
    assert cast.lina.can(P.CASE_VIEW, cast.harbour)


def test_suspended_and_expired_people_may_nothing(cast: SimpleNamespace) -> None:
    actions.suspend(actor=None, user=cast.amina)
    assert (
        not cast.amina.can(P.CASE_VIEW)
        and not cast.amina.can(P.HOME_VIEW)
        and not cast.amina.offices_with(P.CASE_VIEW)
    )
    cast.bruno.valid_until = timezone.now()
    assert not cast.bruno.can(P.HOME_VIEW)


def test_without_a_role_one_may_sign_out_and_little_else(cast: SimpleNamespace) -> None:
    nobody = actions.create_user(actor=None, email="none@wayhome.example", display_name="None")
    assert {permission for permission in Permission if nobody.can(permission)} == EVERYONE


def test_an_office_narrows_a_role_for_itself(cast: SimpleNamespace) -> None:
    actions.narrow_role(actor=cast.jonas, office=cast.harbour, role=Role.CASEWORKER, permission=P.CASE_OPEN)
    cast.amina.forget_memberships()
    assert not cast.amina.can(P.CASE_OPEN) and cast.amina.can(P.CASE_VIEW)
    assert cast.lina.can(P.CASE_OPEN)


def test_an_office_cannot_widen_a_role(cast: SimpleNamespace) -> None:
    """Naming what a role does not hold adds nothing, and is refused."""
    with pytest.raises(ValidationError):
        actions.narrow_role(
            actor=cast.jonas, office=cast.harbour, role=Role.DATA_ANALYST, permission=P.CASE_VIEW
        )
    cast.ines.forget_memberships()
    assert cast.ines.permissions_anywhere() == ROLE_PERMISSIONS[Role.DATA_ANALYST]


@pytest.mark.parametrize(
    ("role", "permission"),
    [
        (Role.DATA_PROTECTION_OFFICER, P.AUDIT_ALL),
        (Role.USER_ADMINISTRATOR, P.STAFF_MANAGE),
        (Role.SUPERVISOR, P.BREAK_GLASS_REVIEW),
        (Role.CASEWORKER, P.STAFF_SUSPEND),
        (Role.CASEWORKER, P.OWN_ACCOUNT),
    ],
)
def test_oversight_cannot_be_taken_away(cast: SimpleNamespace, role: Role, permission: Permission) -> None:
    with pytest.raises(ValidationError):
        actions.narrow_role(actor=cast.jonas, office=cast.harbour, role=role, permission=permission)


def test_an_administrator_narrows_on_a_page_and_two_give_back(
    cast: SimpleNamespace, client_of: Callable[..., Client]
) -> None:
    address = f"/administration/offices/{cast.harbour.pk}/roles/"
    client = client_of(cast.jonas)
    assert client.post(f"{address}?role=caseworker", {"permission": "health_read"}).status_code == 200
    assert client.post(f"{address}?role=caseworker", {"permission": "identity_read"}).status_code == 302
    cast.amina.forget_memberships()
    assert not cast.amina.can(P.IDENTITY_READ) and cast.lina.can(P.IDENTITY_READ)
    row = OfficeRoleNarrowing.objects.get()
    assert "Read identifying data" in client.get(address).content.decode()
    answer = client.post(f"{address}back/", {"narrowing": str(row.pk), "reason": "needed"})
    assert answer.status_code == 302 and OfficeRoleNarrowing.objects.exists()
    asked = Approval.objects.get(kind="narrowing_end")
    with pytest.raises(PermissionDenied):
        approvals.approve(actor=cast.jonas, approval=asked)
    approvals.approve(actor=cast.bruno, approval=asked)
    assert not OfficeRoleNarrowing.objects.exists()
    cast.amina.forget_memberships()
    assert cast.amina.can(P.IDENTITY_READ)


@pytest.mark.parametrize("name", ["petra", "bruno", "amina", "kofi"])
def test_only_the_offices_own_administrator_narrows(
    cast: SimpleNamespace, client_of: Callable[..., Client], name: str
) -> None:
    address = f"/administration/offices/{cast.harbour.pk}/roles/"
    client = client_of(getattr(cast, name))
    assert client.get(address).status_code == (404 if name == "petra" else 403)
    assert client.post(f"{address}?role=caseworker", {"permission": "case_open"}).status_code in {403, 404}


def test_caseworkers_stand_in_where_there_is_no_health_worker(cast: SimpleNamespace) -> None:
    assert not cast.amina.can(P.HEALTH_WRITE) and cast.amina.can(P.HEALTH_HEADS)
    assert cast.lina.can(P.HEALTH_WRITE)
    assert not cast.rithy.can(P.HEALTH_READ)


def test_duties_stand_beside_a_role(cast: SimpleNamespace) -> None:
    duty = actions.give_duty(actor=None, user=cast.amina, office=cast.harbour, code=DutyCode.DUPLICATE_DESK)
    assert cast.amina.has_duty(DutyCode.DUPLICATE_DESK, cast.harbour)
    actions.end_duty(actor=cast.jonas, duty=duty)
    assert not cast.amina.has_duty(DutyCode.DUPLICATE_DESK)


def test_nobody_grants_themselves(cast: SimpleNamespace) -> None:
    with pytest.raises(ValidationError):
        actions.give_role(actor=cast.jonas, user=cast.jonas, office=cast.harbour, role=Role.SUPERVISOR)
    with pytest.raises(ValidationError):
        actions.give_duty(actor=cast.jonas, user=cast.jonas, office=cast.harbour, code=DutyCode.FUND_MANAGER)
    with pytest.raises(ValidationError):
        actions.invite(actor=cast.jonas, user=cast.jonas, office=cast.harbour)


@pytest.mark.parametrize("who", ["amina", "bruno", "kofi", "farah", "emil"])
def test_only_user_administrators_of_the_office_give_roles(cast: SimpleNamespace, who: str) -> None:
    with pytest.raises(PermissionDenied):
        actions.give_role(actor=getattr(cast, who), user=cast.dana, office=cast.harbour, role=Role.SUPERVISOR)


def test_a_user_administrator_gives_roles_at_the_own_office_only(cast: SimpleNamespace) -> None:
    with pytest.raises(PermissionDenied):
        actions.give_role(actor=cast.jonas, user=cast.dana, office=cast.ponte, role=Role.SUPERVISOR)
