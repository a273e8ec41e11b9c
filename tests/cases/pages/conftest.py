"""A case of Amina's with both first consents, and what the pages tests need to talk to it."""

from types import SimpleNamespace
from typing import Any

import pytest

from accounts.models import User
from cases.actions import open_case, record_consent
from cases.finding.search import SearchQuery, find
from cases.models import Case

CONSENT = {
    "consent_status": "granted",
    "consent_form": "written",
    "consent_giver": "beneficiary",
    "consent_language": "ro",
    "informed_purpose": True,
    "informed_data_use": True,
    "informed_access": True,
    "informed_retention": True,
    "informed_withdrawal": True,
    "informed_voluntary": True,
}


def new_case(actor: Any) -> Case:
    """A case opened the ordinary way, after a search."""
    made = find(actor, SearchQuery(name="Nobody Known")).made
    office = actor.memberships_now()[0].office
    return open_case(actor=actor, office=office, search=made, data_source="case_management")


@pytest.fixture(autouse=True)
def english(cast: SimpleNamespace) -> None:
    """Everybody reads English, so that a test can say which sentence it expects."""
    for person in vars(cast).values():
        if isinstance(person, User):
            person.language = "en"
            person.save(update_fields=["language"])


@pytest.fixture
def case(cast: SimpleNamespace) -> Case:
    """Amina's case; the person agreed to the interview and to keeping who she is."""
    found = new_case(cast.amina)
    for kind in ("screening_interview", "data_processing"):
        record_consent(actor=cast.amina, case=found, consent_type=kind, **CONSENT)
    return found


@pytest.fixture
def bare_case(cast: SimpleNamespace) -> Case:
    """Amina's case before anything was asked."""
    return new_case(cast.amina)
