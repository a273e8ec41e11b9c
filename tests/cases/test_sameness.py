"""How alike two people are, by what is known of each."""

import pytest

from cases.finding import sameness
from cases.finding.sameness import WEIGHTS, compare
from vault import indexes

PROPOSED = 55  # the default of cases.duplicate_score


def card(given="", family="", *, others="", birth="", citizenship=(), phones=(), document="", email=""):
    return {
        "given": indexes.stored_tokens(given),
        "family": indexes.stored_tokens(family),
        "others": indexes.stored_tokens(others),
        "birth": birth,
        "citizenship": list(citizenship),
        "phones": list(phones),
        "document": document,
        "email": email,
    }


OLENA = card("Olena", "Kovalenko", birth="1994-05-03", citizenship=["UA"])


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        (card("Olena", "Kovalenko", birth="1994-05-03"), sameness.SAME_BIRTH_DATE),
        (card("Alena", "Kowalenko", birth="1994-05-03"), sameness.NAMES_ALIKE),
        (card("Kovalenko", "Olena", birth="1994-05-03"), sameness.SAME_NAMES),
        (card("Олена", "Коваленко", birth="1994-03-05"), sameness.BIRTH_DATE_SWAPPED),
        (card("Olena", "Kovalenko", birth="1994-05"), sameness.BIRTH_DATE_FITS),
        (card("Olena", "Kovalenko", birth="1994", citizenship=["UA"]), sameness.SAME_BIRTH_YEAR),
        (card("Rita", "Ruiz", others="Olena Kovalenko", birth="1994-05-03"), sameness.SAME_NAMES),
    ],
)
def test_the_same_person_under_another_spelling_is_proposed(other, reason):
    for one, two in ((OLENA, other), (other, OLENA)):
        found = compare(one, two)
        assert found.score >= PROPOSED, found
        assert reason in found.reasons


@pytest.mark.parametrize(
    "other",
    [
        card("Olena", "Kovalenko"),  # a common name and nothing else
        card("Olena", "Kovalenko", birth="1971-05-03", citizenship=["UA"]),
        card("Olena", "Petrova", birth="1994-05-03", citizenship=["UA"]),
        card("Bahar", "Ruiz", birth="1994-05-03", citizenship=["UA"]),
        card("Boris", "Lang", phones=["22123456"]),
        card(),
    ],
)
def test_less_than_that_is_not(other):
    mine = OLENA | {"phones": ["22123456"]}
    assert compare(mine, other).score < PROPOSED


def test_a_document_is_enough_and_a_phone_with_a_name_is():
    with_number = OLENA | {"document": "md771234"}
    assert compare(with_number, card("Rita", "Ruiz", document="md771234")).score >= PROPOSED
    with_phone = OLENA | {"phones": ["22123456"]}
    assert compare(with_phone, card("Olena", "Kovalenko", phones=["22123456"])).score >= PROPOSED


def test_it_says_the_weightiest_reason_first_and_stays_within_bounds():
    twin = OLENA | {"document": "a1234", "phones": ["1"], "email": "a@example.org"}
    found = compare(twin, dict(twin))
    assert found.score == 100
    weights = [WEIGHTS[code] for code in found.reasons]
    assert weights == sorted(weights, reverse=True)
    assert compare(card(birth="1990"), card(birth="1950")).score == 0
