"""Figures against small data sets that were counted by hand."""

from datetime import date
from pathlib import Path

import pytest
from django.utils import timezone

from cases.dictionary import FOLDER
from reports.figures import CATALOGUE, chosen
from reports.figures.ages import AGES
from reports.figures.assistance_years import ASSISTANCE_YEARS
from reports.figures.education import EDUCATION
from reports.figures.exploitation_countries import EXPLOITATION_COUNTRIES
from reports.figures.exploitation_groups import LABOUR, OTHER, SEXUAL
from reports.figures.exploitation_types import BY_NATIONALITY, BY_SEX
from reports.figures.gender import GENDER
from reports.figures.headlines import HEAD_LINES
from reports.figures.nationality import NATIONALITY
from reports.figures.scope import Scope
from reports.figures.table import MISSING, REST, Table
from tests.reports.conftest import add_case


def cell(table: Table, row: str, column: str) -> object:
    rows, columns = [line.code for line in table.rows], [line.code for line in table.columns]
    return table.cells[rows.index(row)][columns.index(column)]


def row_total(table: Table, row: str) -> object:
    return table.row_totals[[line.code for line in table.rows].index(row)]


@pytest.mark.django_db
def test_age_counts_each_person_once_and_says_who_is_missing(cast, scope):
    for band, sex in (
        ("18-20", "female"),
        ("18-20", "female"),
        ("18-20", "male"),
        ("9-17", "female"),
        ("", "male"),
    ):
        add_case(cast.harbour, cast.amina, age_band=band or "unknown", sex=sex)
    table = AGES.compute(scope)
    assert cell(table, "18-20", "female") == 2
    assert (row_total(table, "18-20"), row_total(table, MISSING)) == (3, 1)
    assert (table.total, table.denominator, table.missing) == (5, 4, 1)
    assert table.share(3) == 75.0


@pytest.mark.django_db
def test_only_the_offices_and_the_period_asked_about_count(cast, scope):
    add_case(cast.harbour, cast.amina, sex="female")
    add_case(cast.harbour, cast.amina, sex="female", day=date(2024, 12, 31))
    add_case(cast.ponte, cast.paola, sex="female")
    assert AGES.compute(scope).total == 1


@pytest.mark.django_db
def test_a_file_closed_to_every_use_is_not_counted(cast, scope):
    case = add_case(cast.harbour, cast.amina, sex="female")
    type(case).objects.filter(pk=case.pk).update(closed_to_use_at=timezone.now())
    assert [figure.compute(scope).total for figure in CATALOGUE if figure is not HEAD_LINES] == [0] * 10
    assert HEAD_LINES.compute(scope).tiles[0].value == 0


@pytest.mark.django_db
def test_two_citizenships_count_once_under_each(cast, scope):
    add_case(cast.harbour, cast.amina, citizenship=["MD", "RO"], sex="female")
    add_case(cast.harbour, cast.amina, citizenship=["MD"], sex="male")
    add_case(cast.harbour, cast.amina, citizenship=[], sex="male")
    table = NATIONALITY.compute(scope)
    assert [(line.code, total) for line, _cells, total in table.answered] == [("MD", 2), ("RO", 1)]
    assert (table.total, table.denominator, table.missing) == (3, 2, 1)


@pytest.mark.django_db
def test_small_countries_are_counted_together_once_per_person(cast, scope):
    for _each in range(5):
        add_case(cast.harbour, cast.amina, citizenship=["MD"])
    add_case(cast.harbour, cast.amina, citizenship=["RO", "UA"])
    table = NATIONALITY.compute(Scope(scope.period_from, scope.period_to, scope.office_ids, threshold=5))
    assert [(line.code, total) for line, _cells, total in table.answered] == [("MD", 5), (REST, 1)]


@pytest.mark.django_db
def test_country_and_kind_come_from_the_same_exploitation(cast, scope):
    add_case(
        cast.harbour, cast.amina, episodes=(("IT", ["sexual"]), ("FR", ["forced_labour", "child_labour"]))
    )
    table = EXPLOITATION_COUNTRIES.compute(scope)
    assert (cell(table, "IT", "sexual"), cell(table, "IT", "labour")) == (1, 0)
    assert (cell(table, "FR", "labour"), row_total(table, "FR"), table.total) == (1, 1, 1)


