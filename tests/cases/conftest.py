"""The cast and a case of Amina's, for the tests of the record itself."""

from types import SimpleNamespace

import pytest
from django.utils import timezone

from audit import context, events
from cases import actions
from cases.finding import search
from cases.models import Case, PersonBiodata
from cases.record import marks
from cases.record.conditions import Surroundings
from cases.sections import SECTIONS
from tests.people import make_offices, make_people
from vault import keys

ALL_POINTS = dict.fromkeys(
    (
        "informed_purpose",
        "informed_data_use",
        "informed_research",
        "informed_access",
        "informed_retention",
        "informed_withdrawal",
        "informed_voluntary",
    ),
    True,
)
GIVEN = {
    "consent_status": "granted",
    "consent_form": "written",
    "consent_giver": "beneficiary",
    "consent_language": "ro",
    **ALL_POINTS,
}


@pytest.fixture
def people(db):
    """The invented cast by first name, without second factors; everything below happens as Amina."""
    offices = make_offices()
    made = SimpleNamespace(**make_people(offices), offices=offices)
    with context.acting(user=made.amina), keys.session():
        yield made


@pytest.fixture
def recorded(monkeypatch):
    """The audit events of this test as (name, keywords), also written as usual: the application cannot read them."""
    seen = []
    write = events.record
    monkeypatch.setattr(
        events, "record", lambda name, **given: (seen.append((name, given)), write(name, **given))[1]
    )
    return seen


def office_of(user):
    return user.memberships_now()[0].office


def agree(actor, case, *types, **different):
    """Record a full consent for each type."""
    for kind in types:
        actions.record_consent(actor=actor, case=case, **{"consent_type": kind, **GIVEN, **different})


def open_for(actor, **registration):
    """A case opened after a search, as it should be."""
    made = search.find(actor, search.SearchQuery()).made
    registration.setdefault("registration_date", timezone.localdate())
    return actions.open_case(actor=actor, office=office_of(actor), search=made.pk, **registration)


def save(actor, case, section, values, *, row=None, **more):
    """Save a section on top of its present version."""
    from cases.sections import SECTIONS

    current = SECTIONS[section].row_of(Case.objects.get(pk=case.pk), row)
    return actions.save_section(
        actor=actor, case=case, section=section, values=values, base_version=current.version, row=row, **more
    )


@pytest.fixture
def case(people):
    """A case of Amina's with consent to the interview and to data processing."""
    opened = open_for(people.amina)
    agree(people.amina, opened, "screening_interview", "data_processing")
    return opened


def marks_for(case):
    """Every mark of a case as it stands now, in the order of the sections."""
    case = Case.objects.get(pk=case.pk)
    biodata = PersonBiodata.objects.get(case=case)
    around = Surroundings.of(case, biodata.majority_status)
    edited = [section for section in SECTIONS.values() if section.is_edited]
    return [
        mark
        for section in edited
        for row in (section.rows_of(case) if section.repeats else [section.row_of(case)])
        for mark in marks.marks_of(section, row, around, marks.days_of(case))
    ]
