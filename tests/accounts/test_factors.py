"""Second factors: enrolment, recovery codes, step-up; the traps of allauth stay closed."""

from __future__ import annotations

import threading
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection, connections, transaction
from django.test import Client
from psycopg2.sql import SQL, Identifier

from accounts import actions, factors
from accounts.models import RecoveryCode, SignedInSession, TotpSecret, User
from tests.cast import DEMONSTRATION_PASSWORD
from tests.people import SECRET, give_factor_to_session, has_accepted, password_hash


@pytest.fixture
def newcomer(db: None) -> User:
    """Somebody with a password and no second factor."""
    return has_accepted(
        actions.create_user(
            actor=None, email="new@wayhome.example", display_name="New Comer", password_hash=password_hash()
        )
    )


def signed_in(user: User) -> Client:
    client = Client()
    client.post("/account/login/", {"login": user.email, "password": DEMONSTRATION_PASSWORD})
    return client


def shown_secret(page: Any) -> str:
    return str(page.content.decode().split("data-secret>")[1].split("<")[0])


def test_without_a_factor_only_enrolment_is_reachable(newcomer: User) -> None:
    client = signed_in(newcomer)
    for path in (
        "/",
        "/account/",
        "/account/password/",
        "/account/factors/",
        "/account/sessions/",
        "/inbox/",
        "/cases/",
    ):
        assert client.get(path).headers["Location"] == "/account/enrol/", path
    assert client.get("/account/enrol/").status_code == 200


def test_enrolling_an_app(newcomer: User) -> None:
    client = signed_in(newcomer)
    secret = shown_secret(client.get("/account/enrol/app/"))
    wrong = client.post("/account/enrol/app/", {"code": "000000"})
    assert wrong.status_code == 200 and shown_secret(wrong) == secret
    code = factors.code_at(secret, factors.step_now())
    assert client.post("/account/enrol/app/", {"code": code}).headers["Location"] == "/account/factors/codes/"
    assert client.get("/account/").status_code == 200
    assert factors.accept_totp(newcomer, code) is None, "the confirming code is used up"


def test_the_secret_lies_nowhere_in_clear(newcomer: User) -> None:
    client = signed_in(newcomer)
    secret = shown_secret(client.get("/account/enrol/app/"))
    assert secret not in str(dict(client.session))
    code = factors.code_at(secret, factors.step_now())
    client.post("/account/enrol/app/", {"code": code})
    with connection.cursor() as cursor:
        for table in ("accounts_totpsecret", "mfa_authenticator", "accounts_session", "accounts_user"):
            cursor.execute(SQL("SELECT {0}::text FROM {0}").format(Identifier(table)))
            rows = str(cursor.fetchall())
            assert secret not in rows and secret.encode().hex() not in rows, table
    assert TotpSecret.objects.get(user=newcomer).secret == secret


def test_the_secret_is_shown_in_its_own_session_only(newcomer: User) -> None:
    first, second = signed_in(newcomer), signed_in(newcomer)
    secret = shown_secret(first.get("/account/enrol/app/"))
    assert shown_secret(first.get("/account/enrol/app/")) == secret
    assert shown_secret(second.get("/account/enrol/app/")) != secret


def test_a_second_app_needs_a_recent_factor(cast: SimpleNamespace, client_of: Any) -> None:
    client = client_of(cast.amina)
    give_factor_to_session(client, cast.amina, age=400)
    answer = client.get("/account/enrol/app/")
    assert answer.headers["Location"].startswith("/account/confirm/?next=")
    assert TotpSecret.objects.filter(user=cast.amina).count() == 1


def test_a_session_that_never_passed_the_factor_is_ended(cast: SimpleNamespace) -> None:
    client = Client()
    client.force_login(cast.amina, backend="accounts.backends.Backend")
    assert client.get("/account/").headers["Location"] == "/account/login/"
    assert not SignedInSession.objects.filter(user=cast.amina).exists()


def test_recovery_codes_are_long_shown_once_hashed_and_single(cast: SimpleNamespace, client_of: Any) -> None:
    client = client_of(cast.amina)
    page = client.post("/account/factors/codes/").content.decode()
    codes = [part.split("<")[0] for part in page.split("data-recovery-code>")[1:]]
    assert len(codes) == len(set(codes)) == 10
    assert all(len(code.replace("-", "")) * 5 >= 80 for code in codes)
    assert "data-recovery-code" not in client.get("/account/factors/codes/").content.decode()
    stored = str(list(RecoveryCode.objects.values()))
    assert not any(code in stored or code.replace("-", "") in stored for code in codes)
    entering = signed_in(cast.amina)
    assert entering.post("/account/login/factor/", {"code": codes[0].lower()}).status_code == 302
    assert entering.get("/account/").status_code == 200
    again = signed_in(cast.amina)
    assert again.post("/account/login/factor/", {"code": codes[0]}).status_code == 200
    assert factors.codes_left(cast.amina) == 9


