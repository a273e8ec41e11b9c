"""A case of Amina's, and short ways to its determination and its risk."""

from datetime import date
from typing import Any

import pytest

from accounts.models import Qualification, QualificationKind
from cases import actions
from cases.models import Case, RiskAssessment
from cases.sections import SECTIONS
from tests.cases.conftest import save

TICKS = {
    "ilo_exploitation": ["hours", "low_wage"],
    "ilo_coercion_destination": ["documents", "isolation"],
    "act_elements": ["recruitment"],
}


def train(*people: Any) -> None:
    """From now on they are noted as trained to assess."""
    for person in people:
        Qualification.objects.create(user=person, kind=QualificationKind.ASSESSOR, since=date(2020, 1, 1))


@pytest.fixture
def interviewed(people, case):
    """The case after a completed interview, in an office of trained people."""
    train(people.amina, people.bruno, people.vera, people.dana)
    actions.add_entry(
        actor=people.amina, case=case, section="interview", values={"interview_outcome": "completed"}
    )
    return case


def row_of(case) -> Any:
    return SECTIONS["determination"].row_of(Case.objects.get(pk=case.pk))


def decide(actor, case, code="victim", **more):
    return actions.decide_determination(
        actor=actor, case=case, determination=code, base_version=row_of(case).version, **more
    )


def tick(people, case, **values):
    return save(people.amina, case, "determination", {**TICKS, **values})


def assess(actor, case, *ticked, kind="individual", **more) -> RiskAssessment:
    """A new assessment with these indicators."""
    values = {"risk_type": kind, "risk_indicators": list(ticked), **more}
    return actions.add_entry(actor=actor, case=case, section="risk", values=values)
