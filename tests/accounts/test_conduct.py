"""The code of conduct: nobody enters before accepting it, a new version counts from the next sign-in on."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone, translation

from accounts import actions, conduct, factors
from accounts.models import ConductAcceptance, KeptForm, User
from tests.accounts.test_sign_in import code_now, sign_in, type_code, type_password
from tests.people import SECRET, password_hash

PAGE = "/account/conduct/"
WORDS = {
    "en": "Be kind.\n\nTell nobody.",
    "fr": "Soyez bon.\n\nNe dites rien.",
    "es": "Sea amable.\n\nNo diga nada.",
}


@pytest.fixture
def newcomer(cast: SimpleNamespace) -> User:
    """A caseworker of Harbour who has a factor and has never been here."""
    user = actions.create_user(
        actor=None, email="new@wayhome.example", display_name="New Comer", password_hash=password_hash()
    )
    actions.enrol_totp(user=user, secret=SECRET)
    actions.give_role(actor=None, user=user, office=cast.harbour, role="caseworker")
    return user


def accept(client: Client, number: int = 0, **sent: Any) -> Any:
    return client.post(PAGE, {"number": number, "accepted": "on", **sent})


def test_every_page_leads_to_the_code_until_it_is_accepted(newcomer: User) -> None:
    client = Client()
    sign_in(client, newcomer.email)
    for path in ("/", "/account/", "/cases/", "/cases/find/", "/inbox/", "/account/sessions/"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (303, PAGE), path
    assert "the people we assist come before everything else" in client.get(PAGE).text
    assert accept(client, next="/cases/").headers["Location"] == "/cases/"
    assert client.get("/cases/").status_code == 200
    row = ConductAcceptance.objects.get(user=newcomer)
    assert (row.number, row.language, len(row.digest)) == (0, "en", 64)


def test_without_the_tick_nothing_is_accepted(newcomer: User) -> None:
    client = Client()
    sign_in(client, newcomer.email)
    assert "Tick the box" in client.post(PAGE, {"number": 0}).text
    assert client.get("/cases/").status_code == 303
    assert client.post("/account/logout/").status_code == 303


def test_the_second_factor_comes_first(newcomer: User) -> None:
    client = Client()
    type_password(client, newcomer.email)
    assert client.get(PAGE).status_code == 302
    assert accept(client).status_code == 302 and not ConductAcceptance.objects.exists()
    type_code(client, code_now())
    assert client.get(PAGE).status_code == 200


def test_what_was_typed_is_kept_meanwhile(newcomer: User) -> None:
    client = Client()
    sign_in(client, newcomer.email)
    answer = client.post("/account/", {"display_name": "New Comer of the Harbour"})
    kept = KeptForm.objects.get(user=newcomer)
    assert answer.headers["Location"] == f"{PAGE}?next=%2Fkept%2F{kept.pk}%2F"


def test_it_leads_nowhere_else(newcomer: User) -> None:
    client = Client()
    sign_in(client, newcomer.email)
    assert accept(client, next="https://evil.example/").headers["Location"] == "/"


def test_a_new_version_counts_from_the_next_sign_in(cast: SimpleNamespace, client_of: Any) -> None:
    working = client_of(cast.amina)
    actions.publish_conduct(actor=cast.kofi, texts=WORDS)
    assert working.get("/cases/").status_code == 200, "nobody is interrupted"
    fresh = Client()
    sign_in(fresh, cast.amina.email)
    assert fresh.get("/cases/").headers["Location"].startswith(PAGE)
    page = fresh.get(PAGE).text
    assert "Be kind." in page and "Tell nobody." in page and "before everything else" not in page
    assert accept(fresh, number=0).status_code == 200, "the former version is not what is accepted"
    assert accept(fresh, number=1).status_code == 302
    assert fresh.get("/cases/").status_code == 200
    assert [row.number for row in ConductAcceptance.objects.filter(user=cast.amina)] == [1]
    assert "accepted on" in fresh.get(PAGE).text


def test_it_is_shown_and_accepted_in_every_language(cast: SimpleNamespace) -> None:
    digests = set()
    for number, texts in ((0, None), (1, WORDS)):
        if texts:
            actions.publish_conduct(actor=cast.kofi, texts=texts)
        for language in ("en", "fr", "es"):
            with translation.override(language):
                shown = conduct.text_now()
            assert (shown.number, shown.language) == (number, language)
            digests.add(shown.digest)
    assert len(digests) == 6


def test_it_is_published_by_who_changes_settings_in_every_language(
    cast: SimpleNamespace, client_of: Any
) -> None:
    for who in (cast.amina, cast.bruno, cast.jonas, cast.farah):
        with pytest.raises(PermissionDenied):
            actions.publish_conduct(actor=who, texts=WORDS)
        assert client_of(who).post("/administration/conduct/", WORDS).status_code == 403
    with pytest.raises(ValidationError):
        actions.publish_conduct(actor=cast.kofi, texts={**WORDS, "es": " "})
    client = client_of(cast.kofi)
    assert client.post("/administration/conduct/", {**WORDS, "fr": ""}).status_code == 200
    assert client.post("/administration/conduct/", WORDS).status_code == 302
    assert conduct.text_now().number == 1
    assert "Be kind." in client.get("/administration/conduct/").text


def test_staff_managers_see_who_has_accepted(cast: SimpleNamespace, newcomer: User, client_of: Any) -> None:
    client = client_of(cast.jonas)
    page = client.get("/administration/staff/").text
    assert page.count("Not accepted yet") == 1
    assert (
        "Has not accepted the code of conduct yet."
        in client.get(f"/administration/staff/{newcomer.pk}/").text
    )
    entering = Client()
    type_password(entering, newcomer.email)
    type_code(entering, factors.code_at(SECRET, factors.step_now()))
    accept(entering)
    assert (
        "Accepted version 0 of the code of conduct"
        in client.get(f"/administration/staff/{newcomer.pk}/").text
    )
    assert "Not accepted yet" not in client.get("/administration/staff/").text


def test_it_costs_no_query(cast: SimpleNamespace) -> None:
    """The moment stands on the user's row, which every request reads anyhow."""
    cast.amina.conduct_due_since = timezone.now()
    assert conduct.is_due(cast.amina, SimpleNamespace(session={"started": timezone.now().timestamp() + 1}))  # type: ignore[arg-type]  # as far as it looks
    assert not conduct.is_due(cast.amina, SimpleNamespace(session={"started": 1}))  # type: ignore[arg-type]  # as above
