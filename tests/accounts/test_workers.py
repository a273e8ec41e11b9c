"""Qualifications with expiry, and supervision talks: who enters, who reads, who is told (practice.md P6)."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone

from accounts import actions, qualifications, reminders
from accounts.middleware import DURESS
from accounts.models import Qualification, QualificationEvidence, SupervisionTalk
from accounts.qualifications import QualificationKind
from audit import retention
from notifications.models import Outbox

CHILD = QualificationKind.CHILD_INTERVIEWER


def days(number: int) -> Any:
    return timezone.localdate() + timedelta(days=number)


def give(cast: SimpleNamespace, **given: Any) -> Qualification:
    wanted = {"actor": cast.jonas, "user": cast.amina, "kind": CHILD, "since": days(-10), **given}
    return actions.give_qualification(**wanted)


# --- qualifications --------------------------------------------------------------------------------------------------


def test_somebody_is_qualified_between_two_days_both_included(cast: SimpleNamespace) -> None:
    give(cast, since=days(-3), until=days(3))
    for day, expected in ((-4, False), (-3, True), (0, True), (3, True), (4, False)):
        assert qualifications.holds(cast.amina, CHILD, on=days(day)) is expected, day
    assert qualifications.holds(cast.amina, "child_interviewer")
    assert not qualifications.holds(cast.amina, QualificationKind.ASSESSOR)
    assert not qualifications.holds(cast.dana, CHILD)
    with pytest.raises(ValueError, match="juggler"):
        qualifications.holds(cast.amina, "juggler")


def test_without_an_end_it_holds_until_it_is_withdrawn(cast: SimpleNamespace) -> None:
    row = give(cast)
    assert qualifications.holds(cast.amina, CHILD, on=days(4000))
    actions.withdraw_qualification(actor=cast.jonas, qualification=row)
    assert not qualifications.holds(cast.amina, CHILD)
    row.refresh_from_db()
    assert row.withdrawn_by == cast.jonas


def test_many_are_asked_by_one_query(cast: SimpleNamespace, django_assert_num_queries: Any) -> None:
    give(cast)
    give(cast, user=cast.dana, until=days(-1))
    with django_assert_num_queries(1):
        found = qualifications.holders_among([cast.amina.pk, cast.dana.pk, cast.hala.pk], CHILD)
    assert found == {cast.amina.pk}


def test_who_manages_staff_enters_it_and_nobody_for_themself(cast: SimpleNamespace) -> None:
    for who in (cast.bruno, cast.amina, cast.farah, cast.kofi):
        with pytest.raises(PermissionDenied):
            give(cast, actor=who, user=cast.dana)
    with pytest.raises(actions.NotYourself):
        give(cast, user=cast.jonas)
    with pytest.raises(ValidationError):
        give(cast, since=days(0), until=days(-1))
    with pytest.raises(PermissionDenied):
        give(cast, user=cast.emil)
    assert not Qualification.objects.exists()


def test_what_it_rests_on_is_sealed_and_read_by_staff_managers(cast: SimpleNamespace, client_of: Any) -> None:
    client = client_of(cast.jonas)
    page = f"/administration/staff/{cast.amina.pk}/"
    sent = {
        "qualification-qualification": "child_interviewer", "qualification-since": days(-1).isoformat(),
        "qualification-until": days(400).isoformat(), "qualification-evidence": "Certificate of the quiet lake",
    }  # fmt: skip
    assert client.post(f"{page}qualification/", sent).status_code == 302
    assert "Certificate of the quiet lake" in client.get(page).text
    with connection.cursor() as cursor:
        cursor.execute("SELECT accounts_qualificationevidence::text FROM accounts_qualificationevidence")
        stored = str(cursor.fetchall())
    assert "quiet lake" not in stored and b"quiet lake".hex() not in stored
    row = Qualification.objects.get()
    assert (
        client_of(cast.petra).post(f"/administration/staff/qualification/{row.pk}/withdraw/").status_code
        == 404
    )
    assert (
        client_of(cast.bruno).post(f"/administration/staff/qualification/{row.pk}/withdraw/").status_code
        == 403
    )
    assert client.post(f"/administration/staff/qualification/{row.pk}/withdraw/").status_code == 302
    assert "Withdrawn on" in client.get(page).text
    assert "Trained interviewer of children" not in client_of(cast.amina).get("/account/").text


def test_a_wrong_period_is_said_on_the_page(cast: SimpleNamespace, client_of: Any) -> None:
    client = client_of(cast.jonas)
    page = f"/administration/staff/{cast.amina.pk}/"
    sent = {
        "qualification-qualification": "assessor",
        "qualification-since": "2026-05-02",
        "qualification-until": "2026-05-01",
    }
    assert client.post(f"{page}qualification/", sent).status_code == 302
    assert "The end lies before the beginning." in client.get(page).text
    assert not Qualification.objects.exists()


def told(event: str, person: Any) -> int:
    return Outbox.objects.filter(event=event, recipient=person, channel="email").count()


def test_holder_and_staff_managers_are_warned_once_a_step(
    cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = timezone.localdate()
    row = give(cast, until=days(31))
    assert reminders.of_ending_qualifications() == 0
    for day, times in ((1, 1), (11, 1), (18, 2), (21, 2), (25, 3), (30, 4), (31, 4)):
        monkeypatch.setattr(timezone, "localdate", lambda day=day: today + timedelta(days=day))
        assert reminders.of_ending_qualifications() == 1
        reminders.of_ending_qualifications()
        assert told("qualification.ends", cast.amina) == times, day
    assert told("qualification.ends_there", cast.jonas) == 4
    assert told("qualification.ends_there", cast.bruno) == 0
    monkeypatch.setattr(timezone, "localdate", lambda: today + timedelta(days=32))
    assert reminders.of_ending_qualifications() == 0
    assert row.until == today + timedelta(days=31)


def test_nobody_is_warned_of_what_a_newer_one_follows(cast: SimpleNamespace) -> None:
    give(cast, until=days(5))
    give(cast, since=days(0), until=days(400))
    assert reminders.of_ending_qualifications() == 0


# --- talks -----------------------------------------------------------------------------------------------------------


def talk(cast: SimpleNamespace, **given: Any) -> SupervisionTalk:
    wanted = {"actor": cast.bruno, "user": cast.amina, "held_on": days(0), "kind": "debriefing", **given}
    return actions.record_talk(**{"note": "Sleeps badly since Tuesday", **wanted})


def test_the_worker_and_the_supervisors_read_it_and_nobody_else(
    cast: SimpleNamespace, client_of: Any
) -> None:
    talk(cast)
    page = f"/colleagues/{cast.amina.pk}/talks/"
    for who in (cast.bruno, cast.vera):
        assert "Sleeps badly since Tuesday" in client_of(who).get(page).text
    assert "Sleeps badly since Tuesday" in client_of(cast.amina).get("/account/talks/").text
    assert "Sleeps badly" not in client_of(cast.dana).get("/account/talks/").text
    assert client_of(cast.emil).get(page).status_code == 404
    for who in (cast.amina, cast.dana, cast.jonas, cast.kofi, cast.farah):
        assert client_of(who).get(page).status_code == 403
    with connection.cursor() as cursor:
        cursor.execute("SELECT accounts_supervisiontalk::text FROM accounts_supervisiontalk")
        stored = str(cursor.fetchall())
    assert "badly" not in stored and b"badly".hex() not in stored


def test_a_supervisor_notes_it_and_not_of_themself(cast: SimpleNamespace, client_of: Any) -> None:
    page = f"/colleagues/{cast.amina.pk}/talks/"
    sent = {"held_on": days(0).isoformat(), "talk": "supervision", "note": "Too many cases"}
    assert client_of(cast.bruno).post(page, sent).status_code == 302
    row = SupervisionTalk.objects.get()
    assert (row.held_by, row.kind, row.note) == (cast.bruno, "supervision", "Too many cases")
    assert client_of(cast.bruno).get(f"/colleagues/{cast.bruno.pk}/talks/").status_code == 404
    assert client_of(cast.emil).post(page, sent).status_code == 404
    for who in (cast.emil, cast.jonas, cast.dana):
        with pytest.raises(PermissionDenied):
            talk(cast, actor=who)
    with pytest.raises(ValidationError):
        talk(cast, held_on=days(3))
    assert (
        "This day has not come yet."
        in client_of(cast.bruno).post(page, {**sent, "held_on": days(3).isoformat()}).text
    )


def test_under_duress_the_own_talks_are_not_there(cast: SimpleNamespace, client_of: Any) -> None:
    talk(cast)
    client = client_of(cast.amina)
    session = client.session
    session[DURESS] = True
    session.save()
    assert client.get("/account/talks/").status_code == 404
    assert "/account/talks/" not in client.get("/account/").text


def test_who_asks_gets_them_and_who_is_erased_leaves_none(cast: SimpleNamespace) -> None:
    talk(cast)
    give(cast, evidence="A certificate")
    answers = retention.registered()
    assert "Sleeps badly" in str(answers["accounts.supervisiontalk"].export(cast.amina.pk))
    assert "A certificate" in str(answers["accounts.qualificationevidence"].export(cast.amina.pk))
    retention.erase_everywhere(cast.amina.pk)
    assert not SupervisionTalk.objects.exists() and not QualificationEvidence.objects.exists()
    assert qualifications.holds(cast.amina, CHILD)
