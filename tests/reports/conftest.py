"""Small data sets whose counts can be done by hand."""

import uuid
from datetime import date
from typing import Any

import pytest

from cases.models import Case, Exploitation, Person, PersonBiodata, PersonEducation
from reports.figures.scope import Request, Scope
from vault import keys

YEAR = 2025


def add_case(
    office: Any,
    owner: Any,
    *,
    day: date = date(YEAR, 3, 1),
    started: date | None = None,
    scope: str = "unknown",
    episodes: tuple[tuple[str, list[str]], ...] = (),
    education: str = "",
    **bio: Any,
) -> Case:
    """One invented person with the coded answers that figures count; the way in through actions is tested elsewhere."""
    with keys.session():
        case = Case.objects.create(
            office=office,
            registering_office=office,
            owner=owner,
            registration_date=day,
            assistance_start_date=started,
            trafficking_scope=scope,
        )
        person = Person.objects.create(case=case)
        PersonBiodata.objects.create(person=person, case=case, **bio)
        if education:
            PersonEducation.objects.create(person=person, case=case, education_level=education)
        for number, (country, types) in enumerate(episodes, start=1):
            Exploitation.objects.create(case=case, number=number, exp_country=country, exp_types=types)
    return case


@pytest.fixture
def scope(cast: Any) -> Scope:
    """The year of the data sets at Harbour, nothing folded."""
    return Scope(date(YEAR, 1, 1), date(YEAR, 12, 31), (cast.harbour.pk,))


def request_for(*offices: Any, figures: tuple[str, ...] = ("R33", "R4")) -> Request:
    """A request for the year of the data sets."""
    ids: tuple[uuid.UUID, ...] = tuple(office.pk for office in offices)
    return Request(date(YEAR, 1, 1), date(YEAR, 12, 31), ids, figures)