@pytest.mark.django_db
def test_an_exploitation_that_was_removed_is_not_counted(cast, scope):
    case = add_case(cast.harbour, cast.amina, episodes=(("IT", ["sexual"]),))
    case.exploitations.update(removed_at=timezone.now())
    table = EXPLOITATION_COUNTRIES.compute(scope)
    assert (table.total, table.denominator) == (1, 0)


@pytest.mark.django_db
def test_the_worked_example_of_the_codebook(cast, scope):
    """Five persons, one with no data, one with two types: labour 50 %, sexual 50 %, other 25 %."""
    for types in ([], ["forced_labour", "sexual"], ["forced_labour"], ["sexual"], ["organ_removal"]):
        add_case(cast.harbour, cast.amina, episodes=(("IT", types),) if types else (), sex="female")
    table = BY_SEX.compute(scope)
    shares = [table.share(row_total(table, code)) for code in ("forced_labour", "sexual", "organ_removal")]
    assert (shares, table.denominator, table.missing) == ([50.0, 50.0, 25.0], 4, 1)


@pytest.mark.django_db
def test_types_by_nationality(cast, scope):
    add_case(
        cast.harbour, cast.amina, citizenship=["MD", "RO"], episodes=(("IT", ["sexual"]), ("FR", ["sexual"]))
    )
    table = BY_NATIONALITY.compute(scope)
    assert (cell(table, "sexual", "MD"), cell(table, "sexual", "RO"), row_total(table, "sexual")) == (1, 1, 1)


@pytest.mark.django_db
def test_years_gender_and_education(cast, scope):
    add_case(
        cast.harbour, cast.amina, started=date(2024, 5, 1), sex="female", gender="woman", education="primary"
    )
    add_case(cast.harbour, cast.amina, sex="male", gender="unspecified", education="unknown")
    years = ASSISTANCE_YEARS.compute(scope)
    assert (cell(years, "2024", "female"), years.missing) == (1, 1)
    assert (row_total(GENDER.compute(scope), "woman"), GENDER.compute(scope).denominator) == (1, 1)
    assert (row_total(EDUCATION.compute(scope), "primary"), EDUCATION.compute(scope).missing) == (1, 1)


@pytest.mark.django_db
def test_head_lines(cast, scope):
    add_case(
        cast.harbour,
        cast.amina,
        scope="international",
        citizenship=["MD", "RO"],
        episodes=(("IT", ["sexual"]),),
    )
    add_case(cast.harbour, cast.amina, scope="internal", citizenship=["MD"], episodes=(("MD", ["sexual"]),))
    add_case(cast.harbour, cast.amina, scope="both")
    add_case(cast.harbour, cast.amina)
    tiles = HEAD_LINES.compute(scope)
    assert [round(tile.value, 1) for tile in tiles.tiles] == [4, 2, 2, 66.7]
    assert (tiles.denominator, tiles.missing) == (3, 1)


@pytest.mark.django_db
@pytest.mark.parametrize("figure", CATALOGUE, ids=lambda figure: figure.key)
def test_a_figure_is_one_statement(figure, cast, scope, django_assert_num_queries):
    add_case(cast.harbour, cast.amina, sex="female", episodes=(("IT", ["sexual"]),))
    with django_assert_num_queries(1):
        figure.compute(scope)


@pytest.mark.django_db
def test_the_basis_may_be_the_year_of_assistance(cast, scope):
    add_case(cast.harbour, cast.amina, day=date(2024, 1, 1), started=date(2025, 1, 1))
    assisted = Scope(scope.period_from, scope.period_to, scope.office_ids, basis="assistance")
    assert [figure.compute(assisted).total for figure in chosen(["R4", "R7"])] == [1, 1]


def test_groups_follow_the_dictionary():
    import csv

    with (Path(FOLDER) / "codelists.csv").open(encoding="utf-8") as handle:
        rows = [row for row in csv.DictReader(handle) if row["code_list"] == "exploitation_type"]
    flags = {row["code"]: row["ctdc_value"] for row in rows if row["ctdc_value"]}
    assert set(LABOUR) == {code for code, flag in flags.items() if "isForcedLabour" in flag}
    assert set(SEXUAL) == {code for code, flag in flags.items() if "isSexualExploit" in flag}
    assert set(OTHER) == {code for code, flag in flags.items() if "isOtherExploit" in flag}
