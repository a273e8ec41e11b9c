"""Sealed attributes where ordinary fields are expected: forms, full_clean, the API, and every value they hold."""

import datetime
import uuid
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from tests.vault.cells import COLOURS, Cell, Strict
from vault import cell
from vault.models import RingKey
from vault.money import Money
from vault.partial import PartialDate
from vault.sealed import plain_text_columns
from vault.serializers import SealedModelSerializer

text = st.text(st.characters(codec="utf-8"), max_size=40)
whole_dates = st.dates(min_value=datetime.date(1900, 1, 1))
partial_dates = whole_dates.flatmap(
    lambda day: st.sampled_from(
        [PartialDate(day.year), PartialDate(day.year, day.month), PartialDate.of(day)]
    )
)
amounts = st.decimals(min_value=-(10**9), max_value=10**9, places=2)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(text, inner, max_size=4),
    max_leaves=10,
)
VALUES = {
    "first_name": text,
    "story": text,
    "colour": st.sampled_from(["", *dict(COLOURS)]),
    "colours": st.lists(st.sampled_from(list(dict(COLOURS))), unique=True),
    "met_on": st.none() | whole_dates,
    "birth_date": st.none() | partial_dates,
    "children": st.none() | st.integers(-(2**31), 2**31 - 1),
    "height": st.none() | st.decimals(min_value=0, max_value=999, places=2),
    "agreed": st.sampled_from([None, True, False]),
    "debt": st.none() | st.builds(Money, amount=amounts, currency=st.sampled_from(["EUR", "KHR"])),
    "extra": json_values,
}


@given(st.fixed_dictionaries({}, optional=VALUES))
def test_every_value_survives_its_envelope(values):
    written = Cell(scope=uuid.uuid4(), **values)
    read = Cell(scope=written.scope)
    cell.take(read, cell.encode(written))
    assert {name: getattr(read, name) for name in VALUES} == {name: getattr(written, name) for name in VALUES}
    assert cell.encode(read) == cell.encode(written)


def test_names_this_version_does_not_know_are_kept():
    row = Cell(scope=uuid.uuid4())
    cell.take(row, b'{"retired_field":"kept","first_name":"Ann"}')
    row.first_name = "Bea"
    assert cell.encode(row) == b'{"first_name":"Bea","retired_field":"kept"}'


class CellForm(forms.ModelForm):
    class Meta:
        model = Cell
        fields = [field.name for field in Cell.sealed_fields()]


class StrictForm(forms.ModelForm):
    class Meta:
        model = Strict
        fields = ["street", "since", "kinds"]


POSTED = {
    "first_name": "Ann",
    "reference": "ABC",
    "story": "Long",
    "colour": "red",
    "colours": ["red", "blue"],
    "met_on": "2024-02-29",
    "birth_date": "03/1999",
    "children": "2",
    "height": "1.5",
    "agreed": "true",
    "debt_amount": "12.50",
    "debt_currency": "eur",
    "extra": '{"a": 1}',
}


@pytest.mark.django_db
def test_a_model_form_reads_validates_and_saves():
    form = CellForm(POSTED, instance=Cell(scope=uuid.uuid4()))
    assert form.is_valid(), form.errors
    row = Cell.objects.get(pk=form.save().pk)
    assert (row.first_name, row.colours, row.agreed) == ("Ann", ["red", "blue"], True)
    assert (row.birth_date, row.debt, row.height) == (
        PartialDate(1999, 3),
        Money(Decimal("12.50"), "EUR"),
        Decimal("1.5"),
    )
    again = CellForm(instance=row)
    assert "envelope" not in again.fields
    assert (again["first_name"].value(), again["birth_date"].value()) == ("Ann", "1999-03")
    assert 'value="1999-03"' in str(again["birth_date"])


def test_a_model_form_says_what_is_wrong():
    wrong = {
        "first_name": "x" * 21,
        "reference": "abc",
        "colour": "mauve",
        "colours": ["mauve"],
        "birth_date": "soon",
    }
    form = CellForm(wrong, instance=Cell(scope=uuid.uuid4()))
    assert set(form.errors) == set(wrong)


def test_required_attributes_are_asked_for():
    form = StrictForm({}, instance=Strict(scope=uuid.uuid4()))
    assert set(form.errors) == {"street", "since", "kinds"}
    assert form.fields["kinds"].choices == COLOURS


@pytest.mark.django_db
def test_full_clean_covers_sealed_attributes():
    row = Strict(scope=uuid.uuid4(), street="x" * 11, kinds=["mauve"])
    with pytest.raises(ValidationError) as caught:
        row.full_clean()
    assert set(caught.value.error_dict) == {"street", "since", "kinds"}
    Strict(scope=uuid.uuid4(), street="Elm", since="2019-03", kinds=["red"]).full_clean()


@pytest.mark.django_db
def test_templates_see_attributes():
    row = Cell(scope=uuid.uuid4(), first_name="Ann", colour="red")
    row.save()
    page = Template("{{ row.first_name }} {{ row.get_colour_display }}")
    assert page.render(Context({"row": Cell.objects.get(pk=row.pk)})) == "Ann Red"


class CellSerializer(SealedModelSerializer):
    class Meta:
        model = Cell
        fields = ["id", "first_name", "colour", "colours", "birth_date", "debt", "children", "agreed"]


def test_serializers_know_sealed_attributes():
    row = Cell(
        scope=uuid.uuid4(), first_name="Ann", colours=["red"], birth_date=PartialDate(1999), children=2
    )
    shown = CellSerializer(row).data
    assert (shown["first_name"], shown["colours"], shown["birth_date"], shown["debt"]) == (
        "Ann",
        ["red"],
        "1999",
        None,
    )
    asked = CellSerializer(
        data={"first_name": "x" * 21, "colour": "mauve", "birth_date": "soon", "colours": ["mauve"]}
    )
    assert not asked.is_valid()
    assert set(asked.errors) == {"first_name", "colour", "birth_date", "colours"}


def test_serializers_write_what_they_read():
    asked = CellSerializer(
        data={"birth_date": "1999-03", "debt": {"amount": "3.10", "currency": "EUR"}, "colours": ["red"]}
    )
    assert asked.is_valid(), asked.errors
    assert asked.validated_data["birth_date"] == PartialDate(1999, 3)
    assert asked.validated_data["debt"] == Money(Decimal("3.10"), "EUR")


@pytest.mark.parametrize("name", ["id", "envelope", "version", "scope", "key_class", "created_at", "owner"])
def test_serializers_refuse_what_is_not_theirs_to_set(name):
    asked = CellSerializer(data={"colours": ["red"], name: "1"})
    assert not asked.is_valid()
    assert set(asked.errors) == {name}


def test_an_envelope_is_not_serialized():
    class Greedy(SealedModelSerializer):
        class Meta:
            model = Cell
            fields = "__all__"

    assert "envelope" not in Greedy(Cell(scope=uuid.uuid4())).data


def test_migrations_see_columns_only():
    from django.db.migrations.state import ModelState

    state = ModelState.from_model(Cell)
    assert set(state.fields) == {"id", "envelope", "version", "scope", "key_class", "created_at"}
    assert state.fields["envelope"].deconstruct()[1] == "django.db.models.BinaryField"


def test_declarations_pass_the_checks():
    assert [problem for field in Cell._meta.private_fields for problem in field.check()] == []


def test_plain_text_columns_are_found():
    assert plain_text_columns(Cell) == []
    assert plain_text_columns(RingKey) == ["name"]
