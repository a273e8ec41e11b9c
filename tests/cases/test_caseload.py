"""The caseload is counted and shown where cases are given and taken; it warns, and refuses nothing (practice.md P6)."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from accounts import actions as staff
from accounts.models import OfficeSetting
from cases import actions, caseload
from cases.models import Case, HandOverCase
from notifications.models import Outbox
from tests.cases.pages.conftest import english, new_case

__all__ = ["english"]


@pytest.fixture
def limit(cast: SimpleNamespace) -> SimpleNamespace:
    """Two open cases at most at Harbour."""
    OfficeSetting.objects.create(
        office=cast.harbour, key="accounts.caseload_limit", value=2, effective_from="2020-01-01", changed_by=cast.kofi
    )  # fmt: skip
    return cast


def test_open_cases_are_counted_by_office_and_owner(limit: SimpleNamespace) -> None:
    assert caseload.load_of(limit.amina, limit.harbour).words == "0 of 2 open cases"
    case = new_case(limit.amina)
    new_case(limit.dana)
    new_case(limit.paola)
    assert (
        caseload.load_of(limit.amina, limit.harbour).count,
        caseload.load_of(limit.amina, limit.ponte).count,
    ) == (1, 0)
    actions.restrict_case(actor=limit.bruno, case=case, reason="threat")
    assert caseload.load_of(limit.amina, limit.harbour).count == 1, "restricted ones count, too"
    Case.objects.plain().filter(pk=case.pk).update(closed_at=timezone.now(), status="closed")
    assert caseload.load_of(limit.amina, limit.harbour).count == 0


def test_full_is_at_the_limit_and_over_beyond_it(limit: SimpleNamespace) -> None:
    seen = []
    for _each in range(3):
        new_case(limit.amina)
        load = caseload.load_of(limit.amina, limit.harbour)
        seen.append((load.is_full, load.is_over))
    assert seen == [(False, False), (True, False), (True, True)]


def test_it_is_one_query_for_everybody(limit: SimpleNamespace, django_assert_num_queries: Any) -> None:
    people = [limit.amina, limit.dana, limit.hala, limit.bruno]
    new_case(limit.dana)
    one = _queries(people[:1], limit)
    assert _queries(people, limit) == one


def _queries(people: list[Any], cast: SimpleNamespace) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        caseload.loads(cast.harbour, people)
    return len(asked)


def test_who_gives_a_case_sees_what_each_carries(limit: SimpleNamespace, client_of: Any) -> None:
    case = new_case(limit.amina)
    client = client_of(limit.bruno)
    assert "Dana Petrenko (0 of 2 open cases)" in client.get(f"/cases/{case.pk}/access/give/").text
    assert "Dana Petrenko (0 of 2 open cases)" in client.get(f"/cases/hand-over/of/{limit.amina.pk}/").text


def test_who_takes_or_opens_one_more_is_told_and_not_stopped(limit: SimpleNamespace, client_of: Any) -> None:
    for _each in range(2):
        new_case(limit.dana)
    case = new_case(limit.amina)
    day = timezone.localdate()
    actions.begin_hand_over(
        actor=limit.bruno, leaver=limit.amina, last_day=day, choices={case.pk: limit.dana}
    )
    offer = HandOverCase.objects.get()
    client = client_of(limit.dana)
    assert (
        "You have 2 of 2 open cases. Nothing keeps you"
        in client.get(f"/cases/hand-over/offers/{offer.pk}/").text
    )
    assert client.post(f"/cases/hand-over/offers/{offer.pk}/accept/").status_code == 302
    assert Case.objects.plain().get(pk=case.pk).owner == limit.dana
    assert caseload.load_of(limit.dana, limit.harbour).count == 3
    new_case(limit.dana)
    assert caseload.load_of(limit.dana, limit.harbour).count == 4


def test_supervisors_are_told_once_a_week_of_too_many(limit: SimpleNamespace) -> None:
    for _each in range(2):
        new_case(limit.amina)
    assert caseload.tell_of_overload() == 0
    new_case(limit.amina)
    assert caseload.tell_of_overload() == caseload.tell_of_overload() == 1
    told = Outbox.objects.filter(event="caseload.over", channel="email")
    assert set(told.values_list("recipient__email", flat=True)) == {limit.bruno.email, limit.vera.email}


def test_the_team_of_a_supervisor(limit: SimpleNamespace, client_of: Any) -> None:
    for _each in range(3):
        new_case(limit.amina)
    day = timezone.localdate()
    staff.give_qualification(actor=limit.jonas, user=limit.amina, kind="assessor", since=day)
    staff.record_talk(actor=limit.bruno, user=limit.amina, held_on=day, kind="supervision", note="Tired")
    page = client_of(limit.vera).get("/cases/team/").text
    assert "3 of 2 open cases" in page and "Too many" in page and "Assessor" in page
    assert "Tired" not in page and "Paola" not in page
    for who in (limit.amina, limit.jonas, limit.farah, limit.kofi):
        assert client_of(who).get("/cases/team/").status_code == 403
