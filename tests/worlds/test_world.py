"""The demonstration world is made by the real actions, stops anywhere and goes on."""

import pytest

from accounts.models import Office, User
from cases.models import Case, ConsentRecord, PersonBiodata
from config.demonstration import world
from config.demonstration.cast import OFFICES, PEOPLE

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


def test_its_people_can_be_read_by_their_caseworker():
    world.build(upto=1)
    row = PersonBiodata.objects.get()
    _who, story = next(iter(world.stories(dict.fromkeys(world.WORKERS))))
    assert row.first_name == story.biodata["first_name"]
