"""Light cases are real ones as far as they go: sealed, listed, granted, found."""

from random import Random

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts import acting
from cases.finding import search
from cases.generation import light, wide
from cases.models import Case, PersonBiodata, SearchCard, Trafficking
from tests.people import make_offices, make_people
from vault import keys
from vault.sealed import open_many

pytestmark = pytest.mark.django_db
COUNT = 60


@pytest.fixture
def world():
    people = make_people(make_offices())
    amina = people["amina"]
    office = amina.memberships_now()[0].office_id
    with acting.as_system("generate_cases"), keys.session():
        light.write(COUNT, "7", timezone.localdate(), [(amina.pk, office)])
    return people


def test_what_is_sealed_opens_and_agrees_with_the_plain_columns(world):
    cards = open_many(SearchCard.objects.all())
    assert len(cards) == Case.objects.count() == COUNT
    for card in cards:
        biodata = PersonBiodata.objects.get(case=card.case_id)
        assert card.card["citizenship"] == biodata.citizenship
        assert card.card["birth"] == str(biodata.birth_date or "")
        assert biodata.first_name in wide.given_names().spellings
        assert Case.objects.get(pk=card.case_id).narrative_summary == ""


def test_they_are_found_by_who_may(world):
    biodata = PersonBiodata.objects.first()
    query = search.SearchQuery(name=f"{biodata.family_name} {biodata.first_name}")
    found = search.find(world["amina"], query).matches
    assert biodata.case in [match.case for match in found]
    assert found[0].is_exact
    assert search.find(world["dana"], query).matches == []


def test_the_command_writes_one_whole_case_in_a_hundred(world):
    call_command("generate_cases", light.WHOLE_IN, "--light", processes=1, verbosity=0)
    assert Case.objects.count() == COUNT + light.WHOLE_IN
    assert Trafficking.objects.count() == 1
    names = [row.first_name for row in open_many(PersonBiodata.objects.all())]
    assert len(names) == Case.objects.count()


def test_the_wide_list_is_as_wide_as_a_country():
    random = Random(3)
    assert len(set(wide.given_names().spellings)) == wide.GIVEN
    assert len(set(wide.family_names().spellings)) == wide.FAMILY
    drawn = [wide.family_names().draw(random) for _ in range(5000)]
    commonest = max(drawn.count(name) for name in wide.family_names().spellings[:3])
    assert 20 < commonest < 150
