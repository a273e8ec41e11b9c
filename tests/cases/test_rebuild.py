"""The index key is replaced: the same people are found before, in between and after."""

import pytest

from cases.finding import rebuild, search
from cases.finding.search import SearchQuery
from cases.models import SearchCard
from tests.cases.conftest import agree, open_for, save
from vault import indexes, keys, ring, rotation
from vault.models import RingKey

pytestmark = pytest.mark.django_db

ASKED = [
    {"name": "Oksana Khmelnytska"},
    {"name": "Aksana Hmelnitska"},
    {"name": "Khmelnytska", "birth_year": 1994},
    {"phone": "+373 22 123 456"},
    {"document": "MD-77 1234"},
    {"email": "Somebody@example.org"},
    {"name": "Mirela"},
    {"name": "Nobody Atall"},
]


@pytest.fixture(autouse=True)
def fresh_ring(settings):
    settings.VAULT_RING_CHECK_SECONDS = 0
    ring.forget()
    yield
    ring.forget()


@pytest.fixture
def two(people, case):
    save(
        people.amina,
        case,
        "biodata",
        {
            "first_name": "Oksana",
            "family_name": "Khmelnytska",
            "birth_date": "1994-05",
            "phone": "+373 22 123 456",
            "national_id_number": "MD-77 1234",
            "email": "Somebody@example.org",
        },
    )
    other = open_for(people.amina)
    agree(people.amina, other, "screening_interview", "data_processing")
    save(people.amina, other, "biodata", {"first_name": "Mirela", "family_name": "Ionescu"})
    return case, other


def answers(user) -> list[list[object]]:
    return [[match.case.pk for match in search.find(user, SearchQuery(**asked)).matches] for asked in ASKED]


def test_the_same_people_are_found_before_in_between_and_after(people, two):
    before, old_tags = answers(people.amina), set(SearchCard.objects.get(case=two[0]).tags)
    assert before[0] == [two[0].pk] and before[6] == [two[1].pk] and before[7] == []
    job = rotation.begin("index")
    ring.forget()
    assert job.total == rebuild.remaining() == 2
    assert answers(people.amina) == before
    save(
        people.amina, two[1], "biodata", {"first_name": "Mirella"}
    )  # saved meanwhile: already of the new key
    assert (rebuild.remaining(), answers(people.amina)) == (1, before)
    done = rotation.run(job.pk)
    assert (done.state, rebuild.remaining()) == ("done", 0)
    assert answers(people.amina) == before
    rotation.retire("index", 1, at_once=True)
    ring.forget()
    assert keys.index_versions() == [2]
    assert answers(people.amina) == before
    card = SearchCard.objects.get(case=two[0])
    assert not old_tags & set(card.tags)
    assert card.ix_v == indexes.stamp() == 2


def test_killed_in_the_middle_nobody_is_lost(people, two, settings):
    before = answers(people.amina)
    job = rotation.begin("index")
    ring.forget()
    assert rotation.run(job.pk, batch=1, seconds=0).state == "running"
    assert rebuild.remaining() == 1
    assert answers(people.amina) == before
    assert rotation.run(job.pk, batch=1).state == "done"
    assert answers(people.amina) == before


def test_new_rules_of_normalising_make_all_tags_anew(people, two, monkeypatch):
    monkeypatch.setattr(indexes, "VERSION", 2)
    assert rebuild.remaining() == 2
    done, _last = rebuild.batch(rotation.takeover.NOWHERE, False, 10)
    assert (done, rebuild.remaining()) == (2, 0)
    assert set(SearchCard.objects.values_list("ix_v", flat=True)) == {1001}


def test_a_card_that_cannot_be_opened_keeps_the_old_key(people, two):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_searchcard SET envelope = '' WHERE case_id = %s", [two[0].pk])
    job = rotation.begin("index")
    ring.forget()
    assert (rotation.run(job.pk).state, rebuild.remaining()) == ("stuck", 1)
    assert RingKey.objects.get(name="index", version=1).state == "decrypt_only"
    with pytest.raises(rotation.RotationRefused):
        rotation.retire("index", 1, at_once=True)
