"""Roles and duties upward take two people; what adds nothing takes one."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts import actions, approvals, upward
from accounts.actions.partners import ask_partner
from accounts.models import Approval, Membership, Office, User
from accounts.permissions import DUTY_PERMISSIONS, ROLE_PERMISSIONS, DutyCode, Role
from notifications.models import Outbox


def ask(cast: SimpleNamespace, user: User, role: Role, **more: Any) -> Membership | Approval:
    given = {"actor": cast.jonas, "office": cast.harbour, "reason": "new_tasks", **more}
    return actions.ask_role(user=user, role=role, **given)


def test_a_role_upward_waits_for_a_second_person(cast: SimpleNamespace) -> None:
    asked = ask(cast, cast.dana, Role.SUPERVISOR)
    assert isinstance(asked, Approval) and not cast.dana.has_role(Role.SUPERVISOR)
    approvals.approve(actor=cast.bruno, approval=asked)
    row = Membership.objects.get(user=cast.dana, role=Role.SUPERVISOR)
    assert (row.given_by, row.approved_by) == (cast.jonas, cast.bruno)
    assert Outbox.objects.filter(event="role.given", recipient=cast.dana).count() == 2


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.DATA_ANALYST,)])
def test_every_role_for_somebody_new_is_upward(cast: SimpleNamespace, role: Role) -> None:
    new = actions.create_user(actor=cast.jonas, email="new@wayhome.example", display_name="New Comer")
    assert isinstance(ask(cast, new, role), Approval) and not new.memberships.exists()


def test_downward_takes_one(cast: SimpleNamespace) -> None:
    assert isinstance(ask(cast, cast.bruno, Role.SHELTER_WORKER), Membership)


def test_a_role_for_longer_than_the_present_one_is_upward(cast: SimpleNamespace) -> None:
    now = timezone.now()
    row = cast.dana.memberships.get()
    Membership.objects.filter(pk=row.pk).update(valid_to=now + timedelta(days=2))
    cover = ask(cast, cast.dana, Role.CASEWORKER, valid_to=now + timedelta(days=1))
    assert isinstance(cover, Membership)
    assert isinstance(ask(cast, cast.dana, Role.CASEWORKER, valid_to=now + timedelta(days=3)), Approval)
    assert isinstance(ask(cast, cast.dana, Role.CASEWORKER), Approval)


def test_a_role_held_elsewhere_is_upward_here(cast: SimpleNamespace) -> None:
    actions.give_role(actor=None, user=cast.emil, office=cast.harbour, role=Role.DATA_ANALYST)
    assert isinstance(ask(cast, cast.emil, Role.SUPERVISOR), Approval)


def test_going_around_the_asking_is_refused(cast: SimpleNamespace) -> None:
    for second in (None, cast.jonas, cast.dana):
        with pytest.raises(actions.NeedsSecondPerson):
            actions.give_role(
                actor=cast.jonas, user=cast.dana, office=cast.harbour, role=Role.SUPERVISOR, second=second
            )
    with pytest.raises(actions.NeedsSecondPerson):
        actions.give_duty(actor=cast.jonas, user=cast.dana, office=cast.harbour, code=DutyCode.DUPLICATE_DESK)


def test_a_manager_cannot_lift_themselves_nor_somebody_of_another_office(cast: SimpleNamespace) -> None:
    with pytest.raises(actions.NotYourself):
        ask(cast, cast.jonas, Role.SUPERVISOR)
    for actor, user, office in (
        (cast.jonas, cast.emil, cast.harbour),
        (cast.jonas, cast.dana, cast.ponte),
        (cast.bruno, cast.dana, cast.harbour),
        (cast.petra, cast.dana, cast.ponte),
    ):
        with pytest.raises(PermissionDenied):
            ask(cast, user, Role.SUPERVISOR, actor=actor, office=office)


def test_neither_asker_nor_the_person_nor_outsiders_decide(cast: SimpleNamespace) -> None:
    asked = ask(cast, cast.vera, Role.USER_ADMINISTRATOR)
    assert isinstance(asked, Approval)
    for who in (cast.jonas, cast.vera, cast.dana, cast.emil, cast.petra, cast.kofi):
        with pytest.raises(approvals.NotForYou):
            approvals.approve(actor=who, approval=asked)
    assert {each.pk for each in approvals.deciders(asked)} == {cast.bruno.pk, cast.farah.pk}


def test_a_duty_that_adds_permissions_takes_two_and_one_that_adds_none_takes_one(
    cast: SimpleNamespace,
) -> None:
    given: dict[str, Any] = {
        "actor": cast.jonas,
        "user": cast.dana,
        "office": cast.harbour,
        "reason": "training",
    }
    assert not isinstance(actions.ask_duty(code=DutyCode.LEGAL_ADVISER, **given), Approval)
    asked = actions.ask_duty(code=DutyCode.DUPLICATE_DESK, **given)
    assert isinstance(asked, Approval)
    approvals.approve(actor=cast.vera, approval=asked)
    assert cast.dana.duties.get(code=DutyCode.DUPLICATE_DESK).approved_by == cast.vera


def test_every_duty_with_permissions_is_upward_for_who_lacks_them(cast: SimpleNamespace) -> None:
    now = timezone.now()
    for code, brings in DUTY_PERMISSIONS.items():
        lacks = bool(brings - ROLE_PERMISSIONS[Role.CASEWORKER])
        assert upward.is_upward(cast.dana, cast.harbour, code, now, None) == lacks, code


def test_an_office_without_a_second_person_asks_its_partner(cast: SimpleNamespace) -> None:
    ceiba = cast.ceiba
    actions.give_role(actor=None, user=cast.marta, office=ceiba, role=Role.USER_ADMINISTRATOR)
    actions.end_role(actor=None, membership=cast.tomas.memberships.get())
    new = actions.create_user(actor=cast.marta, email="new@wayhome.example", display_name="New Comer")
    cast.marta.forget_memberships()
    asked = ask(cast, new, Role.CASEWORKER, actor=cast.marta, office=ceiba)
    assert isinstance(asked, Approval) and approvals.deciders(asked) == []
    partner = ask_partner(actor=cast.marta, office=ceiba, partner=cast.lotus)
    with pytest.raises(approvals.NotForYou):
        approvals.approve(actor=cast.bruno, approval=partner)
    approvals.approve(actor=cast.rithy, approval=partner)
    assert Office.objects.get(pk=ceiba.pk).partner == cast.lotus
    asked.refresh_from_db()
    assert approvals.deciders(Approval.objects.get(pk=asked.pk)) == [cast.rithy]
    approvals.approve(actor=cast.rithy, approval=asked)
    assert new.memberships.get().approved_by == cast.rithy


def test_somebody_of_the_own_office_comes_before_the_partner(cast: SimpleNamespace) -> None:
    Office.objects.filter(pk=cast.harbour.pk).update(partner=cast.lotus)
    asked = ask(cast, cast.dana, Role.SUPERVISOR)
    assert isinstance(asked, Approval)
    with pytest.raises(approvals.NotForYou):
        approvals.approve(actor=cast.rithy, approval=asked)


def test_the_pages(cast: SimpleNamespace, client_of: Any) -> None:
    client = client_of(cast.jonas)
    base = f"/administration/staff/{cast.dana.pk}/"
    given = {"office": str(cast.harbour.pk), "role-role": "supervisor", "role-reason": "new_tasks"}
    client.post(f"{base}role/", given)
    assert "Give somebody a role" in client.get(base).content.decode()
    row = Approval.objects.get()
    second = client_of(cast.bruno)
    page = second.get(f"/approvals/{row.pk}/").content.decode()
    assert "Dana Petrenko" in page and "Reach every case of the office" in page
    second.post(f"/approvals/{row.pk}/approve/")
    assert User.objects.get(pk=cast.dana.pk).has_role(Role.SUPERVISOR)
    page = client.get(base).content.decode()
    assert "approved by" in page and "Given: Supervisor at Harbour Mission" in page
