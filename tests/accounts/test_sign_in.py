"""Signing in: password, second factor, what is refused, and what is left behind."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import actions, factors
from accounts.models import SignedInSession, TotpSecret
from tests.cast import DEMONSTRATION_PASSWORD
from tests.people import SECRET

WRONG = "not the password at all"


def type_password(client: Client, email: str, password: str = DEMONSTRATION_PASSWORD) -> Any:
    return client.post("/account/login/", {"login": email, "password": password})


def type_code(client: Client, code: str) -> Any:
    return client.post("/account/login/factor/", {"code": code})


def code_now(ahead: int = 0) -> str:
    return factors.code_at(SECRET, factors.step_now() + ahead)


def sign_in(client: Client, email: str, ahead: int = 0) -> Any:
    type_password(client, email)
    return type_code(client, code_now(ahead))


def test_password_and_code_open_the_start_page(cast: SimpleNamespace) -> None:
    client = Client()
    assert type_password(client, cast.amina.email).headers["Location"] == "/account/login/factor/"
    assert client.get("/account/").status_code == 302
    assert type_code(client, code_now()).headers["Location"] == "/"
    assert client.get("/account/").status_code == 200


def test_the_page_asked_for_is_returned_to(cast: SimpleNamespace) -> None:
    client = Client()
    page = client.get("/account/sessions/")
    assert page.headers["Location"] == "/account/login/?next=/account/sessions/"
    client.post(
        page.headers["Location"],
        {"login": cast.amina.email, "password": DEMONSTRATION_PASSWORD, "next": "/account/sessions/"},
    )
    assert type_code(client, code_now()).headers["Location"] == "/account/sessions/"


def test_a_foreign_address_is_not_gone_to(cast: SimpleNamespace) -> None:
    client = Client()
    client.post(
        "/account/login/",
        {"login": cast.amina.email, "password": DEMONSTRATION_PASSWORD, "next": "https://evil.example/"},
    )
    assert type_code(client, code_now()).headers["Location"] == "/"


def test_a_code_opens_once_also_within_the_tolerance(cast: SimpleNamespace) -> None:
    assert sign_in(Client(), cast.amina.email).status_code == 302
    again = sign_in(Client(), cast.amina.email)
    assert again.status_code == 200
    assert b"has been used" in again.content
    older = sign_in(Client(), cast.amina.email, ahead=-1)
    assert older.status_code == 200
    assert sign_in(Client(), cast.amina.email, ahead=1).status_code == 302


def test_the_last_step_lives_in_the_database(cast: SimpleNamespace) -> None:
    assert factors.accept_totp(cast.amina, code_now()) is not None
    assert TotpSecret.objects.get(user=cast.amina).last_step == factors.step_now()
    assert factors.accept_totp(cast.amina, code_now()) is None


def test_codes_outside_the_tolerance_are_refused(cast: SimpleNamespace) -> None:
    for ahead in (-2, 2, 10):
        assert factors.accept_totp(cast.amina, code_now(ahead)) is None


def test_unknown_and_wrong_look_the_same(cast: SimpleNamespace) -> None:
    wrong = type_password(Client(), cast.amina.email, WRONG)
    unknown = type_password(Client(), "nobody@wayhome.example", WRONG)
    actions.suspend(actor=None, user=cast.bruno)
    suspended = type_password(Client(), cast.bruno.email)
    pages = [
        answer.content.decode().replace(email, "").split("<main")[1].split("</main")[0]
        for answer, email in (
            (wrong, cast.amina.email),
            (unknown, "nobody@wayhome.example"),
            (suspended, cast.bruno.email),
        )
    ]
    assert wrong.status_code == unknown.status_code == suspended.status_code == 200
    tokens = [page.split('name="csrfmiddlewaretoken"')[1].split(">", 1)[1] for page in pages]
    assert tokens[0] == tokens[1] == tokens[2]


def test_unknown_people_cost_the_same_work(cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.contrib.auth.hashers import Argon2PasswordHasher

    hashed: list[str] = []
    original = Argon2PasswordHasher.encode
    original_verify = Argon2PasswordHasher.verify
    monkeypatch.setattr(Argon2PasswordHasher, "encode", lambda *a: (hashed.append("e"), original(*a))[1])
    monkeypatch.setattr(
        Argon2PasswordHasher, "verify", lambda *a: (hashed.append("v"), original_verify(*a))[1]
    )
    actions.set_duress_password(user=cast.bruno, password="another quiet password")
    queries = set()
    for email in (cast.amina.email, cast.bruno.email, "nobody@wayhome.example"):
        hashed.clear()
        with CaptureQueriesContext(connection) as asked:
            type_password(Client(), email, WRONG)
        # One hash for the password and one for the emergency password, whether there is one or not.
        assert len(hashed) == 2, email
        queries.add(len(asked))
    assert len(queries) == 1


def test_nothing_typed_lies_in_the_session(cast: SimpleNamespace) -> None:
    client = Client()
    type_password(client, cast.amina.email)
    assert cast.amina.email not in str(dict(client.session))
    type_code(client, code_now())
    assert cast.amina.email not in str(dict(client.session))
    assert "Amina" not in str(dict(client.session))


def test_the_session_key_changes_with_the_sign_in_and_only_its_hash_is_stored(cast: SimpleNamespace) -> None:
    client = Client()
    type_password(client, cast.amina.email)
    before = client.cookies["session"].value
    type_code(client, code_now())
    after = client.cookies["session"].value
    assert before != after
    assert not SignedInSession.objects.filter(pk__in=[before, after]).exists()
    assert SignedInSession.objects.filter(user=cast.amina).count() == 1


def test_sign_up_is_closed(db: None) -> None:
    for path in ("/account/signup/", "/accounts/signup/", "/account/email/", "/account/password/reset/"):
        assert Client().get(path).status_code == 404
        assert Client().post(path, {"email": "a@b.example", "password1": WRONG}).status_code == 404


def test_failures_of_password_and_code_are_counted_together(cast: SimpleNamespace) -> None:
    for _time in range(3):
        type_password(Client(), cast.amina.email, WRONG)
    client = Client()
    type_password(client, cast.amina.email)
    assert type_code(client, "000000").status_code == 200
    locked = type_code(client, "000001")
    assert locked.status_code == 429
    assert locked.headers["Retry-After"] == "60"
    assert type_password(Client(), cast.amina.email).status_code == 429
    assert type_code(client, code_now()).status_code == 429


def test_unknown_accounts_are_slowed_down_too(cast: SimpleNamespace) -> None:
    answers = [type_password(Client(), "nobody@wayhome.example", WRONG).status_code for _time in range(6)]
    assert answers == [200, 200, 200, 200, 429, 429]


def test_the_delay_passes_and_a_sign_in_forgets_the_failures(cast: SimpleNamespace) -> None:
    for _time in range(6):
        type_password(Client(), cast.amina.email, WRONG)
    earlier = AccessAttempt.objects.get(username=cast.amina.email)
    AccessAttempt.objects.update(attempt_time=earlier.attempt_time - timedelta(minutes=2))
    assert sign_in(Client(), cast.amina.email).status_code == 302
    assert not AccessAttempt.objects.filter(username=cast.amina.email).exists()


def test_attempts_while_waiting_do_not_prolong_it(cast: SimpleNamespace) -> None:
    for _time in range(5):
        type_password(Client(), cast.amina.email, WRONG)
    first = AccessAttempt.objects.get(username=cast.amina.email)
    for _time in range(5):
        type_password(Client(), cast.amina.email, WRONG)
    after = AccessAttempt.objects.get(username=cast.amina.email)
    assert (after.failures_since_start, after.attempt_time) == (
        first.failures_since_start,
        first.attempt_time,
    )


def test_what_is_counted_holds_no_password_or_code(cast: SimpleNamespace) -> None:
    client = Client(headers={"user-agent": "Telling Browser 1.0"})
    type_password(client, cast.amina.email, WRONG)
    type_password(client, cast.amina.email)
    type_code(client, "123456")
    kept = str(list(AccessAttempt.objects.values()))
    assert WRONG not in kept and "123456" not in kept and "Telling" not in kept


def test_the_demonstration_shows_the_next_unused_code(cast: SimpleNamespace, settings: Any) -> None:
    settings.DEMONSTRATION = True
    for _time in range(2):
        client = Client()
        assert (
            client.post("/demonstration/", {"user": str(cast.amina.pk)}).headers["Location"]
            == "/account/login/factor/"
        )
        shown = client.get("/account/login/factor/").content.decode()
        code = shown.split("data-code>")[1].split("<")[0]
        assert type_code(client, code).status_code == 302
    assert client.get("/account/").status_code == 200


def test_outside_the_demonstration_nobody_is_signed_in_by_a_click(cast: SimpleNamespace) -> None:
    client = Client()
    assert client.get("/demonstration/").status_code == 404
    assert client.post("/demonstration/", {"user": str(cast.amina.pk)}).status_code == 404
    type_password(client, cast.amina.email)
    assert b"data-code" not in client.get("/account/login/factor/").content


def test_real_people_are_not_offered_in_the_demonstration(cast: SimpleNamespace, settings: Any) -> None:
    settings.DEMONSTRATION = True
    real = actions.create_user(actor=None, email="real@wayhome.example", display_name="Real Person")
    assert Client().post("/demonstration/", {"user": str(real.pk)}).status_code == 404


def test_signing_out_ends_the_session_on_the_server(cast: SimpleNamespace, client_of: Any) -> None:
    client = client_of(cast.amina)
    answer = client.post("/account/logout/")
    assert answer.status_code == 303 and answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert not SignedInSession.objects.filter(user=cast.amina).exists()


def test_leaving_ends_the_session_and_shows_a_harmless_page(cast: SimpleNamespace, client_of: Any) -> None:
    client = client_of(cast.amina)
    answer = client.post("/leave/")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/left/")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert not SignedInSession.objects.filter(user=cast.amina).exists()
    page = client.get("/left/")
    assert b"Wayhome" not in page.content and page.headers["Refresh"].startswith("0; url=https://")
    assert client.get("/leave/").status_code == 405
