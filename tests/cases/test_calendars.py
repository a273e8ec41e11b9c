"""Clocks by the calendar of an office, and what an edited calendar does to them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts import actions as offices
from accounts.models import Office
from cases import case_tasks
from cases.models import Case, CaseTask
from tests.cases.conftest import open_for

KIND = "risk_review"
ZONES = ["Pacific/Apia", "Asia/Kathmandu", "America/St_Johns", "Europe/Chisinau", "Africa/Casablanca", "UTC"]
days = st.dates(date(2024, 1, 1), date(2032, 12, 31))


@pytest.fixture
def case(cast: SimpleNamespace) -> Case:
    return open_for(cast.amina)


def waits(case: Case, due_at: case_tasks.Due) -> CaseTask:
    return case_tasks.raise_task(case, KIND, due_at=due_at, cause="clock")


def day_of(task: CaseTask, case: Case) -> date:
    task.refresh_from_db()
    return task.due_at.astimezone(Office.objects.get(pk=case.office_id).zone).date()


def test_a_holiday_moves_what_counts_working_days_and_nothing_else(cast: SimpleNamespace, case: Case) -> None:
    due = case_tasks.working_days_after(case, 3)
    task = waits(case, due)
    before = day_of(task, case)
    fixed = case_tasks.raise_task(
        case, "risk_action", due_at=case_tasks.end_of_day(case, before), cause="clock"
    )
    holiday = offices.add_holiday(actor=cast.jonas, office=case.office, day=before, name="Feast")
    moved = day_of(task, case)
    assert moved > before and case.office.working_day_after(due.since, 3) in (before, moved)
    assert day_of(fixed, case) == before
    offices.remove_holiday(actor=cast.jonas, holiday=holiday)
    assert day_of(task, case) == before


def test_what_has_passed_stays_passed(cast: SimpleNamespace, case: Case) -> None:
    task = waits(case, case_tasks.working_days_after(case, 3))
    passed = datetime.now(UTC) - timedelta(days=1)
    CaseTask.objects.filter(pk=task.pk).update(due_at=passed)
    offices.add_holiday(actor=cast.jonas, office=case.office, day=passed.date(), name="Feast")
    task.refresh_from_db()
    assert task.due_at == passed and task.is_overdue


@pytest.mark.parametrize("zone", ZONES)
def test_another_time_zone_keeps_the_day(cast: SimpleNamespace, case: Case, zone: str) -> None:
    day = case.office.today() + timedelta(days=20)
    task = waits(case, case_tasks.end_of_day(case, day))
    hours = case_tasks.raise_task(
        case, "risk_action", due_at=datetime.now(UTC) + timedelta(hours=300), cause="clock"
    )
    at = hours.due_at
    office = Office.objects.get(pk=case.office_id)
    office.time_zone = zone
    offices.change_office(actor=cast.jonas, office=office, changed=["time_zone"])
    assert day_of(task, case) == day
    hours.refresh_from_db()
    assert hours.due_at == at


def test_a_nearer_day_takes_its_own_clock_with_it(cast: SimpleNamespace, case: Case) -> None:
    task = waits(case, case_tasks.working_days_after(case, 10))
    waits(case, case_tasks.end_of_day(case))
    task.refresh_from_db()
    assert task.working_days is None and day_of(task, case) == case.office.today()
    waits(case, case_tasks.working_days_after(case, 2))
    task.refresh_from_db()
    assert task.working_days is None


def test_other_offices_stand_still(cast: SimpleNamespace, case: Case) -> None:
    other = open_for(cast.paola)
    task = waits(other, case_tasks.working_days_after(other, 3))
    before = day_of(task, other)
    offices.add_holiday(actor=cast.jonas, office=case.office, day=before, name="Feast")
    assert day_of(task, other) == before


class Held:
    """Holidays without a database."""

    def __init__(self, closed: frozenset[date]) -> None:
        self.closed = closed

    def all(self) -> list[SimpleNamespace]:
        return [SimpleNamespace(day=day) for day in self.closed]


@given(
    day=days,
    count=st.integers(0, 30),
    off=st.frozensets(st.integers(1, 7), max_size=6),
    closed=st.frozensets(st.integers(0, 60), max_size=20),
)
def test_working_days_end_on_a_working_day_and_never_run_backwards(
    day: date, count: int, off: frozenset[int], closed: frozenset[int]
) -> None:
    holidays = frozenset(day + timedelta(days=number) for number in closed)
    pure = SimpleNamespace(weekend_days=list(off), holidays=Held(holidays))
    end = Office.working_day_after(pure, day, count)  # type: ignore[arg-type]  # all it reads of an office
    following = Office.working_day_after(pure, day, count + 1)  # type: ignore[arg-type]  # the same
    assert day <= end < following
    if count:
        assert end.isoweekday() not in off and end not in holidays
    between = [day + timedelta(days=number) for number in range(1, (end - day).days + 1)]
    assert sum(one.isoweekday() not in off and one not in holidays for one in between) == count
    # One holiday more never ends sooner.
    more = SimpleNamespace(weekend_days=list(off), holidays=Held(holidays | {end}))
    assert Office.working_day_after(more, day, count) >= end  # type: ignore[arg-type]  # the same


@given(day=days, zone=st.sampled_from(ZONES))
def test_the_end_of_a_day_is_in_that_day_whatever_the_clocks_do(day: date, zone: str) -> None:
    office = Office(time_zone=zone)
    end = case_tasks._end_of(office, day)
    assert end.astimezone(ZoneInfo(zone)).date() == day
    assert (end + timedelta(microseconds=1)).astimezone(UTC) > end.astimezone(UTC)
    assert case_tasks._end_of(office, day + timedelta(days=1)).astimezone(UTC) > end.astimezone(UTC)
