"""Signing in by a security key alone: it passes delays that others caused, and nothing but a true answer opens."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.utils import timezone
from fido2.utils import websafe_encode

from accounts import actions, factors, lockout
from accounts.middleware import DURESS
from accounts.models import SignedInSession
from tests.accounts.soft_key import SoftKey, add_to, options_on
from tests.accounts.test_sign_in import WRONG, code_now, type_code, type_password
from tests.people import SECRET, give_factor_to_session

PAGE = "/account/login/key/"
QUIET = "a calm evening by the lake"


def browser(**options: Any) -> Client:
    return Client(headers={"host": "localhost", **options.pop("headers", {})}, **options)


@pytest.fixture
def key(cast: SimpleNamespace, client_of: Any) -> SoftKey:
    """Amina's key, beside her authenticator app."""
    made = SoftKey()
    assert add_to(client_of(cast.amina, headers={"host": "localhost"}), made).status_code == 302
    return made


def enter(client: Client, key: SoftKey, **changed: Any) -> Any:
    return client.post(PAGE, {"credential": key.get(options_on(client.get(PAGE)), **changed)})


def is_in(client: Client) -> bool:
    return bool(client.get("/account/").status_code == 200)


def test_a_key_opens_without_a_password(key: SoftKey) -> None:
    client = browser()
    assert enter(client, key).headers["Location"] == "/"
    assert is_in(client)
    assert client.get("/account/password/").status_code == 200, "a second factor was given just now"


def test_it_leads_back_to_the_page_asked_for_and_nowhere_else(key: SoftKey) -> None:
    linked = browser().get("/account/login/?next=/account/sessions/").content
    assert b'href="/account/login/key/?next=%2Faccount%2Fsessions%2F"' in linked
    for wanted, where in (("/account/sessions/", "/account/sessions/"), ("https://evil.example/", "/")):
        client = browser()
        sent = {"credential": key.get(options_on(client.get(PAGE))), "next": wanted}
        assert client.post(PAGE, sent).headers["Location"] == where


def test_others_failures_delay_the_password_and_not_the_key(cast: SimpleNamespace, key: SoftKey) -> None:
    for _time in range(6):
        type_password(Client(), cast.amina.email, WRONG)
    waiting = type_password(Client(), cast.amina.email)
    assert waiting.status_code == 429 and PAGE.encode() in waiting.content
    client = browser()
    assert enter(client, key).status_code == 302 and is_in(client)


def test_a_delayed_network_and_a_delayed_world_let_keys_in(key: SoftKey, settings: Any) -> None:
    settings.SIGN_IN_NETWORK_FAILURES = settings.SIGN_IN_FAILURES_EVERYWHERE = 2
    for number in range(3):
        type_password(Client(), f"nobody{number}@wayhome.example", WRONG)
    assert type_password(Client(), "somebody@wayhome.example", WRONG).status_code == 429
    client = browser()
    assert enter(client, key).status_code == 302 and is_in(client)


def test_as_second_factor_it_passes_the_delay_too(cast: SimpleNamespace, key: SoftKey) -> None:
    client = browser()
    type_password(client, cast.amina.email)
    for _time in range(6):
        type_password(Client(), cast.amina.email, WRONG)
    assert type_code(client, code_now()).status_code == 429
    options = options_on(client.get("/account/login/factor/"))
    assert client.post("/account/login/factor/", {"credential": key.get(options)}).status_code == 302
    assert is_in(client)


def test_a_wrong_answer_during_a_delay_neither_opens_nor_prolongs_it(
    cast: SimpleNamespace, key: SoftKey
) -> None:
    client = browser()
    type_password(client, cast.amina.email)
    for _time in range(5):
        type_password(Client(), cast.amina.email, WRONG)
    before = list(AccessAttempt.objects.values_list("failures_since_start", "attempt_time"))
    options = options_on(client.get("/account/login/factor/"))
    sent = {"credential": SoftKey().get(options)}
    assert client.post("/account/login/factor/", sent).status_code == 429
    assert list(AccessAttempt.objects.values_list("failures_since_start", "attempt_time")) == before


