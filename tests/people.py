"""Fixtures for people: the cast with their offices, and clients signed in as one of them."""

from __future__ import annotations

import copy
import functools
import time
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.utils import timezone

from accounts import actions
from accounts.models import Duty, Membership, Office, Organisation, User
from accounts.passwords import normal
from tests.cast import DEMONSTRATION_PASSWORD, OFFICES, PEOPLE
from tests.replay import Once

# Base 32; everybody's secret in tests.
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@functools.cache
def password_hash() -> str:
    """The demonstration password, hashed once a run."""
    return make_password(normal(DEMONSTRATION_PASSWORD))


def make_offices() -> dict[str, Office]:
    """The offices of the cast, by key."""
    owners = {
        spec.organisation: Organisation(
            name=spec.organisation, kind=spec.organisation_kind, country=spec.country
        )
        for spec in OFFICES
    }
    Organisation.objects.bulk_create(owners.values())
    offices = {
        spec.key: Office(
            organisation=owners[spec.organisation],
            name=spec.name,
            code_name=spec.code_name,
            country=spec.country,
            time_zone=spec.zone,
            languages=list(spec.languages),
            weekend_days=list(spec.weekend),
        )
        for spec in OFFICES
    }
    Office.objects.bulk_create(offices.values())
    return offices


def make_people(offices: dict[str, Office]) -> dict[str, User]:
    """The people of the cast, by key, with their roles and duties."""
    users = {
        spec.key: User(
            email=spec.email,
            display_name=spec.display_name,
            language=spec.language,
            password=password_hash(),
            is_demonstration=True,
            conduct_due_since=None,
        )
        for spec in PEOPLE
    }
    User.objects.bulk_create(users.values())
    since = timezone.now() - timedelta(days=400)
    Membership.objects.bulk_create(
        Membership(user=users[spec.key], office=offices[spec.office], role=spec.role, valid_from=since)
        for spec in PEOPLE
    )
    Duty.objects.bulk_create(
        Duty(user=users[spec.key], office=offices[spec.office], code=code, valid_from=since)
        for spec in PEOPLE
        for code in spec.duties
    )
    return users


def _made() -> SimpleNamespace:
    offices = make_offices()
    people = make_people(offices)
    for user in people.values():
        actions.enrol_totp(user=user, secret=SECRET)
    return SimpleNamespace(offices=offices, people=people)


def _again(made: SimpleNamespace) -> SimpleNamespace:
    offices = {key: copy.copy(office) for key, office in made.offices.items()}
    people = {key: copy.copy(user) for key, user in made.people.items()}
    for user in people.values():
        user.forget_memberships()
    return SimpleNamespace(**people, **offices, offices=offices, people=people)


# Everybody of the cast by first name, and their offices; all own an authenticator app with the secret SECRET.
make_cast = Once(_made, _again)


@pytest.fixture
def cast(db: None) -> SimpleNamespace:
    """Everybody of the cast by first name (`cast.amina`), and their offices (`cast.harbour`, `cast.offices`).

    All own a confirmed authenticator app with the secret SECRET.
    """
    return make_cast()


def has_accepted(user: User) -> User:
    """Let `user` be somebody who accepted the code of conduct; the same user."""
    User.objects.filter(pk=user.pk).update(conduct_due_since=None)
    user.conduct_due_since = None
    return user


def give_factor_to_session(client: Client, user: User, age: int = 0) -> None:
    """Note in a client's session that the second factor was given `age` seconds ago."""
    factor = Authenticator.objects.filter(user=user).first()
    session = client.session
    record = {"method": "mfa", "type": "totp", "at": time.time() - age, "id": factor.pk if factor else None}
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [record]
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
    session.save()


@pytest.fixture
def client_of(db: None) -> Callable[..., Client]:
    """`client_of(cast.amina)`: a client signed in as somebody, the second factor given just now."""

    def signed_in(user: User, **options: Any) -> Client:
        client = Client(**options)
        has_accepted(user)
        client.force_login(user, backend="accounts.backends.Backend")
        give_factor_to_session(client, user)
        return client

    return signed_in
