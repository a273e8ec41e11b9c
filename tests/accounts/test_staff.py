"""Invitations and the administration of staff and offices."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from accounts import actions
from accounts.models import Invitation, Membership, User
from accounts.permissions import Role
from accounts.sessions import row_key
from tests.people import give_factor_to_session

NEW = "seven quiet mornings by the lake"


def invited(cast: SimpleNamespace) -> tuple[User, str]:
    user = actions.create_user(actor=cast.jonas, email="new@wayhome.example", display_name="New Comer")
    actions.give_role(actor=None, user=user, office=cast.harbour, role=Role.CASEWORKER)
    return user, actions.invite(actor=cast.jonas, user=user, office=cast.harbour)


def test_inviting_gives_a_link_that_is_shown_once(cast: SimpleNamespace, client_of: Any) -> None:
    client = client_of(cast.jonas)
    given = {
        "display_name": "New Comer",
        "email": "New@Wayhome.example",
        "office": str(cast.harbour.pk),
        "role": "caseworker",
    }
    page = client.post("/administration/staff/invite/", given).content.decode()
    link = page.split("data-link>")[1].split("<")[0]
    user = User.objects.get(email="new@wayhome.example")
    assert not user.memberships.exists() and not user.has_usable_password()
    assert "waits for a second person" in page
    assert link.rsplit("/", 2)[1] not in str(list(Invitation.objects.values()))


def test_the_invited_person_sets_the_password_and_must_enrol(cast: SimpleNamespace) -> None:
    user, token = invited(cast)
    client = Client()
    assert client.get(f"/welcome/{token}/").status_code == 200
    answer = client.post(f"/welcome/{token}/", {"password": NEW, "again": NEW})
    assert answer.headers["Location"] == "/account/enrol/"
    assert client.get("/account/").headers["Location"] == "/account/enrol/"
    assert User.objects.get(pk=user.pk).check_password(NEW)


def test_links_work_once(cast: SimpleNamespace) -> None:
    _user, token = invited(cast)
    Client().post(f"/welcome/{token}/", {"password": NEW, "again": NEW})
    again = Client()
    assert again.get(f"/welcome/{token}/").status_code == 404
    assert again.post(f"/welcome/{token}/", {"password": NEW, "again": NEW}).status_code == 404


def test_used_expired_withdrawn_and_unknown_links_look_the_same(cast: SimpleNamespace) -> None:
    user, token = invited(cast)
    unknown = Client().get("/welcome/nothing-of-ours/")
    Invitation.objects.update(expires_at=timezone.now())
    expired = Client().get(f"/welcome/{token}/")
    newer = actions.invite(actor=cast.jonas, user=user, office=cast.harbour)
    actions.suspend(actor=cast.jonas, user=user)
    withdrawn = Client().get(f"/welcome/{newer}/")
    assert unknown.status_code == expired.status_code == withdrawn.status_code == 404
    bodies = {
        page.content.decode().split("<main")[1].split("</main")[0] for page in (unknown, expired, withdrawn)
    }
    assert len(bodies) == 1


def test_a_new_link_ends_the_former_one(cast: SimpleNamespace) -> None:
    user, first = invited(cast)
    actions.invite(actor=cast.jonas, user=user, office=cast.harbour)
    assert actions.find_invitation(first) is None


def test_whoever_has_a_factor_still_needs_it_after_a_new_password(cast: SimpleNamespace) -> None:
    token = actions.invite(actor=cast.jonas, user=cast.amina, office=cast.harbour)
    client = Client()
    answer = client.post(f"/welcome/{token}/", {"password": NEW, "again": NEW})
    assert answer.headers["Location"] == "/account/login/"
    assert client.get("/account/").status_code == 302


@pytest.mark.parametrize(
    ("password", "fits"),
    [
        (NEW, True),
        ("ελληνικά λόγια για νύχτα", True),
        ("short words", False),
        ("x" * 200, False),
        ("passwordpassword", False),
        ("Password1234567890", False),
        ("123456789012345678", False),
        ("aaaaaaaaaaaaaaaaaaa", False),
        ("qwertyuiopasdfgh", False),
        ("harbour mission 2026", False),
        ("NewComer-Wayhome-2026", False),
    ],
)
def test_passwords(cast: SimpleNamespace, password: str, fits: bool) -> None:
    user, token = invited(cast)
    Client().post(f"/welcome/{token}/", {"password": password, "again": password})
    assert User.objects.get(pk=user.pk).has_usable_password() == fits


def test_passwords_are_compared_after_normalisation(cast: SimpleNamespace) -> None:
    cast.amina.set_password("café au lait, encore et encore")
    assert cast.amina.check_password("cafe\u0301 au lait, encore et encore")


def test_passwords_are_argon2id(cast: SimpleNamespace) -> None:
    assert cast.amina.password.startswith("argon2$argon2id$")


@pytest.mark.parametrize("who", ["amina", "bruno", "kofi", "farah", "ines", "chidi"])
def test_others_do_not_manage_staff(cast: SimpleNamespace, client_of: Any, who: str) -> None:
    client = client_of(getattr(cast, who))
    for path in (
        "staff/",
        "staff/invite/",
        f"staff/{cast.dana.pk}/",
        "offices/",
        f"offices/{cast.harbour.pk}/",
    ):
        assert client.get(f"/administration/{path}").status_code == 403, path
    assert client.post(f"/administration/staff/{cast.dana.pk}/end/").status_code == 403


def test_staff_of_other_offices_is_not_there(cast: SimpleNamespace, client_of: Any) -> None:
    client = client_of(cast.jonas)
    assert b"Emil Rossi" not in client.get("/administration/staff/").content
    assert client.get(f"/administration/staff/{cast.emil.pk}/").status_code == 404
    assert client.post(f"/colleagues/{cast.emil.pk}/suspend/", {"reason": "other"}).status_code == 404
    membership = cast.emil.memberships.get()
    assert client.post(f"/administration/staff/role/{membership.pk}/end/").status_code == 404
    assert client.get(f"/administration/offices/{cast.ponte.pk}/").status_code == 404


def test_roles_and_duties_from_the_page(cast: SimpleNamespace, client_of: Any) -> None:
    client = client_of(cast.jonas)
    base = f"/administration/staff/{cast.dana.pk}/"
    assert b"Dana Petrenko" in client.get(base).content
    last = timezone.localdate() + timedelta(days=10)
    given = {
        "office": str(cast.harbour.pk),
        "role-role": "data_analyst",
        "role-reason": "new_tasks",
        "role-valid_from": "",
        "role-valid_to": last.isoformat(),
    }
    assert client.post(f"{base}role/", given).status_code == 302
    membership = Membership.objects.get(user=cast.dana, role="data_analyst")
    assert membership.valid_to and membership.valid_to.astimezone(
        cast.harbour.zone
    ).date() == last + timedelta(days=1)
    duty = {"office": str(cast.harbour.pk), "duty-code": "legal_adviser", "duty-reason": "training"}
    assert client.post(f"{base}duty/", duty).status_code == 302
    row = cast.dana.duties.get()
    assert client.post(f"/administration/staff/duty/{row.pk}/end/").status_code == 302
    assert client.post(f"/administration/staff/role/{membership.pk}/end/").status_code == 302
    row.refresh_from_db(), membership.refresh_from_db()
    assert not row.is_valid and not membership.is_valid


def test_managing_staff_needs_a_recent_factor(cast: SimpleNamespace, client_of: Any) -> None:
    client = client_of(cast.jonas)
    give_factor_to_session(client, cast.jonas, age=301)
    answer = client.post(f"/colleagues/{cast.dana.pk}/suspend/", {"reason": "other"})
    assert answer.headers["Location"].startswith("/account/confirm/")
    assert User.objects.get(pk=cast.dana.pk).is_active


def test_the_calendar_of_an_office(cast: SimpleNamespace, client_of: Any) -> None:
    client = client_of(cast.jonas)
    base = f"/administration/offices/{cast.harbour.pk}/"
    changed = {"time_zone": "Europe/Chisinau", "weekend_days": ["5", "6"], "languages": "en ro ru"}
    assert client.post(base, changed).status_code == 302
    client.post(f"{base}holidays/", {"day": "2026-12-28", "name": "Rest"})
    client.post(f"{base}holidays/", {"day": "2026-12-28", "name": "Twice"})
    cast.harbour.refresh_from_db()
    assert (cast.harbour.weekend_days, cast.harbour.languages) == ([5, 6], ["en", "ro", "ru"])
    assert [holiday.name for holiday in cast.harbour.holidays.all()] == ["Rest"]
    assert not cast.harbour.is_working_day(date(2026, 12, 28))
    assert not cast.harbour.is_working_day(date(2026, 12, 25)) and cast.harbour.is_working_day(
        date(2026, 12, 27)
    )
    client.post(f"{base}holidays/remove/", {"day": "2026-12-28"})
    assert not cast.harbour.holidays.exists()


def test_names_of_people_are_not_printed_into_logs(cast: SimpleNamespace) -> None:
    assert str(cast.amina) == str(cast.amina.pk)[:8]
    assert "Amina" not in repr(cast.amina) and "amina" not in repr(cast.amina)


def test_the_first_administrator_of_an_installation(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    given = [
        "--email=first@wayhome.example",
        "--name=First Admin",
        "--organisation=Harbour Relief",
        "--office=Harbour",
    ]
    given += ["--code-name=Harbour", "--country=md", "--time-zone=Europe/Chisinau"]
    call_command("first_administrator", *given)
    path = capsys.readouterr().out.strip().split("/welcome/")[1]
    assert Client().get(f"/welcome/{path}").status_code == 200
    assert User.objects.get().has_role(Role.USER_ADMINISTRATOR)
    with pytest.raises(CommandError):
        call_command("first_administrator", *given)


def test_an_administrator_lists_and_ends_the_sessions_of_a_colleague(
    cast: SimpleNamespace, client_of: Any
) -> None:
    first, second, jonas = client_of(cast.dana), client_of(cast.dana), client_of(cast.jonas)
    page = f"/administration/staff/{cast.dana.pk}/"
    assert jonas.get(page).text.count("Signed in ") == 2
    key = row_key(second.cookies["session"].value)
    assert key not in jonas.get(page).text, "only the beginning of what the cookie is stored under is shown"
    address = f"{page}sessions/"
    assert client_of(cast.petra).post(address, {"session": key[:16]}).status_code == 404
    assert jonas.post(address, {"session": key[:16]}).status_code == 302
    assert first.get("/account/").status_code == 200
    assert second.get("/account/").status_code == 302
    assert jonas.post(address).status_code == 302
    assert first.get("/account/").status_code == 302
    assert jonas.get("/account/").status_code == 200