def changes(key: SoftKey, cast: SimpleNamespace) -> dict[str, dict[str, Any]]:
    return {
        "another signature": {"signature": websafe_encode(b"\x30\x06\x02\x01\x01\x02\x01\x01")},
        "another holder": {"userHandle": websafe_encode(cast.bruno.pk.bytes)},
        "an unknown holder": {"userHandle": websafe_encode(b"0" * 16)},
        "no holder": {"userHandle": None},
        "a holder of no shape": {"userHandle": "%%%"},
        "another ceremony": {"clientDataJSON": websafe_encode(b"{}")},
    }


def test_nothing_but_a_true_answer_opens_and_all_say_the_same(cast: SimpleNamespace, key: SoftKey) -> None:
    said = set()
    for name, changed in changes(key, cast).items():
        client = browser()
        answer = enter(client, key, **changed)
        assert answer.status_code == 200 and not is_in(client), name
        said.add(answer.content.decode().split('role="alert"')[1].split("</div>")[0])
    assert len(said) == 1 and "opens no account here" in said.pop()


@pytest.mark.parametrize(
    "sent", ["", "{}", "[]", "7", '"text"', '{"response": 3}', '{"response": {"userHandle": 5}}']
)
def test_what_is_no_answer_opens_nothing(cast: SimpleNamespace, sent: str) -> None:
    client = browser()
    client.get(PAGE)
    assert client.post(PAGE, {"credential": sent}).status_code == 200 and not is_in(client)


def test_a_key_that_did_not_ask_its_holder_opens_nothing(key: SoftKey) -> None:
    key.flags = SoftKey(verifies=False).flags
    client = browser()
    assert enter(client, key).status_code == 200 and not is_in(client)


def test_an_answer_opens_once(key: SoftKey) -> None:
    client = browser()
    sent = {"credential": key.get(options_on(client.get(PAGE)))}
    assert client.post(PAGE, sent).status_code == 302
    client.post("/account/logout/")
    client.get(PAGE)
    assert client.post(PAGE, sent).status_code == 200 and not is_in(client)
    other = browser()
    other.get(PAGE)
    assert other.post(PAGE, sent).status_code == 200 and not is_in(other)


def test_suspended_and_ended_accounts_are_strangers(cast: SimpleNamespace, key: SoftKey) -> None:
    actions.suspend(actor=None, user=cast.amina)
    client = browser()
    assert b"opens no account here" in enter(client, key).content
    cast.amina.is_active, cast.amina.valid_until = True, timezone.now()
    cast.amina.save()
    assert b"opens no account here" in enter(browser(), key).content
    assert not SignedInSession.objects.filter(user=cast.amina).exists()


def test_a_removed_key_opens_nothing(cast: SimpleNamespace, key: SoftKey, client_of: Any) -> None:
    row = cast.amina.authenticator_set.get(type="webauthn")
    assert client_of(cast.amina).post(f"/account/factors/{row.pk}/remove/").status_code == 302
    client = browser()
    assert enter(client, key).status_code == 200 and not is_in(client)


def test_failures_count_for_the_network_and_for_no_account(
    cast: SimpleNamespace, key: SoftKey, settings: Any
) -> None:
    settings.SIGN_IN_NETWORK_FAILURES = 8
    for _time in range(7):
        enter(browser(), key, signature=websafe_encode(b"no"))
    assert not AccessAttempt.objects.filter(username=cast.amina.email).exists()
    assert AccessAttempt.objects.get(username="").failures_since_start == 7
    enter(browser(), key, signature=websafe_encode(b"no"))
    assert type_password(Client(), "nobody@wayhome.example", WRONG).status_code == 429
    enter(browser(), key, signature=websafe_encode(b"no"))
    assert AccessAttempt.objects.get(username="").failures_since_start == 8, "not counted during the delay"


