"""Finding a person again: under other spellings, by whom it may be, and by nobody outside."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts import acting
from cases.finding import candidates, search
from cases.finding.search import SearchQuery
from cases.models import CaseSearchMade, SearchCard
from tests.cases.conftest import agree, open_for, save

pytestmark = pytest.mark.django_db


@pytest.fixture
def oksana(people, case):
    save(
        people.amina,
        case,
        "biodata",
        {
            "first_name": "Oksána",
            "family_name": "Khmelnytska",
            "other_names": "Ksenia; Rita Morozova",
            "name_original_script": "Оксана Хмельницька",
            "birth_date": "1994-05",
            "phone": "+373 22 123 456",
            "national_id_number": "MD-77 1234",
            "email": "Somebody@example.org",
        },
    )
    return case


def found(user, **query):
    return [match.case for match in search.find(user, SearchQuery(**query)).matches]


@pytest.mark.parametrize(
    "name",
    [
        "Oksana Khmelnytska",
        "oksana",
        "Khmelnytska",
        "Khmelnytska Oksana",
        "Aksana Hmelnitska",
        "Oxana Chmelnytska",
        "Оксана",
        "Оксана Хмельницкая",
        "Oksanna Khmelnytska",
        "Oksna Khmelnitska",
        "Rita Morozova",
        "Ksenia",
        "Ogsana Khmelnytska",
        "Oksana Khmelnypska",
    ],
)
def test_she_is_found_however_she_is_spelt(people, oksana, name):
    assert found(people.amina, name=name) == [oksana]


@pytest.mark.parametrize("name", ["Boris Petrov", "Maria", "zz"])
def test_another_name_finds_nobody(people, oksana, name):
    assert found(people.amina, name=name) == []


@pytest.mark.parametrize("name", ["dana", "emil", "paola", "lina"])
def test_nobody_outside_finds_her(people, oksana, name):
    user = getattr(people, name)
    assert found(user, name="Oksana Khmelnytska") == found(user, name="Nobody Atall") == []
    assert found(user, reference=oksana.reference) == found(user, phone="+37322123456") == []


def test_the_supervisor_finds_her(people, oksana):
    assert found(people.bruno, name="Oxana", birth_year=1994) == [oksana]


@pytest.mark.parametrize(
    "query",
    [
        {"phone": "022 123456"},
        {"document": "md771234"},
        {"email": " somebody@EXAMPLE.org"},
    ],
)
def test_numbers_find_her_exactly(people, oksana, query):
    assert found(people.amina, **query) == [oksana]


def test_reference_and_code_name_find_her(people, oksana):
    assert found(people.amina, reference=oksana.reference.lower()) == [oksana]
    assert found(people.amina, code_name=oksana.person.code_name.upper()) == [oksana]


def test_exact_spellings_come_first_and_reasons_are_given(people, oksana):
    other = open_for(people.amina)
    agree(people.amina, other, "screening_interview", "data_processing")
    save(
        people.amina,
        other,
        "biodata",
        {"first_name": "Aksana", "family_name": "Hmelnitska", "birth_date": "1960"},
    )
    matches = search.find(people.amina, SearchQuery(name="Aksana Hmelnitska", birth_year=1994)).matches
    assert [match.case for match in matches] == [other, oksana]
    assert [str(reason) for reason in matches[1].reasons] == [
        "given name sounds alike",
        "family name sounds alike",
        "same birth year",
    ]


def test_tags_are_few_bits_and_the_card_holds_the_name_sealed(people, oksana):
    card = SearchCard.objects.get(case=oksana)
    assert "oksana" in card.card["given"]
    assert b"oksana" not in bytes(card.envelope)
    assert card.tags


def test_a_changed_name_is_found_by_the_new_one_alone(people, oksana):
    save(
        people.amina,
        oksana,
        "biodata",
        {"first_name": "Berta", "family_name": "Ruiz", "other_names": "", "name_original_script": ""},
    )
    assert found(people.amina, name="Berta Ruiz") == [oksana]
    assert found(people.amina, name="Oksana Khmelnytska") == []


def test_every_search_is_recorded_without_its_text(people, oksana, recorded):
    search.find(people.amina, SearchQuery(name="Oksana"))
    name, given = recorded[-1]
    assert (name, given["facts"]["count"], given["facts"]["filters"]) == ("case.searched", 1, ["name"])
    assert "sana" not in str(given)


def test_too_many_searches_within_an_hour_are_refused(people):
    CaseSearchMade.objects.bulk_create(CaseSearchMade(actor=people.amina) for _ in range(60))
    with pytest.raises(search.SearchLimitReached):
        search.find(people.amina, SearchQuery(name="Oksana"))
    assert search.find(people.dana, SearchQuery(name="Oksana")).matches == []
    assert CaseSearchMade.objects.filter(actor=people.amina).count() == 60, "a refused one is none"


def test_searches_at_once_wait_for_each_other_so_that_the_limit_holds(people):
    """Somebody's searches are counted behind a lock on that person: what the count reads, nobody adds to meanwhile."""
    with CaptureQueriesContext(connection) as asked:
        search.find(people.amina, SearchQuery(name="Oksana"))
    statements = [query["sql"] for query in asked]
    locked = next(
        n for n, one in enumerate(statements) if "accounts_user" in one and "FOR NO KEY UPDATE" in one
    )
    counted = next(n for n, one in enumerate(statements) if "COUNT(" in one and "cases_casesearchmade" in one)
    made = next(n for n, one in enumerate(statements) if one.startswith('INSERT INTO "cases_casesearchmade"'))
    assert locked < counted < made
    assert not any(one.startswith(("COMMIT", "RELEASE")) for one in statements[locked:made])


