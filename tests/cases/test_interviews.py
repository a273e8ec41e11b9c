"""An interview is begun, paused, resumed and ended, one at a time; a forgotten one ends to count by itself."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from cases import actions
from cases.interview import interviews
from cases.models import Interview, InterviewMoment, MomentKind

pytestmark = pytest.mark.django_db


def begin(people, case, **given):
    return actions.start_interview(actor=people.amina, case=case, **given)


def kinds(case):
    return list(InterviewMoment.objects.filter(case=case).values_list("kind", flat=True))


def test_each_step_is_a_row_and_an_event(people, case, recorded):
    row = begin(people, case, phase="screening", values={"interview_language": "ro"})
    actions.pause_interview(actor=people.amina, case=case)
    actions.resume_interview(actor=people.bruno, case=case)
    actions.end_interview(actor=people.amina, case=case, values={"interview_outcome": "interrupted"})
    assert kinds(case) == ["started", "paused", "resumed", "ended"]
    assert [name for name, _ in recorded if name.startswith("interview.")] == [
        f"interview.{kind}" for kind in ("started", "paused", "resumed", "ended")
    ]
    row = Interview.objects.get(pk=row.pk)
    assert (row.phase, row.interview_language, row.interview_outcome) == ("screening", "ro", "interrupted")
    assert (row.interviewer, row.interview_country) == (people.amina, case.office.country)


def test_what_is_under_way_says_whose_it_is(people, case):
    begin(people, case)
    now = interviews.under_way(case)
    assert (now.number, now.interviewer, now.is_paused) == (1, "Amina Okoro", False)
    actions.pause_interview(actor=people.amina, case=case)
    assert interviews.under_way(case).is_paused
    assert interviews.under_way(case).began_at == now.began_at


def test_pausing_twice_is_one_pause(people, case):
    begin(people, case)
    for _ in range(2):
        actions.pause_interview(actor=people.amina, case=case)
    assert kinds(case) == ["started", "paused"]


def test_one_at_a_time_then_the_next(people, case):
    begin(people, case)
    with pytest.raises(actions.InterviewUnderWay):
        actions.start_interview(actor=people.bruno, case=case)
    actions.end_interview(actor=people.amina, case=case, values={"interview_outcome": "completed"})
    assert begin(people, case, phase="assistance").number == 2


def test_nothing_under_way_is_neither_paused_nor_ended(people, case):
    for act in (actions.pause_interview, actions.resume_interview):
        with pytest.raises(actions.NoInterviewUnderWay):
            act(actor=people.amina, case=case)
    with pytest.raises(actions.NoInterviewUnderWay):
        actions.end_interview(actor=people.amina, case=case, values={})


def test_a_forgotten_one_stops_to_count_and_keeps_its_outcome_open(people, case):
    row = begin(people, case)
    moment = InterviewMoment.objects.get(kind=MomentKind.STARTED)
    InterviewMoment.objects.filter(pk=moment.pk).update(at=moment.at - timedelta(hours=13))
    assert interviews.under_way(case) is None
    begin(people, case)
    assert Interview.objects.get(pk=row.pk).interview_outcome == ""


def test_a_no_to_the_interview_is_kept_to(people, case):
    actions.withdraw_consent(actor=people.amina, case=case, consent_type="screening_interview")
    with pytest.raises(actions.InterviewNotAllowed):
        begin(people, type(case).objects.get(pk=case.pk))


def test_a_police_officer_or_an_employer_makes_it_weak(people, case):
    row = begin(people, case, values={"people_present": ["officer"]})
    assert row.is_under_pressure
    actions.end_interview(actor=people.amina, case=case, values={})
    assert begin(people, case, feared_present=True).is_under_pressure
    assert not Interview(people_present=["lawyer"]).is_under_pressure


@pytest.mark.parametrize("outsider", ["dana", "emil", "hala"])
def test_outsiders_begin_nothing(people, case, outsider):
    with pytest.raises(PermissionDenied):
        actions.start_interview(actor=getattr(people, outsider), case=case)
    assert not InterviewMoment.objects.exists()
