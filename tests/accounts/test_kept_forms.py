"""What was typed when a session ended is kept for its writer, and for nobody else."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

from django.test import Client

from accounts.models import KeptForm, Submission
from tests.people import give_factor_to_session

TYPED = "Marble Heron, second floor"


def idle(client: Client) -> None:
    session = client.session
    session["seen"] -= 3600
    session.save()


def test_a_form_sent_too_late_is_kept_and_sent_after_signing_in(
    cast: SimpleNamespace, client_of: Any
) -> None:
    client = client_of(cast.amina)
    idle(client)
    answer = client.post("/account/", {"display_name": TYPED, "language": "en", "time_zone": ""})
    kept = KeptForm.objects.get(user=cast.amina)
    assert f"next=%2Fkept%2F{kept.pk}%2F" in answer.headers["Location"]
    assert TYPED.encode() not in bytes(KeptForm.objects.values_list("envelope", flat=True).get())
    again = client_of(cast.amina)
    page = again.get(f"/kept/{kept.pk}/").content.decode()
    assert TYPED in page and 'action="/account/"' in page
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
    assert again.post("/account/", fields).status_code == 302
    cast.amina.refresh_from_db()
    assert cast.amina.display_name == TYPED
    assert not KeptForm.objects.exists()


def test_a_step_up_keeps_the_form_too(cast: SimpleNamespace, client_of: Any) -> None:
    client = client_of(cast.bruno)
    give_factor_to_session(client, cast.bruno, age=400)
    sent = {"scope": str(cast.harbour.pk), "reason": "raid", "sure": "on"}
    answer = client.post("/lockdown/", sent)
    assert "/kept/" in answer.headers["Location"].replace("%2F", "/")


def test_passwords_and_codes_are_never_kept(cast: SimpleNamespace, client_of: Any) -> None:
    client = client_of(cast.amina)
    idle(client)
    client.post("/account/password/", {"password": "a new one of mine", "again": "a new one of mine"})
    assert not KeptForm.objects.exists()


def test_nobody_else_finds_it(cast: SimpleNamespace, client_of: Any) -> None:
    client = client_of(cast.amina)
    idle(client)
    client.post("/account/", {"display_name": TYPED})
    kept = KeptForm.objects.get()
    for other in (cast.dana, cast.bruno, cast.emil):
        assert client_of(other).get(f"/kept/{kept.pk}/").status_code == 404
        assert client_of(other).post(f"/kept/{kept.pk}/").status_code == 404
    assert KeptForm.objects.exists()
    assert client_of(cast.amina).post(f"/kept/{kept.pk}/").status_code == 302
    assert not KeptForm.objects.exists()


def test_the_page_keeps_a_form_before_time_is_up(cast: SimpleNamespace, client_of: Any) -> None:
    client = client_of(cast.amina)
    answer = client.post(
        "/keep/?path=/account/", {"display_name": TYPED}, headers={"X-Requested-With": "fetch"}
    )
    assert answer.status_code == 201
    assert TYPED in client.get(answer.headers["Location"]).content.decode()
    assert client.post("/keep/?path=https://elsewhere.example/x/", {"a": "b c"}).status_code == 400


def test_keeping_does_not_keep_the_session_alive(cast: SimpleNamespace, client_of: Any) -> None:
    client = client_of(cast.amina)
    session = client.session
    session["seen"] -= 600
    session.save()
    client.post("/keep/?path=/account/", {"display_name": TYPED})
    assert client.session["seen"] == session["seen"]


def test_only_the_newest_five_are_kept(cast: SimpleNamespace, client_of: Any) -> None:
    client = client_of(cast.amina)
    for number in range(7):
        client.post("/keep/?path=/account/", {"display_name": f"{TYPED} {number}"})
    assert KeptForm.objects.count() == 5


def test_another_text_under_a_used_key_is_not_dropped(cast: SimpleNamespace, client_of: Any) -> None:
    client = client_of(cast.amina)
    key = "6f2f1a5e-7d38-4a1c-9d3c-0123456789ab"
    for name in ("Amina One", "Amina One", "Amina Two"):
        sent = {"display_name": name, "language": "en", "time_zone": "", "submission_key": key}
        assert client.post("/account/", sent).status_code in {302, 303}
    cast.amina.refresh_from_db()
    assert cast.amina.display_name == "Amina Two"
    assert Submission.objects.filter(key=key).count() == 2
