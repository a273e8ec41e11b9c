"""Somebody who is assisted is held: an alarm by the wall clock, in two time zones, before a holiday (practice.md P18)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import OfficeHoliday
from cases import actions as records
from cases.models import Case, CaseTask, ConsentRecord
from legal import actions
from legal.clocks import CUSTODY
from legal.models import Custody, CustodyDeed
from notifications.models import Outbox
from tests.cases.conftest import GIVEN, agree, open_for

FRIDAY_EVENING = datetime(2026, 12, 4, 18, 30, tzinfo=UTC)


@pytest.fixture
def case(cast: SimpleNamespace) -> Case:
    return open_for(cast.amina)


def held(cast: SimpleNamespace, case: Case, **given: Any) -> Custody:
    given = {"kind": "detention", "since": timezone.now(), **given}
    return actions.note_custody(actor=cast.amina, case=case, **given)


def waiting(case: Case) -> CaseTask | None:
    return CaseTask.objects.waiting().filter(case=case, kind=CUSTODY).first()


@pytest.mark.parametrize("zone", ["Pacific/Apia", "America/St_Johns"])
def test_the_hours_of_a_friday_evening_before_a_holiday_wait_for_no_working_day(
    cast: SimpleNamespace, case: Case, zone: str
) -> None:
    office = case.office
    office.timezone = zone
    office.save()
    for day in range(1, 4):
        OfficeHoliday.objects.create(
            office=office, day=(FRIDAY_EVENING + timedelta(days=day)).date(), name="Feast"
        )
    row = held(cast, case, since=FRIDAY_EVENING)
    due = {deed.deed: deed.due_at - FRIDAY_EVENING for deed in row.deeds.all()}
    hours = {"visit": 24, "lawyer": 24, "letter": 48, "release": 72, "non_punishment": 120}
    assert due == {name: timedelta(hours=number) for name, number in hours.items()}
    task = waiting(case)
    assert task is not None and task.due_at == FRIDAY_EVENING + timedelta(hours=24)


def test_those_who_can_act_are_told_at_once_and_nobody_else(cast: SimpleNamespace, case: Case) -> None:
    held(cast, case)
    told = set(Outbox.objects.filter(event="custody.alarm").values_list("recipient", flat=True))
    assert {cast.bruno.pk, cast.vera.pk} <= told
    assert not told & {cast.amina.pk, cast.dana.pk, cast.emil.pk, cast.farah.pk}


def test_each_deed_moves_the_alarm_until_nothing_is_left(cast: SimpleNamespace, case: Case) -> None:
    row = held(cast, case)
    for deed in row.deeds.all():
        task = waiting(case)
        assert task is not None and task.due_at == deed.due_at
        actions.note_deed(actor=cast.amina, deed=deed, is_possible=deed.deed != "letter", note="Said no")
    assert waiting(case) is None
    assert CustodyDeed.objects.get(custody=row, deed="letter").note == "Said no"


def test_when_it_is_over_nothing_waits(cast: SimpleNamespace, case: Case) -> None:
    actions.end_custody(actor=cast.amina, row=held(cast, case), outcome="Released")
    assert waiting(case) is None and not Custody.objects.filter(ended_at__isnull=True).exists()


def test_a_yes_given_there_is_weak_whenever_the_custody_is_noted(cast: SimpleNamespace, case: Case) -> None:
    before = timezone.now() - timedelta(hours=1)
    agree(cast.amina, case, "share_authority")
    held(cast, case, since=before)
    newest = ConsentRecord.objects.filter(case=case, consent_type="share_authority").latest("recorded_at")
    assert newest.in_detention
    later = records.record_consent(actor=cast.amina, case=case, consent_type="follow_up", **GIVEN)
    assert later.in_detention
    actions.end_custody(actor=cast.amina, row=Custody.objects.get())
    free = records.record_consent(actor=cast.amina, case=case, consent_type="follow_up", **GIVEN)
    assert not free.in_detention


def test_an_earlier_yes_stays_what_it_was(cast: SimpleNamespace, case: Case) -> None:
    agree(cast.amina, case, "share_authority")
    held(cast, case, since=timezone.now() + timedelta(minutes=1))
    newest = ConsentRecord.objects.filter(case=case, consent_type="share_authority").latest("recorded_at")
    assert not newest.in_detention


def test_the_place_is_for_who_may_read_whereabouts(cast: SimpleNamespace, client_of: Any, case: Case) -> None:
    held(cast, case, place="Cell block of the tests")
    tab = reverse("cases:panel", args=[case.pk, "legal"])
    assert "Cell block of the tests" in client_of(cast.amina).get(tab).content.decode()
    records.lock_location(actor=cast.bruno, case=case, reason="threat")
    page = client_of(cast.bruno).get(tab).content.decode()
    assert "Detention" in page and "Cell block of the tests" not in page
    assert client_of(cast.dana).get(tab).status_code == client_of(cast.emil).get(tab).status_code == 404


def test_the_page_notes_it_with_what_is_known_and_keeps_what_was_typed(
    cast: SimpleNamespace, client_of: Any, case: Case
) -> None:
    amina, address = client_of(cast.amina), reverse("legal:custody_note", args=[case.pk])
    page = amina.post(address, {"kind": "", "place": "North station", "day": "2026-12-01", "time": "10:00"})
    assert page.status_code == 200 and "North station" in page.content.decode()
    sent = {"kind": "detention", "place": "North station", "day": "2026-12-01", "time": "10:00"}
    assert amina.post(address, sent).status_code == 302
    row = Custody.objects.get()
    assert (
        row.since.astimezone(case.office.zone).strftime("%d %H:%M") == "01 10:00"
        and row.place == "North station"
    )
    deed = row.deeds.get(deed="visit")
    amina.post(
        reverse("legal:custody_deed", args=[case.pk, deed.pk]), {"is_possible": "yes", "note": "Went there"}
    )
    deed.refresh_from_db()
    assert deed.done_by == cast.amina
    sent = {"day": "2026-12-02", "time": "09:00", "outcome": "Released"}
    assert amina.post(reverse("legal:custody_end", args=[case.pk, row.pk]), sent).status_code == 302
    assert "Released" in amina.get(reverse("cases:panel", args=[case.pk, "legal"])).content.decode()
