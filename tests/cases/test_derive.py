"""Values computed at save."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases import dictionary
from cases.models import TransitLeg
from cases.record import derive
from vault.partial import PartialDate

DAYS = st.dates(min_value=date(1920, 1, 1), max_value=date(2026, 1, 1))


@pytest.mark.parametrize(
    ("birth", "day", "age"),
    [
        (PartialDate(2000, 6, 15), date(2018, 6, 14), 17),
        (PartialDate(2000, 6, 15), date(2018, 6, 15), 18),
        (PartialDate(2000, 6), date(2018, 6, 15), 17),
        (PartialDate(2000), date(2018, 12, 30), 17),
        (PartialDate(2000, 2, 29), date(2018, 2, 28), 17),
    ],
)
def test_age_of_a_partial_date_is_the_youngest_possible(birth, day, age):
    assert derive.age_on(birth, day) == age


@given(DAYS)
def test_knowing_more_never_makes_somebody_younger(day):
    exact, month, year = PartialDate.of(day), PartialDate(day.year, day.month), PartialDate(day.year)
    on = date(2026, 7, 1)
    assert derive.age_on(year, on) <= derive.age_on(month, on) <= derive.age_on(exact, on)


@pytest.mark.parametrize(
    ("age", "band"),
    [
        (0, "0-8"),
        (8, "0-8"),
        (9, "9-17"),
        (17, "9-17"),
        (18, "18-20"),
        (47, "39-47"),
        (48, "48+"),
        (None, "unknown"),
        (-1, "unknown"),
        (500, "unknown"),
    ],
)
def test_bands_are_the_dictionarys(age, band):
    assert derive.age_band(age) == band


@pytest.mark.parametrize(
    ("age", "dispute", "status"),
    [
        (30, "", "adult"),
        (30, "presumed_child", "minor"),
        (30, "assessment_pending", "minor"),
        (16, "assessed_adult", "adult"),
        (16, "not_disputed", "minor"),
        (None, "", "unknown"),
        (None, "presumed_child", "minor"),
    ],
)
def test_a_doubt_about_age_protects_a_child(age, dispute, status):
    assert derive.majority_status(age, dispute) == status


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ("2023-01", "2024-03", 14),
        ("2023", "2023", 0),
        ("2023", "2025", 24),
        ("2024-05", "2023-01", None),
        ("2023-11", "2023", 0),
        ("2023-05-02", "2023-05-20", 0),
    ],
)
def test_months_of_an_episode(start, end, months):
    assert derive.months_between(PartialDate.parse(start), PartialDate.parse(end)) == months


def test_months_are_unknown_without_both_ends():
    assert derive.months_between(None, PartialDate(2020)) is None


@pytest.mark.parametrize(
    ("crossings", "scope"),
    [
        ([], "unknown"),
        ([None], "unknown"),
        ([True, None], "international"),
        ([False], "internal"),
        ([True, False], "both"),
    ],
)
def test_scope_of_the_case(crossings, scope):
    assert derive.trafficking_scope(crossings) == scope


@pytest.mark.parametrize(
    ("types", "both"),
    [([], None), (["sexual"], False), (["sexual", "forced_begging"], True), (["sexual", "other"], False)],
)
def test_both_kinds_in_one_episode(types, both):
    assert derive.is_sex_and_labour(types) is both


@pytest.mark.parametrize(
    ("crossings", "legs", "scope"),
    [
        ([], [True], "international"),
        ([], [False], "internal"),
        ([], [False, True], "international"),
        ([None], [None], "unknown"),
        ([False], [False], "internal"),
        ([False], [True], "both"),
        ([True], [False, True], "international"),
        ([True], [False], "international"),
    ],
)
def test_legs_decide_where_no_episode_does(crossings, legs, scope):
    assert derive.trafficking_scope(crossings, legs) == scope


def leg(first, second):
    return TransitLeg(leg_from_country=first, leg_to_country=second)


def test_countries_of_transit_are_neither_home_nor_a_place_of_exploitation():
    legs = [leg("MD", "UA"), leg("UA", "TR"), leg("TR", "IT"), leg("IT", "")]
    assert derive.transit_countries(legs, "MD", ["IT"]) == ["UA", "TR"]
    assert derive.transit_countries([], "MD", ["IT"]) == []


@pytest.mark.parametrize(
    ("first", "second", "home", "crossed"),
    [
        ("MD", "MD", "MD", False),
        ("MD", "UA", "MD", True),
        ("", "UA", "MD", True),
        ("", "", "MD", None),
        ("MD", "UA", "", None),
    ],
)
def test_a_leg_crosses_a_border_when_either_end_is_abroad(first, second, home, crossed):
    assert derive.leg_crossed_border(leg(first, second), home) is crossed


@pytest.mark.parametrize(
    ("closed", "born", "until"),
    [
        (None, "2000", None),
        (date(2026, 3, 1), None, date(2031, 3, 1)),
        (date(2026, 3, 1), "1990", date(2031, 3, 1)),
        (date(2024, 2, 29), None, date(2029, 3, 1)),
        (date(2026, 3, 1), "2016-05-02", date(2039, 5, 2)),
        (date(2026, 3, 1), "2016", date(2039, 12, 31)),  # of a partial date the latest day
        (date(2026, 3, 1), "2009", date(2032, 12, 31)),
        (date(2026, 3, 1), "2007", date(2031, 3, 1)),  # grown up by then
    ],
)
def test_identifying_data_is_kept_for_years_and_of_children_until_an_age(closed, born, until):
    birth = PartialDate.parse(born) if born else None
    assert derive.retention_until(closed, birth, adult_years=5, child_age=23) == until


@pytest.mark.parametrize(
    ("majority", "wish", "accompaniment", "required"),
    [
        ("minor", "return", "accompanied", True),
        ("minor", "third_country", "", True),
        ("minor", "", "separated", True),
        ("minor", "", "unaccompanied", True),
        ("minor", "stay_permanent", "accompanied", False),
        ("adult", "return", "unaccompanied", False),
        ("unknown", "return", "", False),
    ],
)
def test_a_childs_best_interests_are_determined_before_it_leaves(majority, wish, accompaniment, required):
    assert derive.bid_required(majority, wish, accompaniment) is required


def test_the_kind_of_a_referring_organisation_follows_from_the_source():
    assert derive.referring_organisation_type("police") == "law_enforcement"
    assert derive.referring_organisation_type("family") == ""
    kinds = dictionary.codes("organisation_type")
    assert set(derive.ORGANISATION_OF_SOURCE.values()) <= set(kinds)
    assert set(derive.ORGANISATION_OF_SOURCE) <= set(dictionary.codes("referral_source"))
