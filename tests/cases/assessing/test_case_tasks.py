"""Tasks of a case with a clock: raised once, brought nearer, settled by the deed, told when overdue."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts import acting
from cases import actions, case_tasks, tasks
from cases.case_tasks import TaskKind
from cases.models import Case, CaseTask
from config.home import panel_for
from notifications.models import Outbox

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture(autouse=True)
def kind(monkeypatch):
    """A kind of the tests' own."""
    made = TaskKind("look_again", "Look again", "cases:case")
    monkeypatch.setitem(case_tasks._kinds, "look_again", made)
    return made


def raised(case, days=2, cause="phone_call"):
    return case_tasks.raise_task(
        case, "look_again", due_at=timezone.now() + timedelta(days=days), cause=cause
    )


def test_what_happens_meanwhile_brings_the_day_nearer_and_never_further(case):
    first = raised(case, days=5, cause="letter")
    raised(case, days=2, cause="phone_call")
    last = raised(case, days=9, cause="letter")
    assert CaseTask.objects.get() == last == first
    assert last.causes == ["letter", "phone_call"]
    assert timedelta(days=1) < last.due_at - timezone.now() < timedelta(days=2)


def test_the_deed_settles_it_and_another_can_begin(case, people):
    raised(case)
    settled = case_tasks.settle(case, "look_again", actor=people.amina)
    assert settled.done_by == people.amina and case_tasks.of_case(case) == []
    assert case_tasks.settle(case, "look_again", actor=people.amina) is None
    assert raised(case) != settled


def test_nobody_raises_what_nobody_knows(case):
    with pytest.raises(KeyError):
        case_tasks.raise_task(case, "unheard_of", due_at=NOW, cause="letter")


def test_it_stands_on_the_start_page_of_who_may_know_of_the_case(case, people):
    raised(case)
    assert [line.text for line in panel_for(people.amina, "due").lines] == [case.reference]
    assert [line.text for line in panel_for(people.bruno, "due").lines] == [case.reference]
    for other in (people.dana, people.emil):
        with acting.as_user(other):
            assert panel_for(other, "due").lines == []


def test_an_overdue_one_is_told_once_a_day_to_worker_and_supervisors(case, people):
    raised(case, days=-1)
    tasks.remind_of_overdue.apply().get()
    tasks.remind_of_overdue.apply().get()
    told = Outbox.objects.filter(event="task.overdue", channel="in_app")
    assert {row.recipient for row in told} == {people.amina, people.bruno, people.vera}
    assert CaseTask.objects.update(reminded_at=timezone.now() - timedelta(hours=25)) == 1
    tasks.remind_of_overdue.apply().get()
    assert told.all().count() == 6


def test_a_restricted_case_is_told_to_named_supervisors_only(case, people):
    raised(case, days=-1)
    actions.restrict_case(actor=people.bruno, case=Case.objects.get(pk=case.pk), reason="threat")
    tasks.remind_of_overdue.apply().get()
    told = Outbox.objects.filter(event="task.overdue", channel="in_app")
    assert {row.recipient for row in told} == {people.amina, people.bruno}


def test_a_closed_file_waits_for_nobody(case, people):
    raised(case, days=-1)
    actions.withdraw_consent(actor=people.amina, case=case, consent_type="data_processing")
    tasks.remind_of_overdue.apply().get()
    assert not Outbox.objects.filter(event="task.overdue").exists()
    assert panel_for(people.amina, "due").lines == []


def test_another_office_reaches_no_task(case, people):
    raised(case)
    with acting.as_user(people.emil):
        assert not CaseTask.objects.exists()


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2026, 3, 2), 5, date(2026, 3, 9)),
        (date(2026, 3, 6), 1, date(2026, 3, 9)),
        (date(2026, 3, 7), 1, date(2026, 3, 9)),
        (date(2026, 3, 2), 0, date(2026, 3, 2)),
    ],
)
def test_working_days_leave_out_weekends_and_holidays(people, start, days, end):
    office = people.offices["harbour"]
    assert office.working_day_after(start, days) == end
    office.holidays.create(day=end, name="Feast")
    if days:
        assert office.working_day_after(start, days) == end + timedelta(days=1)


def test_an_office_that_never_works_counts_every_day(people):
    office = people.offices["harbour"]
    office.weekend_days = [1, 2, 3, 4, 5, 6, 7]
    assert office.working_day_after(date(2026, 3, 2), 5) == date(2026, 3, 7)
