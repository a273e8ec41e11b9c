"""No cell of ours is a formula in anybody's spreadsheet."""

import csv
import io
import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from accounts.sheets import as_csv, neutral

ATTACKS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "|cmd",
    "%0A=1",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =1",
    "\u00a0=1",
    "\u200b=1",
    "\ufeff=1",
    "\u202e=1",
    "＝1",
    "＋1",
    "－1",
    "＠A",
    "｜x",
    "％1",
    "﹦1",
    "\x00=1",
    "safe\n=cmd|' /C calc'!A0",
    "safe\r\n  @x",
    "safe\u2028=1",
    "\t",
]


def first_seen(line):
    return next((letter for letter in line if unicodedata.category(letter) not in ("Zs", "Cf", "Cc")), "")


@pytest.mark.parametrize("attack", ATTACKS, ids=ascii)
def test_whatever_begins_like_a_formula_gets_an_apostrophe(attack):
    assert "'" in neutral(attack)


@pytest.mark.parametrize("text", ["Amina", "a=b", "3 - 4", "née", "عائشة", "two\nlines", "", "'quoted'"])
def test_ordinary_text_stays_as_it_is(text):
    assert neutral(text) == text


@given(
    st.text(
        alphabet=st.one_of(st.sampled_from("=+-@|%\t\r\n \u2028＝－'a\u200b"), st.characters()), max_size=40
    )
)
@example("=\n=")
@example("\v=1")
def test_no_line_of_any_text_begins_a_formula(text):
    for line in re.split(r"[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]", neutral(text)):
        assert (
            unicodedata.normalize("NFKC", first_seen(line))[:1] not in set("=+-@|%") - {""} or line[:1] == "'"
        )
        assert not line.startswith("\t")


@given(st.lists(st.lists(st.text(max_size=20), min_size=2, max_size=2), max_size=5))
def test_a_csv_file_reads_back_as_neutral_cells(rows):
    clean = [[cell.encode("utf-8", "replace").decode() for cell in row] for row in rows]
    read = list(csv.reader(io.StringIO(as_csv(["a", "b"], clean).decode("utf-8-sig"), newline="")))
    assert read == [["a", "b"], *([neutral(cell) for cell in row] for row in clean)]


def test_numbers_are_numbers_and_text_is_never_guessed():
    assert as_csv(["n"], [[-5], [2.5], [None], [True], ["-5"], ["007"]]).decode("utf-8-sig").split() == [
        '"n"', '"-5"', '"2.5"', '""', '"1"', '"\'-5"', '"007"',
    ]  # fmt: skip
