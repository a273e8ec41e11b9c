"""Codes, sessions and guesses used again: a code counts once everywhere, every guess counts, no key survives a rise."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from axes.models import AccessAttempt
from django.test import Client

from accounts import actions, factors
from accounts.middleware import DURESS
from accounts.models import SignedInSession
from accounts.sessions import row_key
from tests.accounts.test_sign_in import WRONG, code_now, sign_in, type_code, type_password
from tests.people import give_factor_to_session

CONFIRM = "/account/confirm/"
QUIET = "a calm evening by the lake"


def key_of(client: Client) -> str:
    return client.cookies["session"].value


def test_a_code_of_the_sign_in_does_not_confirm_anything(cast: SimpleNamespace, client_of: Any) -> None:
    """Whoever looked over a shoulder, or sits between, has the digits for half a minute."""
    client, code = Client(), code_now()
    type_password(client, cast.amina.email)
    assert type_code(client, code).status_code == 302
    give_factor_to_session(client, cast.amina, age=400)
    assert client.get("/account/password/").status_code == 303
    assert client.post(CONFIRM, {"code": code}).status_code == 200
    assert client.get("/account/password/").status_code == 303


def test_a_code_that_confirmed_opens_no_other_session(cast: SimpleNamespace, client_of: Any) -> None:
    first, second = client_of(cast.amina), client_of(cast.amina)
    for client in (first, second):
        give_factor_to_session(client, cast.amina, age=400)
    code = code_now()
    assert first.post(CONFIRM, {"code": code}).status_code == 302
    assert second.post(CONFIRM, {"code": code}).status_code == 200
    assert second.get("/account/password/").status_code == 303
    third = Client()
    type_password(third, cast.amina.email)
    assert type_code(third, code).status_code == 200
    assert third.get("/account/").status_code == 302


def test_a_code_that_was_refused_under_duress_is_not_saved_up(cast: SimpleNamespace) -> None:
    """The code of a sign-in under duress is used up like any other: it opens no true session afterwards."""
    actions.set_duress_password(user=cast.amina, password=QUIET)
    forced, code = Client(), code_now()
    type_password(forced, cast.amina.email, QUIET)
    assert type_code(forced, code).status_code == 302
    true = Client()
    type_password(true, cast.amina.email)
    assert type_code(true, code).status_code == 200


def test_every_rise_gives_a_new_key_and_the_old_one_opens_nothing(cast: SimpleNamespace) -> None:
    client = Client()
    client.get("/account/login/")
    planted = Client()
    planted.cookies["session"] = "planted-by-somebody-else-before"
    sign_in(planted, cast.amina.email)
    assert key_of(planted) != "planted-by-somebody-else-before"
    before = key_of(planted)
    assert planted.post(CONFIRM, {"code": code_now(ahead=1)}).status_code == 302
    assert key_of(planted) != before
    assert not SignedInSession.objects.filter(pk=row_key(before)).exists()
    thief = Client()
    thief.cookies["session"] = before
    assert thief.get("/account/").status_code == 302


def test_a_new_password_leaves_no_other_session(cast: SimpleNamespace, client_of: Any) -> None:
    here, elsewhere = client_of(cast.amina), client_of(cast.amina)
    before = key_of(here)
    sent = {"password": "a wholly new sentence 7", "again": "a wholly new sentence 7"}
    assert here.post("/account/password/", sent).status_code == 302
    assert key_of(here) != before
    assert here.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302


def test_a_session_does_not_outlive_what_it_could_do(cast: SimpleNamespace, client_of: Any) -> None:
    """A role taken away counts in the next request, in every session that is open."""
    client = client_of(cast.bruno)
    assert client.get("/cases/conflicts/").status_code == 200
    for membership in cast.bruno.memberships_now():
        actions.end_role(actor=None, membership=membership)
    assert client.get("/cases/conflicts/").status_code in {302, 403}


def test_guesses_at_the_step_up_are_counted_with_all_others(cast: SimpleNamespace, client_of: Any) -> None:
    client = client_of(cast.amina)
    give_factor_to_session(client, cast.amina, age=400)
    for number in range(4):
        assert client.post(CONFIRM, {"code": f"00000{number}"}).status_code == 200
    assert client.post(CONFIRM, {"code": "000009"}).status_code == 429
    assert client.post(CONFIRM, {"code": code_now()}).status_code == 429
    assert type_password(Client(), cast.amina.email).status_code == 429
    assert client.get("/account/password/").status_code == 303


def test_guesses_at_the_emergency_password_are_counted(cast: SimpleNamespace) -> None:
    actions.set_duress_password(user=cast.amina, password=QUIET)
    answers = [type_password(Client(), cast.amina.email, f"{WRONG} {n}").status_code for n in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    assert type_password(Client(), cast.amina.email, QUIET).status_code == 429


def test_under_duress_every_step_up_looks_like_a_wrong_code(cast: SimpleNamespace) -> None:
    actions.set_duress_password(user=cast.amina, password=QUIET)
    client = Client()
    type_password(client, cast.amina.email, QUIET)
    type_code(client, code_now())
    assert client.session[DURESS]
    give_factor_to_session(client, cast.amina, age=400)
    for page in ("/account/password/", "/account/factors/codes/", "/account/duress/"):
        assert client.get(page).status_code == 303
    assert (
        client.post(
            CONFIRM, {"code": factors.code_at("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", factors.step_now() + 1)}
        ).status_code
        == 200
    )
    assert AccessAttempt.objects.filter(username=cast.amina.email).exists()
    assert client.get("/account/enrol/app/").status_code == 303
