"""Accounts end, and somebody looks every ninety days at who may do what."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts import actions, reminders, reviewing
from accounts.models import AccessReview, Membership, User
from notifications.models import Outbox


def given_long_ago(days: int = 91) -> None:
    Membership.objects.update(given_at=timezone.now() - timedelta(days=days))


def test_every_account_has_an_end(cast: SimpleNamespace) -> None:
    left = User.objects.get(pk=cast.amina.pk).valid_until - timezone.now()
    assert timedelta(days=364) < left <= timedelta(days=365)


def test_an_ended_account_is_out_until_it_is_extended(cast: SimpleNamespace, client_of: Any) -> None:
    client = client_of(cast.dana)
    User.objects.filter(pk=cast.dana.pk).update(valid_until=timezone.now())
    assert client.get("/").status_code == 302
    path = f"/administration/staff/{cast.dana.pk}/end/"
    last = timezone.localdate() + timedelta(days=100)
    assert client_of(cast.bruno).post(path, {"end-until": last}).status_code == 403
    assert client_of(cast.petra).post(path, {"end-until": last}).status_code == 404
    client_of(cast.jonas).post(path, {"end-until": last})
    assert User.objects.get(pk=cast.dana.pk).is_current


def test_nobody_extends_themselves_or_for_ever(cast: SimpleNamespace) -> None:
    today = timezone.localdate()
    with pytest.raises(actions.NotYourself):
        actions.extend(actor=cast.jonas, user=cast.jonas, until=today)
    for until in (today + timedelta(days=366), today - timedelta(days=1)):
        with pytest.raises(ValidationError):
            actions.extend(actor=cast.jonas, user=cast.dana, until=until)


def test_the_end_is_announced_once_a_step(cast: SimpleNamespace) -> None:
    User.objects.filter(pk=cast.dana.pk).update(valid_until=timezone.now() + timedelta(days=20))
    reminders.of_ending_accounts()
    reminders.of_ending_accounts()
    assert Outbox.objects.filter(event="staff.ends", recipient=cast.dana, channel="in_app").count() == 1
    assert (
        Outbox.objects.filter(event="staff.ends_there", recipient=cast.jonas, channel="in_app").count() == 1
    )
    User.objects.filter(pk=cast.dana.pk).update(valid_until=timezone.now() + timedelta(days=5))
    reminders.of_ending_accounts()
    assert Outbox.objects.filter(event="staff.ends", recipient=cast.dana, channel="in_app").count() == 2


def test_a_review_keeps_and_ends(cast: SimpleNamespace, client_of: Any) -> None:
    given_long_ago()
    client = client_of(cast.bruno)
    assert "overdue" in client.get("/administration/reviews/").content.decode()
    page = client.get(f"/administration/reviews/{cast.harbour.pk}/").content.decode()
    dana, ines, own = (user.memberships.get() for user in (cast.dana, cast.ines, cast.bruno))
    assert f"keep-{dana.pk}" in page and f"keep-{own.pk}" not in page
    given = {f"role-{dana.pk}": "keep", f"role-{ines.pk}": "end", f"role-{own.pk}": "keep"}
    client.post(f"/administration/reviews/{cast.harbour.pk}/", given)
    outcomes = dict(AccessReview.objects.values_list("membership", "outcome"))
    assert outcomes == {dana.pk: "confirmed", ines.pk: "ended"}
    assert not Membership.objects.valid().filter(pk=ines.pk).exists()
    overdue = [row.membership.user for row in reviewing.list_of(cast.harbour, cast.bruno) if row.is_overdue]
    assert cast.dana not in overdue and cast.amina in overdue


@pytest.mark.parametrize("who", ["amina", "farah", "kofi", "ines", "emil", "oskar"])
def test_others_review_nothing_here(cast: SimpleNamespace, client_of: Any, who: str) -> None:
    person, dana = getattr(cast, who), cast.dana.memberships.get()
    with pytest.raises(PermissionDenied):
        reviewing.review(actor=person, membership=dana, keep=False)
    client = client_of(person)
    path = f"/administration/reviews/{cast.harbour.pk}/"
    assert client.get(path).status_code in (403, 404)
    assert client.post(path, {f"role-{dana.pk}": "end"}).status_code in (403, 404)
    assert dana.is_valid and not AccessReview.objects.exists()


def test_nobody_reviews_themselves_and_a_partner_looks_at_the_last_one(cast: SimpleNamespace) -> None:
    tomas = cast.tomas.memberships.get()
    with pytest.raises(PermissionDenied):
        reviewing.review(actor=cast.tomas, membership=tomas, keep=True)
    cast.ceiba.partner = cast.lotus
    cast.ceiba.save(update_fields=["partner"])
    assert cast.ceiba in reviewing.offices_for(cast.rithy)
    rows = {row.membership.user: row.may_review for row in reviewing.list_of(cast.ceiba, cast.rithy)}
    assert rows == {cast.tomas: True, cast.marta: False}
    tomas.refresh_from_db()
    reviewing.review(actor=cast.rithy, membership=tomas, keep=True)


def test_late_reviews_are_told_weekly(cast: SimpleNamespace) -> None:
    assert reminders.of_overdue_reviews() == 0
    given_long_ago()
    reminders.of_overdue_reviews()
    reminders.of_overdue_reviews()
    rows = Outbox.objects.filter(event="access_review.overdue", channel="in_app")
    assert rows.filter(recipient=cast.bruno).count() == 1
    assert not rows.filter(recipient=cast.amina).exists()


def test_the_operator_opens_the_last_administrators_account(cast: SimpleNamespace) -> None:
    User.objects.filter(pk=cast.jonas.pk).update(valid_until=timezone.now(), is_active=False)
    call_command("open_account", cast.jonas.email)
    assert User.objects.get(pk=cast.jonas.pk).is_current
    for email in (cast.amina.email, cast.kofi.email, "nobody@wayhome.example"):
        with pytest.raises(CommandError):
            call_command("open_account", email)
