"""What was typed comes back from every page of an error, to be sent again with one press (accounts/sent_again.py)."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from accounts.forms.account import OwnAccountForm
from accounts.models import KeptForm, SignedInSession

HERE = {"Sec-Fetch-Site": "same-origin"}
TYPED = "Marble Heron, second floor"
SENT = {"display_name": TYPED, "language": "en", "time_zone": ""}


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))


def comes_back(answer: Any, client: Client, cast: SimpleNamespace) -> None:
    page = answer.content.decode()
    assert TYPED in page and 'action="/account/"' in page
    assert client.post("/account/", hidden(page), headers=HERE).status_code == 302
    cast.amina.refresh_from_db()
    assert cast.amina.display_name == TYPED


def test_after_something_broke(
    cast: SimpleNamespace, client_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of(cast.amina)
    client.raise_request_exception = False
    with monkeypatch.context() as broken:
        broken.setattr(OwnAccountForm, "save", lambda _form: 1 / 0)
        answer = client.post("/account/", SENT, headers=HERE)
    assert answer.status_code == 500
    comes_back(answer, client, cast)


def test_while_the_database_is_away(
    cast: SimpleNamespace, client_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_form: Any) -> None:
        raise OperationalError

    client = client_of(cast.amina)
    client.raise_request_exception = False
    with monkeypatch.context() as broken:
        broken.setattr(OwnAccountForm, "save", away)
        answer = client.post("/account/", SENT, headers=HERE)
    assert answer.status_code == 503
    comes_back(answer, client, cast)


def test_from_a_page_that_is_too_old(cast: SimpleNamespace, client_of: Any) -> None:
    client = client_of(cast.amina)
    client.handler.enforce_csrf_checks = True
    answer = client.post("/account/", {**SENT, "csrfmiddlewaretoken": "old"}, headers=HERE)
    assert answer.status_code == 403
    comes_back(answer, client, cast)


def test_after_the_session_was_ended_by_somebody_else(cast: SimpleNamespace, client_of: Any) -> None:
    client = client_of(cast.amina)
    SignedInSession.objects.filter(user=cast.amina).delete()
    answer = client.post("/account/", SENT, headers=HERE)
    assert answer.status_code == 401 and not KeptForm.objects.exists()
    page = answer.content.decode()
    assert "/account/login/" in page
    comes_back(answer, client_of(cast.amina), cast)


def test_passwords_do_not_come_back(cast: SimpleNamespace, client_of: Any) -> None:
    client = client_of(cast.amina)
    client.handler.enforce_csrf_checks = True
    page = client.post("/account/password/", {"password": "secret words", "note": TYPED}, headers=HERE)
    assert "secret words" not in page.content.decode()


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none", ""])
def test_what_another_site_sends_is_not_offered(cast: SimpleNamespace, client_of: Any, site: str) -> None:
    client = client_of(cast.amina)
    client.handler.enforce_csrf_checks = True
    page = client.post("/account/", SENT, headers={"Sec-Fetch-Site": site} if site else {})
    assert page.status_code == 403 and TYPED not in page.content.decode()
    stranger = Client().post("/account/", SENT, headers={"Sec-Fetch-Site": site} if site else {})
    assert stranger.status_code == 302


def test_a_form_that_was_kept_waits_on_the_start_page(cast: SimpleNamespace, client_of: Any) -> None:
    client = client_of(cast.amina)
    client.post("/keep/?path=/account/", SENT, headers={"X-Requested-With": "fetch"})
    kept = KeptForm.objects.get(user=cast.amina)
    assert f"/kept/{kept.pk}/" in client.get("/").content.decode()
    assert "/kept/" not in client_of(cast.dana).get("/").content.decode()