@pytest.mark.parametrize("name", ["farah", "ines", "jonas", "kofi", "hala"])
def test_who_may_not_search_is_refused(people, name):
    with pytest.raises(PermissionDenied):
        search.find(getattr(people, name), SearchQuery(name="Oksana"))


def test_too_many_candidates_ask_for_more_detail(people, oksana, monkeypatch):
    monkeypatch.setattr(search, "setting", lambda key, office: 0 if key.endswith("candidates") else 60)
    result = search.find(people.amina, SearchQuery(name="Oksana"))
    assert result.narrow and result.matches == []


def test_a_birth_year_finds_her_among_many_of_her_name(people, oksana, monkeypatch):
    """Where more share a sound than are opened, the year goes into the look-up instead of the ranking alone."""
    namesakes(people, range(1950, 1962))
    monkeypatch.setattr(search, "setting", lambda key, office: 8 if key.endswith("candidates") else 60)
    assert search.find(people.bruno, SearchQuery(name="Khmelnytska")).narrow
    # A short tag is another year's by chance, once in a hundred: such a card goes behind hers.
    result = search.find(people.bruno, SearchQuery(name="Hmelnitska", birth_year=1995))
    assert result.matches[0].case == oksana and len(result.matches) <= 8
    assert not result.narrow
    missing = search.find(people.bruno, SearchQuery(name="Khmelnytska", birth_year=year_of_nobody()))
    assert missing.matches == [] and missing.narrow


def year_of_nobody():
    """A year whose short tags are on no card under this run's keys; any fixed one is there by chance now and then."""
    with acting.as_system("tests"):
        carried = {tag for card in SearchCard.objects.all() for tag in card.tags}
    assert carried
    asked = (SearchQuery(name="Khmelnytska", birth_year=year) for year in range(1970, 1990))
    return next(query.birth_year for query in asked if carried.isdisjoint(candidates.year_tags(query)))


def namesakes(people, years, family_name="Khmelnytska"):
    for year in years:
        other = open_for(people.amina)
        agree(people.amina, other, "screening_interview", "data_processing")
        answers = {"first_name": "Maria", "family_name": family_name, "birth_date": str(year)}
        save(people.amina, other, "biodata", answers)


def test_a_birth_year_alone_asks_for_more(people, oksana):
    result = search.find(people.amina, SearchQuery(birth_year=1994))
    assert result.narrow and result.matches == []
    assert not search.find(people.amina, SearchQuery(birth_year=1994, reference=oksana.reference)).narrow


def test_tags_are_looked_up_once_and_by_their_index_alone(people):
    """By a plan that a million cards and yesterday's statistics do not change (docs/decisions/0149)."""
    with acting.as_user(people.amina), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + candidates.LOOKED_UP, ["[[[1]]]", "[]", 5])
        plan = "\n".join(line for (line,) in cursor.fetchall())
        cursor.execute("SELECT proconfig FROM pg_proc WHERE proname = 'search_card_cases'")
        (settings,) = cursor.fetchone()
    assert plan.count("ProjectSet") == 1
    assert {"enable_seqscan=off", "jit=off", "max_parallel_workers_per_gather=0"} <= set(settings)


def test_a_search_takes_a_constant_number_of_queries(people, oksana, django_assert_max_num_queries):
    people.amina.memberships_now()
    with django_assert_max_num_queries(14):
        search.find(people.amina, SearchQuery(name="Oksana Khmelnytska"))