def test_new_recovery_codes_end_the_old_ones(cast: SimpleNamespace) -> None:
    old = factors.renew_recovery_codes(cast.amina)
    factors.renew_recovery_codes(cast.amina)
    assert not factors.accept_recovery_code(cast.amina, old[0])


def test_codes_of_one_person_do_not_open_another(cast: SimpleNamespace) -> None:
    codes = factors.renew_recovery_codes(cast.amina)
    assert not factors.accept_recovery_code(cast.bruno, codes[0])


def test_step_up_asks_again_after_five_minutes_and_leads_back(cast: SimpleNamespace, client_of: Any) -> None:
    client = client_of(cast.amina)
    assert client.get("/account/password/").status_code == 200
    give_factor_to_session(client, cast.amina, age=301)
    asked = client.get("/account/password/")
    assert asked.headers["Location"] == "/account/confirm/?next=%2Faccount%2Fpassword%2F"
    before = client.cookies["session"].value
    code = factors.code_at(SECRET, factors.step_now())
    answer = client.post("/account/confirm/", {"code": code, "next": "/account/password/"})
    assert answer.headers["Location"] == "/account/password/"
    assert client.cookies["session"].value != before
    assert client.get("/account/password/").status_code == 200


def test_a_form_sent_too_late_for_step_up_is_not_kept_in_the_session(
    cast: SimpleNamespace, client_of: Any
) -> None:
    client = client_of(cast.amina)
    give_factor_to_session(client, cast.amina, age=301)
    client.post("/account/password/", {"password": "a very telling new password", "again": "x"})
    assert "telling" not in str(dict(client.session))


def test_recovery_codes_do_not_raise_a_session(cast: SimpleNamespace, client_of: Any) -> None:
    codes = factors.renew_recovery_codes(cast.amina)
    assert client_of(cast.amina).post("/account/confirm/", {"code": codes[0]}).status_code == 200
    assert factors.codes_left(cast.amina) == 10


def test_the_last_factor_stays(cast: SimpleNamespace, client_of: Any) -> None:
    row = Authenticator.objects.get(user=cast.amina)
    client_of(cast.amina).post(f"/account/factors/{row.pk}/remove/")
    assert Authenticator.objects.filter(pk=row.pk).exists()


def test_factors_of_others_are_not_there(cast: SimpleNamespace, client_of: Any) -> None:
    row = Authenticator.objects.get(user=cast.bruno)
    assert client_of(cast.amina).get(f"/account/factors/{row.pk}/remove/").status_code == 404


def test_a_changed_factor_ends_other_sessions(cast: SimpleNamespace, client_of: Any) -> None:
    other, client = client_of(cast.amina), client_of(cast.amina)
    secret = shown_secret(client.get("/account/enrol/app/"))
    client.post("/account/enrol/app/", {"code": factors.code_at(secret, factors.step_now())})
    assert client.get("/account/").status_code == 200
    assert other.get("/account/").status_code == 302


@pytest.mark.django_db(transaction=True)
def test_one_code_for_two_requests_at_once_opens_one() -> None:
    user = actions.create_user(actor=None, email="two@wayhome.example", display_name="Two")
    actions.enrol_totp(user=user, secret=SECRET)
    code = factors.code_at(SECRET, factors.step_now())
    together, accepted = threading.Barrier(2), []

    def attempt() -> None:
        try:
            together.wait()
            with transaction.atomic():
                accepted.append(factors.accept_totp(user, code) is not None)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=attempt) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(accepted) == [False, True]


def test_allauth_cannot_store_a_secret_of_its_own(newcomer: User) -> None:
    from allauth.mfa.totp.internal.auth import TOTP
    from django.core.exceptions import ImproperlyConfigured

    with pytest.raises(ImproperlyConfigured):
        TOTP.activate(newcomer, SECRET)


def test_the_page_to_add_a_key_offers_a_ceremony(newcomer: User) -> None:
    page = signed_in(newcomer).get("/account/factors/key/")
    assert page.status_code == 200
    assert b'"userVerification": "required"' in page.content and b"challenge" in page.content
