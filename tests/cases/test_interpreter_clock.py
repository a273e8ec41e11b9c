"""An interpreter who is booked and can no longer be taken: a task as soon as it is known, gone when it is solved (P7)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases import actions, tasks
from cases.interview import interpreter_clock
from cases.models import Case, CaseTask, DuplicatePair, Interpreter, PersonLink
from notifications.models import Outbox
from tests.cases.conftest import open_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def voice(people):
    """Somebody vetted for a year."""
    given = {"name": "Invented Voice", "languages": ["km"], "vetting": "passed"}
    until = timezone.localdate() + timedelta(days=365)
    return actions.register_interpreter(
        actor=people.bruno, office=people.offices["harbour"], vetted_until=until, **given
    )


@pytest.fixture
def booked(people, case, voice):
    """An hour in nine days."""
    starts_at = timezone.now() + timedelta(days=9)
    hour = {"starts_at": starts_at, "minutes": 60, "mode": "telephone"}
    return actions.book_interpreter(actor=people.amina, case=case, interpreter=voice, **hour)


def causes(case):
    found = CaseTask.objects.waiting().filter(case=case, kind=interpreter_clock.AGAIN)
    return [cause for task in found for cause in task.causes]


def change(people, voice, **given):
    row = Interpreter.objects.get(pk=voice.pk)
    return actions.change_interpreter(actor=people.bruno, interpreter=row, base_version=row.version, **given)


def day(number):
    return timezone.localdate() + timedelta(days=number)


def test_a_vetting_that_ends_before_the_hour_is_a_task_until_it_is_renewed(people, case, voice, booked):
    assert causes(case) == []
    change(people, voice, vetted_until=day(12))
    assert causes(case) == []
    change(people, voice, vetted_until=day(5))
    assert causes(case) == ["vetting_ends"]
    task = CaseTask.objects.get(kind=interpreter_clock.AGAIN)
    assert task.due_at == booked.starts_at - timedelta(hours=24)
    told = Outbox.objects.filter(event="interpreter.again", channel="in_app")
    assert [row.recipient for row in told] == [case.owner]
    change(people, voice, vetted_until=day(30))
    assert causes(case) == []


def test_one_who_is_found_unfit_or_leaves_is_a_task_until_the_hour_is_cancelled(people, case, voice, booked):
    change(people, voice, vetting="failed")
    actions.let_interpreter_go(actor=people.bruno, interpreter=Interpreter.objects.get(pk=voice.pk))
    assert causes(case) == ["interpreter_left"]
    actions.cancel_interpreter_booking(actor=people.amina, booking=booked)
    assert causes(case) == []


def test_whoever_was_never_vetted_was_chosen_knowing_it(people, case, voice, booked):
    change(people, voice, vetting="waiting")
    assert causes(case) == []


def test_who_keeps_the_register_need_not_see_the_case(people, case, voice, booked):
    actions.restrict_case(actor=people.vera, case=case, reason="threat")
    change(people, voice, vetted_until=day(1))
    assert not Case.objects.visible_to(people.bruno).filter(pk=case.pk).exists()
    assert CaseTask.objects.filter(kind=interpreter_clock.AGAIN).exists()


def test_the_clock_hears_of_a_no_said_at_another_case_of_hers(people, case, voice, booked):
    later = open_for(people.dana)
    actions.refuse_interpreter(actor=people.dana, case=later, interpreter=voice)
    first, second = sorted((case.pk, later.pk))
    pair = DuplicatePair.objects.create(first_id=first, second_id=second)
    PersonLink.objects.create(pair=pair, made_by=people.bruno)
    for _look in range(2):
        tasks.watch_interpreters.apply().get()
    assert causes(case) == ["interpreter_refused"]
    assert Outbox.objects.filter(event="interpreter.again", channel="in_app").count() == 1


def test_an_hour_after_the_vetting_ends_is_said_at_once_on_the_tab(people, case, voice):
    change(people, voice, vetted_until=day(5))
    hour = {"starts_at": timezone.now() + timedelta(days=9), "minutes": 60, "mode": "telephone"}
    actions.book_interpreter(actor=people.amina, case=case, interpreter=voice, **hour)
    assert [code for _booking, code in interpreter_clock.to_change(case)] == ["vetting_ends"]
    assert causes(case) == ["vetting_ends"]
