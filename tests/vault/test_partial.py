"""Dates of which the day or the month may be unknown."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from vault.partial import PartialDate, PartialDateField, PartialDateModelField, read

days = st.dates(min_value=datetime.date(1, 1, 1))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2019", "2019"),
        (" 2019-03 ", "2019-03"),
        ("2019-3-7", "2019-03-07"),
        ("03/2019", "2019-03"),
        ("3.2019", "2019-03"),
        ("07/03/2019", "2019-03-07"),
        ("March 2019", "2019-03"),
        ("Mar 2019", "2019-03"),
        ("7 March 2019", "2019-03-07"),
        ("mars 2019", "2019-03"),
        ("7 marzo 2019", "2019-03-07"),
        ("7 de marzo de 2019", "2019-03-07"),
    ],
)
def test_what_people_type_is_read(typed, meant):
    assert str(PartialDateField().clean(typed)) == meant


@pytest.mark.parametrize("typed", ["soon", "13/2019", "2019-02-30", "31/02/2019", "19", "2019-00", "x" * 50])
def test_what_is_no_date_is_said_so(typed):
    with pytest.raises(ValidationError):
        PartialDateField().clean(typed)


def test_nothing_is_none():
    assert PartialDateField(required=False).clean("") is None
    with pytest.raises(ValidationError):
        PartialDateField().clean("")


def test_a_day_needs_its_month():
    with pytest.raises(ValueError, match="month"):
        PartialDate(2019, None, 3)


@given(days, days)
def test_whole_dates_order_as_days_do(one, two):
    assert (PartialDate.of(one) < PartialDate.of(two)) == (one < two)


@given(days)
def test_text_and_back(day):
    for known in (PartialDate.of(day), PartialDate(day.year, day.month), PartialDate(day.year)):
        assert PartialDate.parse(str(known)) == known == read(str(known))
        assert known.earliest() <= day <= known.latest()
        assert known.may_be(PartialDate.of(day))
    assert PartialDate(day.year) < PartialDate(day.year, day.month) < PartialDate.of(day)


def test_vague_dates_may_be_the_same_day():
    assert PartialDate(2019).may_be(PartialDate(2019, 3))
    assert not PartialDate(2019, 4).may_be(PartialDate(2019, 3, 7))
    assert PartialDate(2020, 2).latest() == datetime.date(2020, 2, 29)


def test_the_plain_column_holds_text_and_gives_dates():
    field = PartialDateModelField(blank=True, null=True)
    assert field.get_prep_value("03/2019") == "2019-03"
    assert field.from_db_value("2019-03") == PartialDate(2019, 3)
    assert field.clean("2019", None) == PartialDate(2019)
    assert "max_length" not in field.deconstruct()[3]
    assert isinstance(field.formfield(), PartialDateField)