def test_a_sign_in_under_duress_that_goes_on_with_the_key_stays_one(
    cast: SimpleNamespace, key: SoftKey
) -> None:
    actions.set_duress_password(user=cast.amina, password=QUIET)
    client = browser()
    type_password(client, cast.amina.email, QUIET)
    assert client.get(PAGE).headers["Location"] == "/account/login/factor/"
    options = options_on(client.get("/account/login/factor/"))
    assert client.post("/account/login/factor/", {"credential": key.get(options)}).status_code == 302
    assert client.session[DURESS]
    give_factor_to_session(client, cast.amina, age=400)
    options = options_on(client.get("/account/confirm/key/"))
    answer = client.post("/account/confirm/key/", {"credential": key.get(options)})
    assert answer.status_code == 200 and b"opens no account here" in answer.content
    assert client.get("/account/password/").status_code == 303


def test_the_key_confirms_and_a_wrong_one_is_said_on_the_page(
    cast: SimpleNamespace, key: SoftKey, client_of: Any
) -> None:
    client = client_of(cast.amina, headers={"host": "localhost"})
    give_factor_to_session(client, cast.amina, age=400)
    options = options_on(client.get("/account/confirm/key/"))
    wrong = client.post("/account/confirm/key/", {"credential": SoftKey().get(options)})
    assert wrong.status_code == 200 and b"govuk-error-summary" in wrong.content
    options = options_on(client.get("/account/confirm/key/"))
    sent = {"credential": key.get(options), "next": "/account/password/"}
    assert client.post("/account/confirm/key/", sent).headers["Location"] == "/account/password/"
    assert client.get("/account/password/").status_code == 200


def test_an_administrator_with_one_key_is_asked_to_add_another(cast: SimpleNamespace, client_of: Any) -> None:
    client = client_of(cast.jonas, headers={"host": "localhost"})
    add_to(client, SoftKey())
    assert b"two security keys" not in client.get("/account/factors/").content
    cast.jonas.authenticator_set.filter(type="totp").delete()
    assert b"two security keys" in client.get("/account/factors/").content
    other = SoftKey()
    other.number = b"soft key number 2"
    add_to(client, other)
    assert b"two security keys" not in client.get("/account/factors/").content


# --- failures from everywhere --------------------------------------------------------------------------------------


def test_failures_from_everywhere_delay_devices_nobody_knows(cast: SimpleNamespace, settings: Any) -> None:
    settings.SIGN_IN_FAILURES_EVERYWHERE = 6
    known = Client(headers={"user-agent": "Known Browser 1.0"}, REMOTE_ADDR="203.0.113.4")
    type_password(known, cast.amina.email)
    assert type_code(known, code_now()).status_code == 302
    for number in range(6):
        elsewhere = Client(REMOTE_ADDR=f"198.18.{number}.1")
        type_password(elsewhere, f"nobody{number}@wayhome.example", WRONG)
    stranger = Client(REMOTE_ADDR="198.51.100.9")
    assert type_password(stranger, cast.bruno.email).status_code == 429
    assert type_password(stranger, "nobody@wayhome.example").status_code == 429
    again = Client(headers={"user-agent": "Known Browser 2.7"}, REMOTE_ADDR="203.0.113.99")
    type_password(again, cast.bruno.email)
    assert type_code(again, factors.code_at(SECRET, factors.step_now())).status_code == 302
    AccessAttempt.objects.update(attempt_time=timezone.now() - lockout.REMEMBERED_EVERYWHERE)
    assert type_password(stranger, cast.dana.email).status_code == 302


def test_guesses_from_many_networks_are_told_to_the_owner(cast: SimpleNamespace) -> None:
    for number in range(5):
        type_password(Client(REMOTE_ADDR=f"198.18.{number}.1"), cast.amina.email, WRONG)
    type_password(Client(), "nobody@wayhome.example", WRONG)
    assert lockout.tell_of_failures() == 1
