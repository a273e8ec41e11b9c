"""Lockdown and evacuation plan: rehearsed (domain/practice.md P34)."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.utils import timezone

from accounts import actions
from accounts.models import EvacuationPlan, Lockdown, LockdownReason, Office, SignedInSession
from accounts.permissions import Permission
from notifications.models import Outbox
from tests.accounts.test_sign_in import code_now, type_code, type_password
from vault import keys, lock, ring

RAID = LockdownReason.RAID


def in_office(client: Client, office: Office) -> Any:
    return client.post("/lockdown/", {"scope": str(office.pk), "reason": "raid", "sure": "on"})


# --- an office ---------------------------------------------------------------------------------------------------


def test_a_lockdown_of_an_office_ends_its_sessions_and_gives_nothing(
    cast: SimpleNamespace, client_of: Any
) -> None:
    amina, emil = client_of(cast.amina), client_of(cast.emil)
    assert in_office(client_of(cast.bruno), cast.harbour).status_code == 302
    assert not SignedInSession.objects.filter(user__in=[cast.amina, cast.bruno]).exists()
    assert SignedInSession.objects.filter(user=cast.emil).exists()
    assert amina.get("/cases/").headers["Location"].startswith("/account/login/")
    assert emil.get("/cases/").status_code == 200
    again = client_of(cast.amina)
    assert again.get("/cases/").status_code == 403
    assert b"Your office is locked down" in again.get("/").content


def test_two_people_reopen_it(cast: SimpleNamespace, client_of: Any) -> None:
    row = actions.lock_down(actor=cast.bruno, office=cast.harbour, reason=RAID)
    bruno, vera = client_of(cast.bruno), client_of(cast.vera)
    address = f"/lockdown/{row.pk}/"
    bruno.post(address)
    bruno.post(address)
    assert Lockdown.objects.get().reopened_at is None
    vera.post(address)
    assert Lockdown.objects.get().reopened_at is not None
    cast.amina.forget_memberships()
    assert cast.amina.can(Permission.CASE_LIST, cast.harbour)


def test_an_office_of_one_can_reopen(cast: SimpleNamespace) -> None:
    row = actions.lock_down(actor=cast.rithy, office=cast.lotus, reason=LockdownReason.DRILL)
    assert actions.votes_needed(row) == 1
    assert actions.confirm_reopening(actor=cast.rithy, lockdown=row)


@pytest.mark.parametrize("name", ["amina", "emil", "ines", "hala", "jonas", "oskar"])
def test_others_can_neither_lock_nor_reopen_nor_see_it(
    cast: SimpleNamespace, client_of: Any, name: str
) -> None:
    person = cast.people[name]
    row = actions.lock_down(actor=cast.bruno, office=cast.harbour, reason=RAID)
    client = client_of(person)
    for address in (f"/lockdown/{row.pk}/", "/lockdown/00000000-0000-0000-0000-000000000000/"):
        assert client.get(address).status_code == 404
        assert client.post(address).status_code == 404
    with pytest.raises(PermissionDenied):
        actions.confirm_reopening(actor=person, lockdown=row)
    with pytest.raises(PermissionDenied):
        actions.lock_down(actor=person, office=cast.ceiba, reason=RAID)


def test_the_page_asks_for_the_second_factor_now(cast: SimpleNamespace, client_of: Any) -> None:
    from tests.people import give_factor_to_session

    client = client_of(cast.bruno)
    give_factor_to_session(client, cast.bruno, age=400)
    assert in_office(client, cast.harbour).status_code == 303
    assert not Lockdown.objects.exists()


def test_locking_twice_says_so(cast: SimpleNamespace, client_of: Any) -> None:
    actions.lock_down(actor=cast.bruno, office=cast.harbour, reason=RAID)
    page = in_office(client_of(cast.bruno), cast.harbour)
    assert page.status_code == 200 and b"locked down already" in page.content


def told(event: str) -> set[str]:
    rows = Outbox.objects.filter(event=event, channel="email")
    return set(rows.values_list("recipient__email", flat=True))


def lock_and_reopen(cast: SimpleNamespace, declarer: Any) -> Lockdown:
    row = actions.lock_down(actor=declarer, office=cast.harbour, reason=LockdownReason.DRILL)
    for voter in (cast.bruno, cast.vera, cast.farah):
        actions.confirm_reopening(actor=voter, lockdown=row)
    return row


def test_the_others_are_told_of_who_locks_again_and_again(cast: SimpleNamespace) -> None:
    for _time in range(2):
        lock_and_reopen(cast, cast.bruno)
    lock_and_reopen(cast, cast.vera)
    assert told("lockdown.repeated") == set()
    lock_and_reopen(cast, cast.bruno)
    assert told("lockdown.repeated") == {cast.vera.email, cast.farah.email, cast.kofi.email}
    assert Outbox.objects.filter(event="lockdown.repeated", channel="email").count() == 3


@pytest.mark.parametrize("everything", [False, True])
def test_who_locks_without_reason_is_suspended_by_the_others(
    cast: SimpleNamespace, client_of: Any, everything: bool
) -> None:
    office = None if everything else cast.harbour
    row = actions.lock_down(actor=cast.bruno, office=office, reason=RAID)
    client = client_of(cast.vera)
    page = client.get(f"/lockdown/{row.pk}/").content
    assert b"The remedy is to suspend the account" in page
    assert client.post(f"/lockdown/{row.pk}/suspend/").status_code == 302
    cast.bruno.refresh_from_db()
    assert not cast.bruno.is_active
    assert b"Suspend this account" not in client.get(f"/lockdown/{row.pk}/").content
    with pytest.raises(PermissionDenied):
        actions.confirm_reopening(actor=cast.bruno, lockdown=row)
    for voter in (cast.vera, cast.farah):
        actions.confirm_reopening(actor=voter, lockdown=row)
    with pytest.raises(PermissionDenied):
        actions.lock_down(actor=cast.bruno, office=office, reason=RAID)
    assert cast.farah.email in told("lockdown.suspended") and cast.vera.email not in told(
        "lockdown.suspended"
    )


def test_nobody_else_suspends_that_way_and_not_after_it_is_over(
    cast: SimpleNamespace, client_of: Any
) -> None:
    row = actions.lock_down(actor=cast.bruno, office=cast.harbour, reason=RAID)
    for person in (cast.amina, cast.emil, cast.jonas):
        assert client_of(person).post(f"/lockdown/{row.pk}/suspend/").status_code == 404
    with pytest.raises(actions.NotYourself):
        actions.suspend_who_locks(actor=cast.bruno, lockdown=row)
    for voter in (cast.bruno, cast.vera):
        actions.confirm_reopening(actor=voter, lockdown=row)
    row.refresh_from_db()
    with pytest.raises(PermissionDenied):
        actions.suspend_who_locks(actor=cast.vera, lockdown=row)
    cast.bruno.refresh_from_db()
    assert cast.bruno.is_active


# --- the installation -----------------------------------------------------------------------------------------------


def test_a_lockdown_of_everything_wipes_the_keys_of_cases(cast: SimpleNamespace) -> None:
    actions.lock_down(actor=None, office=None, reason=RAID)
    ring.forget()
    held = ring.get()
    assert held.locked and {name for name, _version in held.keys} == set(ring.OPEN_WHILE_LOCKED)
    for name in ("kek.identity", "kek.general", "kek.location", "kek.evidence", "kek.export", "index"):
        with pytest.raises(ring.VaultLocked):
            held.current(name)
    assert not SignedInSession.objects.exists()
    assert not Office.objects.filter(locked_at__isnull=True).exists()


def test_people_can_still_sign_in_to_reopen_everything(cast: SimpleNamespace) -> None:
    row = actions.lock_down(actor=cast.kofi, office=None, reason=RAID)
    ring.forget()
    with keys.session():
        for person in (cast.kofi, cast.wanda):
            client = Client()
            type_password(client, person.email)
            assert type_code(client, code_now()).status_code == 302
            client.post(f"/lockdown/{row.pk}/")
    assert not lock.is_locked()
    ring.forget()
    assert not ring.get().locked
    assert not Office.objects.filter(locked_at__isnull=False).exists()


def test_an_office_locked_before_stays_locked(cast: SimpleNamespace) -> None:
    actions.lock_down(actor=cast.bruno, office=cast.harbour, reason=RAID)
    row = actions.lock_down(actor=cast.kofi, office=None, reason=RAID)
    for person in (cast.kofi, cast.wanda):
        actions.confirm_reopening(actor=person, lockdown=row)
    assert list(Office.objects.filter(locked_at__isnull=False)) == [cast.harbour]


def test_no_task_runs_while_everything_is_locked(cast: SimpleNamespace) -> None:
    from accounts.tasks import tidy

    SignedInSession.objects.create(session_key="old", expire_date="2020-01-01T00:00Z")
    actions.lock_down(actor=None, office=None, reason=RAID)
    SignedInSession.objects.create(session_key="older", expire_date="2020-01-01T00:00Z")
    tidy()
    assert SignedInSession.objects.filter(session_key="older").exists()


# --- evacuation ----------------------------------------------------------------------------------------------------


def step(number: int, kind: str, what: str) -> dict[str, str]:
    return {f"form-{number}-kind": kind, f"form-{number}-what": what, f"form-{number}-who": ""}


def test_the_plan_is_written_sealed_read_and_rehearsed(cast: SimpleNamespace, client_of: Any) -> None:
    bruno = client_of(cast.bruno)
    address = f"/evacuation/{cast.harbour.pk}/"
    assert b"has not written its own plan" in bruno.get(address).content
    sent = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0"}
    sent |= step(0, "lock", "Close the blue gate") | step(1, "destroy", "Shred the visitor book")
    assert bruno.post(f"{address}change/", sent).status_code == 302
    assert b"Close the blue gate" in client_of(cast.amina).get(address).content
    stored = EvacuationPlan.objects.filter(office=cast.harbour).values_list("envelope", flat=True).get()
    assert b"blue gate" not in bytes(stored)
    drill = {"held_on": "2020-01-05", "minutes": "12", "steps_done": "9"}
    assert bruno.post(f"{address}drill/", drill).status_code == 302
    assert b"A drill is due." in bruno.get(address).content
    today = {"held_on": timezone.localdate().isoformat(), "minutes": "12", "steps_done": "9"}
    bruno.post(f"{address}drill/", today)
    page = bruno.get(address).content
    assert b"2 of 2 steps" in page and b"A drill is due." not in page


def test_the_plan_is_for_its_own_office(cast: SimpleNamespace, client_of: Any) -> None:
    for stranger in (cast.emil, cast.oskar, cast.lina):
        assert client_of(stranger).get(f"/evacuation/{cast.harbour.pk}/").status_code == 404
        assert client_of(stranger).get(f"/evacuation/{cast.harbour.pk}/change/").status_code in {403, 404}


def test_the_plan_can_be_read_while_everything_is_locked(cast: SimpleNamespace, client_of: Any) -> None:
    actions.write_plan(
        actor=cast.bruno,
        office=cast.harbour,
        steps=[{"kind": "move", "what": "Meet at the mill", "who": ""}],
    )
    actions.lock_down(actor=cast.kofi, office=None, reason=RAID)
    ring.forget()
    assert b"Meet at the mill" in client_of(cast.amina).get(f"/evacuation/{cast.harbour.pk}/").content


# --- from the console ------------------------------------------------------------------------------------------------


def test_the_command_locks_and_removes_the_root_key_only_when_it_can_come_back(
    cast: SimpleNamespace, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, real = tmp_path / "root.key", settings.VAULT_ROOT_KEY
    root.write_text("00" * 32)
    settings.VAULT_ROOT_KEY = f"file:{root}"
    monkeypatch.setattr("vault.shares.missing_rehearsal", lambda: "never")
    with pytest.raises(CommandError, match="rehearsed"):
        call_command("lock_down", "--reason=raid", "--remove-root")
    assert not Lockdown.objects.exists() and root.exists()
    with pytest.raises(CommandError, match="every office"):
        call_command("lock_down", "--reason=raid", "--office=Harbour", "--remove-root")
    monkeypatch.setattr("vault.shares.missing_rehearsal", lambda: "")
    monkeypatch.setattr("accounts.actions.lock_down", lambda **words: Lockdown.objects.create(reason="raid"))
    call_command("lock_down", "--reason=raid", "--remove-root")
    settings.VAULT_ROOT_KEY = real
    assert Lockdown.objects.exists() and not root.exists()


def test_the_command_locks_one_office(cast: SimpleNamespace) -> None:
    with pytest.raises(CommandError, match="no office"):
        call_command("lock_down", "--reason=drill", "--office=Nowhere")
    call_command("lock_down", "--reason=drill", "--office=Harbour")
    assert list(Office.objects.filter(locked_at__isnull=False)) == [cast.harbour]
