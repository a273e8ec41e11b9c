"""Sign-in under duress: a quiet day on the screen, help on the way (domain/practice.md P34)."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from accounts import actions
from cases.actions.filters import save_filter
from notifications.models import InboxItem, Outbox
from tests.accounts.test_sign_in import code_now, type_code, type_password
from tests.cases.conftest import open_for

QUIET = "a calm evening by the lake"


@pytest.fixture
def quiet(cast: SimpleNamespace) -> Client:
    """Amina, forced to sign in."""
    actions.set_duress_password(user=cast.amina, password=QUIET)
    client = Client()
    type_password(client, cast.amina.email, QUIET)
    assert type_code(client, code_now()).headers["Location"] == "/"
    return client


def test_the_emergency_password_shows_an_empty_caseload(cast: SimpleNamespace, quiet: Client) -> None:
    case = open_for(cast.amina)
    page = quiet.get("/cases/")
    assert page.status_code == 200 and case.reference not in page.content.decode()
    assert quiet.get(f"/cases/{case.pk}/").status_code in {403, 404}
    found = quiet.post("/cases/find/", {"reference": case.reference})
    assert case.reference not in found.content.decode().split("<main")[1].replace(
        f'value="{case.reference}"', ""
    )
    assert quiet.get("/inbox/").status_code == 200


def test_the_name_of_a_kept_filter_is_not_shown(cast: SimpleNamespace, quiet: Client, client_of: Any) -> None:
    save_filter(actor=cast.amina, name="The sisters of the mill", query="status=screening")
    assert "sisters of the mill" not in quiet.get("/cases/").content.decode()
    assert "sisters of the mill" in client_of(cast.amina).get("/cases/").content.decode()


def test_it_tells_those_who_are_to_act_and_nobody_else(
    cast: SimpleNamespace, quiet: Client, client_of: Any
) -> None:
    told = set(Outbox.objects.filter(event="duress.signed_in").values_list("recipient__email", flat=True))
    assert told == {cast.bruno.email, cast.vera.email, cast.farah.email}
    assert client_of(cast.bruno).get(f"/alerts/{cast.amina.pk}/").status_code == 200
    for stranger in (cast.dana, cast.emil, cast.jonas, cast.amina):
        assert client_of(stranger).get(f"/alerts/{cast.amina.pk}/").status_code == 404


def test_nothing_on_the_screen_gives_it_away(cast: SimpleNamespace, quiet: Client) -> None:
    InboxItem.objects.create(
        outbox_id="00000000-0000-0000-0000-000000000001", recipient=cast.amina, event="case.opened"
    )
    for address in ("/", "/inbox/", "/account/", "/cases/", "/account/sessions/"):
        words = quiet.get(address).content.decode().lower()
        assert "duress" not in words and "emergency" not in words, address
    assert "new case" not in quiet.get("/inbox/").content.decode()


def test_nothing_weighty_can_be_done_under_duress(cast: SimpleNamespace, quiet: Client) -> None:
    assert quiet.get("/account/password/").status_code == 303
    assert quiet.get("/account/duress/").status_code == 303
    answer = quiet.post("/account/confirm/", {"code": code_now(ahead=1)})
    assert answer.status_code == 200 and b"not right" in answer.content


def test_the_ordinary_password_afterwards_is_an_ordinary_day(cast: SimpleNamespace, quiet: Client) -> None:
    type_password(quiet, cast.amina.email)
    quiet.post("/account/logout/")
    type_password(quiet, cast.amina.email)
    type_code(quiet, code_now(ahead=1))
    assert b"Emergency password" in quiet.get("/account/").content


def test_the_two_passwords_must_differ(cast: SimpleNamespace, client_of: Any) -> None:
    own = "a lantern beside nine willows"
    cast.amina.set_password(own)
    cast.amina.save()
    page = client_of(cast.amina).post("/account/duress/", {"password": own, "again": own})
    assert page.status_code == 200 and b"differs from your ordinary password" in page.content
