"""What an event may say, and that nothing typed gets in."""

import json
import uuid

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit import events
from audit.catalogue import EVENTS
from audit.facts import KINDS, FactNotAllowed, as_stored, checked

ALL = frozenset(KINDS)


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("sections", ["Olena K."]),
        ("sections", "biodata"),
        ("section", "two words"),
        ("section", "tab\there"),
        ("section", "Chișinău"),
        ("count", "7"),
        ("count", True),
        ("ids_hash", "Olena"),
        ("user", "amina@wayhome.example"),
        ("restricted", 1),
        ("new", 1.5),
        ("new", {"name": "x"}),
    ],
)
def test_a_value_of_the_wrong_form_is_refused_and_not_repeated(fact: str, value: object) -> None:
    with pytest.raises(FactNotAllowed) as refused:
        checked("case.viewed", ALL, {fact: value})
    assert str(value) not in str(refused.value)


def test_names_codes_counts_and_identifiers_pass() -> None:
    number = uuid.uuid4()
    given = {
        "sections": ("biodata", "education"),
        "count": 3,
        "user": number,
        "restricted": True,
        "countries": ["MD"],
    }
    assert checked("x", ALL, given) == {
        "sections": ["biodata", "education"],
        "count": 3,
        "user": str(number),
        "restricted": True,
        "countries": ["MD"],
    }


def test_a_fact_that_the_event_does_not_name_is_refused() -> None:
    with pytest.raises(FactNotAllowed):
        events.prepare("case.viewed", facts={"count": 3})


def test_every_fact_of_every_event_has_a_kind() -> None:
    assert {fact for event in EVENTS.values() for fact in event.facts} <= ALL


def test_every_sentence_can_be_said() -> None:
    for name in EVENTS:
        said = events.sentence({"name": name, "facts": {}}, "Amina Okoro")
        assert said and "%" not in said, name


CODES = st.from_regex(r"[a-z0-9][a-z0-9_.:-]{0,8}", fullmatch=True)
VALUES = st.one_of(CODES, st.integers(-(2**60), 2**60), st.booleans(), st.lists(CODES, max_size=3), st.none())


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(sorted(KINDS)), VALUES, max_size=5))
def test_the_stored_form_is_what_postgresql_prints(facts: dict[str, object]) -> None:
    """The code over an event is checked later over what the database prints."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::jsonb::text", [json.dumps(facts)])
        assert cursor.fetchone()[0] == as_stored(facts)  # type: ignore[arg-type]
