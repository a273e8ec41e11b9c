"""Beginning anew after every factor was lost: two people, face to face or after a delay, also from another office."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from accounts import actions, approvals, factors, tasks
from accounts.models import Approval, Office, TotpSecret, User
from accounts.permissions import Role
from notifications.models import Outbox
from tests.cast import DEMONSTRATION_PASSWORD
from tests.people import SECRET

NEW = "seven quiet mornings by the lake"


def later(row: Approval, hours: int) -> None:
    """Let some hours pass since the decision."""
    with_triggers = Approval.objects.filter(pk=row.pk)
    with_triggers.update(expires_at=timezone.now() + timedelta(hours=hours))


def test_face_to_face_it_takes_effect_at_once(cast: SimpleNamespace, client_of: Any) -> None:
    first, second = client_of(cast.jonas), client_of(cast.bruno)
    first.post(f"/administration/staff/{cast.amina.pk}/reset/", {"identified": "on"})
    row = Approval.objects.get()
    assert first.post(f"/approvals/{row.pk}/approve/").status_code == 403
    assert factors.has_factor(cast.amina), "one alone resets nothing"
    second.post(f"/approvals/{row.pk}/approve/")
    assert not factors.has_factor(cast.amina)
    assert not User.objects.get(pk=cast.amina.pk).has_usable_password()
    assert Outbox.objects.filter(event="second_factor.reset", recipient=cast.amina).count() == 2
    assert second.get(f"/approvals/{row.pk}/link/").status_code == 404, "only who asked hands the link over"
    page = first.post(f"/approvals/{row.pk}/link/").content.decode()
    link = page.split("data-link>")[1].split("<")[0]
    answer = Client().post("/welcome/" + link.split("/welcome/")[1], {"password": NEW, "again": NEW})
    assert answer.headers["Location"] == "/account/enrol/"
    assert first.post(f"/approvals/{row.pk}/link/").status_code == 404, "nothing to hand over any more"


def test_not_seen_it_waits_and_the_person_is_told(cast: SimpleNamespace) -> None:
    row = actions.ask_reset(actor=cast.jonas, user=cast.amina)
    approvals.approve(actor=cast.bruno, approval=row)
    assert factors.has_factor(cast.amina)
    assert Outbox.objects.filter(event="second_factor.reset_approved", recipient=cast.amina).count() == 2
    tasks.reset_factors()
    assert factors.has_factor(cast.amina), "not before the delay is over"


def test_after_the_delay_it_takes_effect_once(cast: SimpleNamespace, monkeypatch: Any) -> None:
    row = actions.ask_reset(actor=cast.jonas, user=cast.amina)
    approvals.approve(actor=cast.bruno, approval=row)
    monkeypatch.setattr("accounts.actions.resets.takes_effect", lambda approval: timezone.now())
    tasks.reset_factors()
    assert not factors.has_factor(cast.amina)
    actions.enrol_totp(user=cast.amina, secret=SECRET)
    tasks.reset_factors()
    assert factors.has_factor(cast.amina)


def test_signing_in_with_a_factor_calls_it_off(cast: SimpleNamespace, monkeypatch: Any) -> None:
    row = actions.ask_reset(actor=cast.jonas, user=cast.amina)
    approvals.approve(actor=cast.bruno, approval=row)
    client = Client()
    client.post("/account/login/", {"login": cast.amina.email, "password": DEMONSTRATION_PASSWORD})
    TotpSecret.objects.filter(user=cast.amina).update(last_step=0)
    code = factors.code_at(SECRET, factors.step_now())
    assert client.post("/account/login/factor/", {"code": code}).status_code == 302
    assert client.get("/account/").status_code == 200
    monkeypatch.setattr("accounts.actions.resets.takes_effect", lambda approval: timezone.now())
    tasks.reset_factors()
    assert factors.has_factor(cast.amina)
    assert Outbox.objects.filter(event="approval.withdrawn", recipient=cast.jonas).exists()


def test_whoever_may_decide_calls_it_off(cast: SimpleNamespace, client_of: Any, monkeypatch: Any) -> None:
    row = actions.ask_reset(actor=cast.jonas, user=cast.amina)
    approvals.approve(actor=cast.bruno, approval=row)
    assert client_of(cast.dana).post(f"/approvals/{row.pk}/withdraw/").status_code == 404
    assert "Call it off" in client_of(cast.farah).get(f"/approvals/{row.pk}/").content.decode()
    client_of(cast.farah).post(f"/approvals/{row.pk}/withdraw/")
    monkeypatch.setattr("accounts.actions.resets.takes_effect", lambda approval: timezone.now())
    tasks.reset_factors()
    assert factors.has_factor(cast.amina)


@pytest.mark.parametrize("who", ["amina", "dana", "emil", "petra", "kofi", "rithy"])
def test_others_cannot_ask(cast: SimpleNamespace, client_of: Any, who: str) -> None:
    actor = getattr(cast, who)
    with pytest.raises((PermissionDenied, actions.NotYourself)):
        actions.ask_reset(actor=actor, user=cast.amina)
    answer = client_of(actor).post(f"/administration/staff/{cast.amina.pk}/reset/", {"identified": "on"})
    assert answer.status_code in (403, 404) and not Approval.objects.exists()


def alone_in_ceiba(cast: SimpleNamespace) -> User:
    """Tomas is the only one of Ceiba who may decide anything; his phone is gone."""
    return cast.tomas


def test_a_one_person_office_is_helped_by_its_organisation(cast: SimpleNamespace, client_of: Any) -> None:
    user = alone_in_ceiba(cast)
    sister = Office.objects.create(
        organisation=cast.ceiba.organisation,
        name="Ceiba Norte",
        code_name="Norte",
        country="GT",
        languages=["es"],
    )
    helpers = [
        actions.create_user(actor=None, email=f"{name}@wayhome.example", display_name=name)
        for name in ("Nora", "Otto")
    ]
    for helper in helpers:
        actions.give_role(actor=None, user=helper, office=sister, role=Role.SUPERVISOR)
        actions.enrol_totp(user=helper, secret=SECRET)
    Office.objects.filter(pk=cast.ceiba.pk).update(partner=cast.lotus)
    assert actions.helper_offices(cast.rithy, user) == [], "the organisation comes before the partner"
    nora, otto = (client_of(helper) for helper in helpers)
    assert "Tomas Ixim" in nora.get("/administration/way-back/").content.decode()
    assert "Tomas Ixim" not in client_of(cast.bruno).get("/administration/way-back/").content.decode()
    nora.post(f"/administration/staff/{user.pk}/reset/", {"identified": "on"})
    row = Approval.objects.get()
    assert row.office == sister and row.facts["away"]
    assert nora.post(f"/approvals/{row.pk}/approve/").status_code == 403
    assert client_of(cast.bruno).get(f"/approvals/{row.pk}/").status_code == 404
    otto.post(f"/approvals/{row.pk}/approve/")
    assert not factors.has_factor(user)
    assert "data-link" in nora.post(f"/approvals/{row.pk}/link/").content.decode()


def test_with_no_other_office_the_partner_helps(cast: SimpleNamespace) -> None:
    user = alone_in_ceiba(cast)
    with pytest.raises(PermissionDenied):
        actions.ask_reset(actor=cast.bruno, user=user)
    Office.objects.filter(pk=cast.ceiba.pk).update(partner=cast.harbour)
    row = actions.ask_reset(actor=cast.bruno, user=user, identified=True)
    for who in (cast.marta, cast.tomas, cast.bruno, cast.emil):
        with pytest.raises(approvals.NotForYou):
            approvals.approve(actor=who, approval=row)
    approvals.approve(actor=cast.vera, approval=row)
    assert not factors.has_factor(user)
    assert user.memberships.get().office == cast.ceiba, "helping opens nothing of the other office"


def test_where_somebody_is_left_at_home_nobody_else_helps(cast: SimpleNamespace) -> None:
    Office.objects.filter(pk=cast.harbour.pk).update(partner=cast.lotus)
    with pytest.raises(PermissionDenied):
        actions.ask_reset(actor=cast.rithy, user=cast.amina)
