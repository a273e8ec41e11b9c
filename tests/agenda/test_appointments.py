"""Appointments with accompaniment and transport, and the alarm of a visit from which nobody checks in (P16)."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts import acting
from accounts.models import Duty
from accounts.permissions import DutyCode
from agenda import actions, tasks
from agenda.actions.watching import alarms_for
from agenda.models import Appointment
from cases import actions as records
from cases.models import Case
from notifications.models import Outbox
from tests.cases.conftest import open_for


@pytest.fixture
def case(cast: SimpleNamespace) -> Case:
    return open_for(cast.amina)


def made(cast: SimpleNamespace, case: Case, **given: Any) -> Appointment:
    begins = timezone.now() + timedelta(hours=2)
    given = {
        "kind": "home_visit",
        "starts_at": begins,
        "companion": cast.amina,
        "place": "Hill house",
        **given,
    }
    return actions.make_appointment(actor=cast.amina, case=case, **given)


def late(cast: SimpleNamespace, case: Case, **given: Any) -> Appointment:
    row = made(cast, case, **given)
    Appointment.objects.filter(pk=row.pk).update(check_in_by=timezone.now() - timedelta(minutes=1))
    return Appointment.objects.get(pk=row.pk)


def told(event: str) -> set[Any]:
    return set(Outbox.objects.filter(event=event).values_list("recipient", flat=True))


def watch() -> None:
    tasks.watch.apply().get()


def test_a_visit_is_watched_and_other_appointments_are_not(cast: SimpleNamespace, case: Case) -> None:
    visit, doctor = made(cast, case), made(cast, case, kind="medical")
    assert visit.check_in_by == visit.starts_at + timedelta(minutes=60) and doctor.check_in_by is None
    with pytest.raises(ValidationError):
        made(cast, case, companion=None)
    with pytest.raises(ValidationError):
        made(cast, case, kind="medical", companion=cast.dana)


def test_who_does_not_check_in_is_missed_within_a_minute_and_once(cast: SimpleNamespace, case: Case) -> None:
    Duty.objects.create(user=cast.ines, office=case.office, code=DutyCode.SECURITY_FOCAL_POINT)
    row = late(cast, case)
    watch()
    watch()
    rows = Outbox.objects.filter(event="visit.alarm", channel="in_app")
    assert {cast.amina.pk, cast.bruno.pk, cast.vera.pk, cast.ines.pk} == {one.recipient_id for one in rows}
    assert rows.count() == 4
    for person in (cast.amina, cast.bruno, cast.ines):
        with acting.as_user(person):
            assert [one.pk for one in alarms_for(person)] == [row.pk]
    for person in (cast.dana, cast.emil):
        with acting.as_user(person):
            assert alarms_for(person) == []


def test_one_press_ends_it_and_those_who_were_told_hear_so(
    cast: SimpleNamespace, client_of: Any, case: Case
) -> None:
    row = late(cast, case)
    watch()
    amina = client_of(cast.amina)
    assert "Has not checked in" in amina.get("/agenda/").content.decode()
    assert amina.post(f"/cases/{case.pk}/appointments/{row.pk}/check-in/").status_code == 302
    assert {cast.bruno.pk, cast.vera.pk} <= told("visit.safe")
    assert "Everybody has checked in." in client_of(cast.bruno).get("/agenda/alarms/").content.decode()


def test_checked_in_in_time_nobody_hears_of_it(cast: SimpleNamespace, case: Case) -> None:
    row = made(cast, case)
    actions.check_in(actor=cast.amina, row=row)
    Appointment.objects.filter(pk=row.pk).update(check_in_by=timezone.now() - timedelta(minutes=1))
    watch()
    assert not told("visit.alarm") and not told("visit.safe")


def test_it_takes_longer_and_is_missed_again_later(cast: SimpleNamespace, client_of: Any, case: Case) -> None:
    row = late(cast, case)
    watch()
    sent = {"minutes": "30"}
    assert (
        client_of(cast.amina).post(f"/cases/{case.pk}/appointments/{row.pk}/longer/", sent).status_code == 302
    )
    watch()
    again = Appointment.objects.get()
    assert again.alarmed_at is None and again.check_in_by is not None
    assert again.check_in_by > timezone.now() + timedelta(minutes=29)
    Appointment.objects.update(check_in_by=timezone.now() - timedelta(seconds=1))
    watch()
    assert Outbox.objects.filter(event="visit.alarm", channel="in_app", recipient=cast.bruno).count() == 2


def test_somebody_else_checks_nobody_in(cast: SimpleNamespace, client_of: Any, case: Case) -> None:
    row = late(cast, case)
    for person in (cast.dana, cast.emil):
        with pytest.raises(PermissionDenied):
            actions.check_in(actor=person, row=row)
        assert client_of(person).post(f"/cases/{case.pk}/appointments/{row.pk}/check-in/").status_code == 404
    actions.check_in(actor=cast.bruno, row=row)
    assert Appointment.objects.get().checked_in_at


def test_how_it_went_and_cancelled(cast: SimpleNamespace, client_of: Any, case: Case) -> None:
    first, second = made(cast, case, kind="medical"), made(cast, case, kind="legal")
    amina = client_of(cast.amina)
    sent = {"kept": "no", "outcome": "The bus did not come"}
    assert amina.post(f"/cases/{case.pk}/appointments/{first.pk}/outcome/", sent).status_code == 302
    assert amina.post(f"/cases/{case.pk}/appointments/{second.pk}/cancel/").status_code == 302
    assert {row.state for row in Appointment.objects.all()} == {"not_kept", "cancelled"}
    page = amina.get(f"/cases/{case.pk}/tab/agenda/").content.decode()
    assert "The bus did not come" in page and "No appointment is planned." in page


def test_the_page_makes_one_and_keeps_what_was_typed(
    cast: SimpleNamespace, client_of: Any, case: Case
) -> None:
    amina, address = client_of(cast.amina), f"/cases/{case.pk}/appointments/make/"
    sent = {
        "kind": "escort",
        "day": "2026-12-24",
        "time": "10:00",
        "place": "Quayside",
        "transport": "needed",
    }
    page = amina.post(address, {**sent, "companion": ""})
    assert "Say who goes" in page.content.decode() and "Quayside" in page.content.decode()
    page = amina.post(address, {**sent, "companion": str(cast.amina.pk), "check_in": "09:00"})
    assert "Check in after it has begun." in page.content.decode()
    assert (
        amina.post(address, {**sent, "companion": str(cast.amina.pk), "check_in": "12:30"}).status_code == 302
    )
    row = Appointment.objects.get()
    zone = case.office.zone
    assert [one.astimezone(zone).strftime("%H:%M") for one in (row.starts_at, row.check_in_by) if one] == [
        "10:00",
        "12:30",
    ]
    stale = {**sent, "companion": str(cast.amina.pk), "base_version": "0", "place": "Elsewhere"}
    page = amina.post(f"/cases/{case.pk}/appointments/{row.pk}/", stale)
    assert "Somebody else has changed this meanwhile" in page.content.decode()
    again = {**stale, "base_version": row.version}
    assert amina.post(f"/cases/{case.pk}/appointments/{row.pk}/", again).status_code == 302
    assert Appointment.objects.get().place == "Elsewhere"


def test_the_place_is_for_who_may_read_whereabouts(cast: SimpleNamespace, client_of: Any, case: Case) -> None:
    made(cast, case)
    tab = f"/cases/{case.pk}/tab/agenda/"
    assert "Hill house" in client_of(cast.amina).get(tab).content.decode()
    records.lock_location(actor=cast.bruno, case=case, reason="threat")
    page = client_of(cast.bruno).get(tab).content.decode()
    assert "Home visit" in page and "Hill house" not in page
    assert "Hill house" not in client_of(cast.amina).get("/agenda/").content.decode()
