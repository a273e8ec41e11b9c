"""Figures: one module each, one definition for page, chart, PDF and export (domain/reports.md 2)."""

from collections.abc import Iterable

from reports.figures.ages import AGES
from reports.figures.assistance_years import ASSISTANCE_YEARS
from reports.figures.base import Figure
from reports.figures.education import EDUCATION
from reports.figures.exploitation_countries import EXPLOITATION_COUNTRIES
from reports.figures.exploitation_types import BY_AGE, BY_NATIONALITY, BY_SEX
from reports.figures.gender import GENDER, SEX
from reports.figures.headlines import HEAD_LINES
from reports.figures.nationality import NATIONALITY

# In the order they are printed: head-lines first.
CATALOGUE: tuple[Figure, ...] = (
    HEAD_LINES,
    ASSISTANCE_YEARS,
    GENDER,
    SEX,
    AGES,
    NATIONALITY,
    EXPLOITATION_COUNTRIES,
    EDUCATION,
    BY_SEX,
    BY_AGE,
    BY_NATIONALITY,
)


def chosen(reports: Iterable[str]) -> list[Figure]:
    """The figures of these reports (ids of domain/reports.md), in print order."""
    wanted = set(reports)
    return [figure for figure in CATALOGUE if figure.report in wanted]
