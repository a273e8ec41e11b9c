"""Released tables as CSV: numbers typed, small counts still hidden, only for who may run reports."""

import csv
import io

import pytest

from tests.reports.conftest import YEAR, add_case

QUERY = f"period={YEAR}&basis=registration&figures=R4&language=en"


@pytest.fixture
def counted(cast):
    cast.bruno.language = "en"
    cast.bruno.save(update_fields=["language"])
    for number in range(9):
        sex = "male" if number == 0 else "female"
        add_case(cast.harbour, cast.amina, sex=sex, age_band="18-20")
    return cast


def table(client, office):
    answer = client.get(f"/reports/figures/csv/?{QUERY}&offices={office.pk}")
    assert answer.status_code == 200, answer.content.decode()
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


def test_counts_are_numbers_and_small_ones_stay_hidden(counted, client_of):
    rows = table(client_of(counted.bruno), counted.harbour)
    assert rows[0] == ["Table", "Row", "Column", "Persons"]
    assert rows[-1][1:3] == ["All persons", "All persons"]
    assert rows[-1][3] == "9"
    counts = [row[3] for row in rows[1:]]
    assert "1" not in counts
    assert any(count.startswith("<") for count in counts)


@pytest.mark.parametrize("who", ["amina", "dana", "farah", "kofi", "emil"])
def test_nobody_else_takes_them(counted, client_of, who):
    answer = client_of(getattr(counted, who)).get(
        f"/reports/figures/csv/?{QUERY}&offices={counted.harbour.pk}"
    )
    assert answer.status_code in (403, 422)
    assert b"All persons" not in answer.content
