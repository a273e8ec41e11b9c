"""Police or employer in the room makes a yes weak, whether or not somebody ticked it, and whenever it is noted."""

import pytest

from cases import actions
from cases.consent import consents
from cases.models import CaseTask, Interview
from tests.cases.conftest import agree, save

pytestmark = pytest.mark.django_db


def begin(people, case, *present):
    return actions.start_interview(actor=people.amina, case=case, values={"people_present": list(present)})


def is_pressed(case, kind="share_authority"):
    return "pressure" in consents.valid(case, kind).codes


def test_a_yes_before_an_officer_is_weak_without_the_tick(people, case):
    begin(people, case, "officer")
    agree(people.amina, case, "share_authority", pressure_present=False)
    assert is_pressed(case)
    assert CaseTask.objects.waiting().filter(case=case, kind="consent_weak").exists()


def test_a_yes_before_a_lawyer_is_not(people, case):
    begin(people, case, "lawyer")
    agree(people.amina, case, "share_authority")
    assert not is_pressed(case)


def test_an_officer_noted_later_makes_the_consents_of_that_interview_weak(people, case):
    row = begin(people, case)
    agree(people.amina, case, "share_authority")
    assert not is_pressed(case)
    save(people.amina, case, "interview", {"people_present": ["officer"]}, row=row.pk)
    assert is_pressed(case) and not is_pressed(case, "data_processing"), "given before that interview"
    rows = case.consents.filter(consent_type="share_authority")
    assert [one.pressure_present for one in rows] == [None, True], "the first row stays as it was"


def test_noted_at_its_end_it_counts_too(people, case):
    begin(people, case)
    agree(people.amina, case, "share_authority")
    actions.end_interview(actor=people.amina, case=case, values={"people_present": ["officer"]})
    agree(people.amina, case, "research")
    assert is_pressed(case) and not is_pressed(case, "research")
    assert Interview.objects.get(case=case).is_under_pressure
