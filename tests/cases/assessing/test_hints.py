"""Hints from structured answers: every row of the table, and nothing besides."""

import re
from decimal import Decimal

import pytest

from cases import dictionary
from cases.assessing import determination, indicator_hints
from cases.assessing.indicator_hints import act_hints, hints
from vault.money import Money

TABLE = dictionary.rows("tables/indicator_hints.csv")
MULTIPLE = ("multi", "multi_country")


def row_with(key, code):
    """A record in which one answer is given."""
    entry = dictionary.fields()[key]
    value = [code] if entry.type in MULTIPLE else code
    return {entry.section: [{key: value}]}


def simple_rows():
    """(field, code, indicator) of every alternative of the table that is a plain `field = codes`."""
    for row in TABLE:
        for alternative in row["field = value"].split(";"):
            if match := re.fullmatch(r"\s*(\w+) = ([\w, ]+?)( during exploitation)?\s*", alternative):
                for code in re.split(r",| or ", match[2]):
                    yield match[1], code.strip(), row["indicator"]


@pytest.mark.parametrize(("key", "code", "indicator"), list(simple_rows()))
def test_a_row_of_the_table(key, code, indicator):
    assert code in dictionary.codes(dictionary.fields()[key].code_list)
    found = {hint.key: hint.evidence for hint in hints(row_with(key, code))}
    assert (key, code) in found[indicator]


def test_the_table_is_read_whole():
    simple = {indicator for _key, _code, indicator in simple_rows()}
    assert len(list(simple_rows())) == 31
    assert {row["indicator"] for row in TABLE} - simple == {"D1.wages", "D2.debt_bondage"}


def test_every_hint_names_an_indicator_of_the_list():
    keys = {one.key for one in determination.indicators()}
    assert {row["indicator"] for row in TABLE} <= keys
    assert {key for key, _rule in indicator_hints._rules(indicator_hints.Limits())} == {
        row["indicator"] for row in TABLE
    }


@pytest.mark.parametrize(("hours", "days", "long"), [(10, 7, True), (10, 6, False), (None, 7, False)])
def test_long_weeks(hours, days, long):
    record = {"exploitation": [{"hours_per_day": hours and Decimal(hours), "days_per_week": days}]}
    assert [hint.key for hint in hints(record)] == (["D4.hours"] if long else [])


@pytest.mark.parametrize(
    ("promised", "done", "broken"),
    [
        ("hospitality", {"labour_types": ["hospitality"]}, False),
        ("hospitality", {"labour_types": ["agriculture"]}, True),
        ("hospitality", {"exp_types": ["sexual"]}, True),
        ("sex_work", {"exp_types": ["sexual"]}, False),
        ("study", {"labour_types": ["mining"]}, True),
        ("hospitality", {"exp_types": ["forced_labour"]}, False),
        ("hospitality", {}, False),
        ("none", {"labour_types": ["mining"]}, False),
        ("other", {"labour_types": ["mining"]}, False),
    ],
)
def test_a_promise_that_was_not_kept(promised, done, broken):
    record = {"recruitment": [{"promised_activity": promised}], "exploitation": [done]}
    assert [hint.key for hint in hints(record)] == (["D1.job"] if broken else [])


@pytest.mark.parametrize(
    ("promised", "received", "lower"),
    [
        (Money(Decimal(1001), "EUR"), Money(Decimal(500), "EUR"), True),
        (Money(Decimal(1000), "EUR"), Money(Decimal(500), "EUR"), False),
        (Money(Decimal(1001), "EUR"), Money(Decimal(5), "XAF"), False),
        (Money(Decimal(1001), "EUR"), None, False),
    ],
)
def test_wages_below_half_of_what_was_promised(promised, received, lower):
    record = {"recruitment": [{"promised_wage": promised}], "exploitation": [{"wage_received": received}]}
    assert [hint.key for hint in hints(record)] == (["D1.wages"] if lower else [])


@pytest.mark.parametrize(
    ("debt", "payers", "bonded"),
    [
        (Money(Decimal(800), "EUR"), ["recruiter"], True),
        (Money(Decimal(800), "EUR"), ["self"], False),
        (Money(Decimal(0), "EUR"), ["recruiter"], False),
        (None, ["recruiter"], False),
    ],
)
def test_a_debt_to_who_recruited(debt, payers, bonded):
    record = {"recruitment": [{"debt_created": debt, "travel_paid_by": payers}]}
    assert [hint.key for hint in hints(record)] == (["D2.debt_bondage"] if bonded else [])


def test_several_answers_make_one_hint():
    record = {
        "exploitation": [
            {"means_of_control": ["withholds_documents"]},
            {"means_of_control": ["takes_earnings"]},
        ],
        "documents": [{"doc_status": "withheld_by_exploiter"}],
    }
    found = {hint.key: hint.evidence for hint in hints(record)}
    assert found["D5.documents"] == (
        ("means_of_control", "withholds_documents"),
        ("doc_status", "withheld_by_exploiter"),
    )


def test_sections_point_to_acts():
    record = {"recruitment": [{"entry_mode": ["sold"]}], "exploitation": [{"exp_types": []}], "transit": []}
    assert [hint.key for hint in act_hints(record)] == ["recruitment"]
    record["exploitation"] = [{"exp_types": ["sexual"]}]
    assert [hint.key for hint in act_hints(record)] == ["recruitment", "harbouring", "receipt"]


def test_an_empty_record_hints_at_nothing():
    assert hints({}) == [] and act_hints({}) == []
