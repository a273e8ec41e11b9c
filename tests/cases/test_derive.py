"""Values computed at save."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases import derive
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
