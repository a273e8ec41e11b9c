"""Charts: what a reader without colours, without eyes, or from right to left gets of them."""

import re

import pytest
from django.utils import translation

from reports import charts
from reports.disclosure import release
from reports.figures import CATALOGUE
from reports.figures.base import CrossTable
from reports.figures.table import Table
from reports.figures.tabulate import Group, tally
from tests.reports.test_pdf import ages

CROSSED = [figure for figure in CATALOGUE if isinstance(figure, CrossTable)]


def filled(figure: CrossTable) -> Table:
    """A released table with some invented persons in the first lines of the figure."""
    rows = [line.code for line in figure.rows.answered(tally([]).rows)][:3] or ["MD", "RO", "2024"][:2]
    columns = [line.code for line in figure.columns.answered(tally([]).rows)][:2] or ["MD"]
    groups = [Group.crossed([row], [column], 7 + i) for i, row in enumerate(rows) for column in columns]
    released = release(figure._table(tally(groups)), 5)
    assert isinstance(released, Table)
    return released


@pytest.mark.parametrize("figure", CROSSED, ids=lambda figure: figure.key)
def test_a_chart_has_a_title_and_no_inline_style_or_script(figure):
    svg = charts.draw(filled(figure))
    assert svg.count("<title>") == 1
    assert 'role="img"' in svg
    assert not re.search(r"style=|<script|<style|on\w+=|href", svg)


def test_hidden_counts_are_drawn_as_such_and_never_by_length():
    svg = charts.draw(ages())
    assert "&lt;5" in svg
    stubs = re.findall(r'width="([\d.]+)"[^>]*stroke-dasharray', svg)
    assert set(stubs) == {str(float(charts.STUB))} or set(stubs) == {str(charts.STUB)}


def test_a_right_to_left_chart_is_the_mirror_of_the_other():
    bars = [charts.bars(ages(), rtl=rtl) for rtl in (False, True)]
    starts = [re.findall(r'<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)"', svg) for svg in bars]
    for (x, width), (mirrored, same) in zip(*starts, strict=True):
        assert width == same
        assert float(mirrored) == pytest.approx(charts.WIDTH - float(x) - float(width), abs=0.11)


def test_labels_are_escaped():
    table = ages()
    line = type(table.rows[0])("x", '<script>"')
    svg = charts.bars(Table(**{**table.__dict__, "rows": (line, *table.rows[1:])}))
    assert "<script>" not in svg


def test_charts_speak_the_language_in_force():
    with translation.override("fr"):
        assert "Féminin" in charts.draw(ages())
