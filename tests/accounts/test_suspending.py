"""A colleague shuts an account at once; staff managers open it again."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts import actions, approvals
from accounts.models import Approval, Suspension, User
from accounts.permissions import Role
from notifications.models import Outbox


def test_a_colleague_suspends_and_the_sessions_end(cast: SimpleNamespace, client_of: Any) -> None:
    shut = client_of(cast.bruno)
    client = client_of(cast.dana)
    assert "Bruno Keller" in client.get("/colleagues/").content.decode()
    path = f"/colleagues/{cast.bruno.pk}/suspend/"
    assert client.post(path, {}).status_code == 200 and User.objects.get(pk=cast.bruno.pk).is_active
    assert client.post(path, {"reason": "stolen"}).status_code == 302
    assert shut.get("/").status_code == 302, "the session is over"
    row = Suspension.objects.get()
    assert (row.user, row.suspended_by, row.reason) == (cast.bruno, cast.dana, "stolen")
    told = set(Outbox.objects.filter(event="staff.suspended").values_list("recipient", flat=True))
    assert told == {cast.jonas.pk, cast.vera.pk, cast.farah.pk}
    assert Outbox.objects.filter(event="staff.suspended_you", recipient=cast.bruno).exists()


def test_what_they_asked_for_is_withdrawn(cast: SimpleNamespace) -> None:
    asked = actions.ask_role(
        actor=cast.jonas, user=cast.dana, office=cast.harbour, role=Role.SUPERVISOR, reason="new_tasks"
    )
    assert isinstance(asked, Approval)
    actions.suspend(actor=cast.amina, user=cast.jonas, reason="stolen")
    asked.refresh_from_db()
    assert asked.state == "withdrawn"
    with pytest.raises(approvals.DecisionOver):
        approvals.approve(actor=cast.bruno, approval=asked)


@pytest.mark.parametrize("who", ["emil", "petra", "samira", "oskar", "wanda"])
def test_nobody_of_another_office(cast: SimpleNamespace, client_of: Any, who: str) -> None:
    actor = getattr(cast, who)
    with pytest.raises(PermissionDenied):
        actions.suspend(actor=actor, user=cast.bruno, reason="stolen")
    client = client_of(actor)
    assert client.post(f"/colleagues/{cast.bruno.pk}/suspend/", {"reason": "stolen"}).status_code == 404
    assert "Bruno Keller" not in client.get("/colleagues/").content.decode()
    assert User.objects.get(pk=cast.bruno.pk).is_active


def test_not_oneself_not_twice_and_not_without_a_reason(cast: SimpleNamespace) -> None:
    for user, reason in ((cast.amina, "stolen"), (cast.bruno, "because I can")):
        with pytest.raises(ValidationError):
            actions.suspend(actor=cast.amina, user=user, reason=reason)
    actions.suspend(actor=cast.amina, user=cast.bruno, reason="stolen")
    with pytest.raises(ValidationError):
        actions.suspend(actor=cast.dana, user=cast.bruno, reason="stolen")


def test_who_suspends_too_many_is_stopped(cast: SimpleNamespace) -> None:
    for user in (cast.bruno, cast.vera, cast.dana):
        actions.suspend(actor=cast.amina, user=user, reason="stolen")
    with pytest.raises(actions.TooManySuspensions):
        actions.suspend(actor=cast.amina, user=cast.hala, reason="stolen")
    assert User.objects.get(pk=cast.hala.pk).is_active
    assert Outbox.objects.filter(event="staff.suspended_many", recipient=cast.jonas).exists()
    actions.suspend(actor=cast.jonas, user=cast.hala, reason="stolen")
    actions.suspend(actor=cast.jonas, user=cast.ines, reason="stolen")


def test_the_administrator_lets_in_again_and_nobody_else(cast: SimpleNamespace, client_of: Any) -> None:
    actions.suspend(actor=cast.amina, user=cast.bruno, reason="stolen")
    path = f"/administration/staff/{cast.bruno.pk}/reinstate/"
    row = Suspension.objects.get()
    for who, status in (("amina", 403), ("vera", 403), ("farah", 403), ("petra", 404)):
        assert client_of(getattr(cast, who)).post(path).status_code == status, who
    assert not User.objects.get(pk=cast.bruno.pk).is_active
    assert (
        "Let in again" not in client_of(cast.amina).get(f"/colleagues/suspension/{row.pk}/").content.decode()
    )
    client = client_of(cast.jonas)
    assert "Let in again" in client.get(f"/colleagues/suspension/{row.pk}/").content.decode()
    client.post(path)
    row.refresh_from_db()
    assert User.objects.get(pk=cast.bruno.pk).is_active and row.lifted_by == cast.jonas
    assert client_of(cast.emil).get(f"/colleagues/suspension/{row.pk}/").status_code == 404


def test_the_last_administrator_does_not_lift_themselves(cast: SimpleNamespace) -> None:
    actions.suspend(actor=cast.amina, user=cast.jonas, reason="stolen")
    cast.jonas.refresh_from_db()
    with pytest.raises((PermissionDenied, actions.NotYourself)):
        actions.reinstate(actor=cast.jonas, user=cast.jonas)
    with pytest.raises(PermissionDenied):
        actions.reinstate(actor=cast.petra, user=cast.jonas)
    cast.harbour.partner = cast.ponte
    cast.harbour.save(update_fields=["partner"])
    actions.reinstate(actor=cast.petra, user=cast.jonas)
    assert User.objects.get(pk=cast.jonas.pk).is_active


def test_letting_in_again_does_not_lengthen_the_account(cast: SimpleNamespace) -> None:
    ended = timezone.now() - timedelta(days=1)
    User.objects.filter(pk=cast.bruno.pk).update(valid_until=ended)
    actions.suspend(actor=cast.amina, user=cast.bruno, reason="left")
    actions.reinstate(actor=cast.jonas, user=cast.bruno)
    assert User.objects.get(pk=cast.bruno.pk).valid_until == ended
