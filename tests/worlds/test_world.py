"""The demonstration world is made by the real actions, stops anywhere and goes on."""

import pytest

from accounts import acting
from accounts.models import Office, User
from cases.models import (
    Case,
    ConsentRecord,
    Interpreter,
    InterpreterChoice,
    Interview,
    InterviewTally,
    LocalAnswers,
    LocalQuestion,
    NotAgain,
    PaperForm,
    PersonBiodata,
    Place,
    SectionVersion,
)
from config.demonstration import interviews, life, world
from config.demonstration.cast import OFFICES, PEOPLE
from config.demonstration.people import make_cast
from vault import keys

pytestmark = pytest.mark.django_db


def test_it_makes_the_cast_and_as_many_cases_as_asked():
    assert world.build(upto=3) == 3
    assert Office.objects.count() == len(OFFICES)
    assert User.objects.filter(is_demonstration=True).count() == len(PEOPLE)
    assert ConsentRecord.objects.count() == 6


def test_it_goes_on_where_it_stopped():
    world.build(upto=2)
    before = set(Case.objects.values_list("pk", flat=True))
    assert world.build(upto=4) == 2
    assert before < set(Case.objects.values_list("pk", flat=True))
    assert world.build(upto=4) == 0


def test_it_is_the_same_world_every_time():
    assert [story.biodata for _who, story in world.stories(dict.fromkeys(world.WORKERS))] == [
        story.biodata for _who, story in world.stories(dict.fromkeys(world.WORKERS))
    ]


def test_what_surrounds_an_interview_is_there_once(monkeypatch):
    monkeypatch.setattr(world, "WORKERS", ("amina", "amina", "amina"))
    cast = make_cast()
    assert not interviews.tell(cast), "there is nobody yet"
    world.build(upto=4)
    assert interviews.tell(cast) and not interviews.tell(cast)
    assert life.live(cast) and not life.live(cast)
    assert Interpreter.objects.count() == 5 and Interpreter.objects.working().count() == 4
    assert set(InterpreterChoice.objects.values_list("state", flat=True)) == {"chosen", "refused"}
    assert Place.objects.exclude(merged_into="").count() == 1
    assert LocalQuestion.objects.asked().count() == 2 and LocalAnswers.objects.count() == 1
    assert PaperForm.objects.filter(finished_at__isnull=False).count() == 1
    assert InterviewTally.objects.count() == 1
    outcomes = set(Interview.objects.plain().values_list("interview_outcome", flat=True))
    assert outcomes >= {"stopped_by_beneficiary", "interrupted", "completed"}
    assert SectionVersion.objects.plain().filter(section="education", kind="other_interview").count() == 1
    with keys.session(), acting.as_user(cast["amina"]):
        assert [bool(row.current_region_code) for row in PersonBiodata.objects.all()].count(True) == 1
        assert [set(row.questions) for row in NotAgain.objects.all()] == [{"religion"}]


def test_its_people_can_be_read_by_their_caseworker():
    world.build(upto=1)
    row = PersonBiodata.objects.get()
    _who, story = next(iter(world.stories(dict.fromkeys(world.WORKERS))))
    assert row.first_name == story.biodata["first_name"]
