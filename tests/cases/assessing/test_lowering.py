"""A level of risk falls by a supervisor's word with a reason, and by nothing else that is done to its assessment."""

import pytest

from cases import actions
from cases.assessing import risk_state
from cases.assessing.risk import Level
from cases.assessing.risk_levels import LevelNotAllowed
from cases.models import RiskAssessment
from tests.cases.assessing.conftest import assess
from tests.cases.conftest import save

pytestmark = pytest.mark.django_db
EXTREME = ("explicit_threat", "knows_location")


def test_nobody_lowers_by_removing_an_assessment_alone(people, case, client_of):
    row = assess(people.amina, case, *EXTREME)
    assert risk_state.state_of(case).level is Level.EXTREME
    with pytest.raises(LevelNotAllowed) as held:
        actions.remove_entry(actor=people.amina, case=case, section="risk", row=row.pk, reason="A slip.")
    assert held.value.why == "needs_supervisor"
    url = f"/cases/{case.pk}/entries/risk/{row.pk}/remove/"
    assert (
        "A supervisor removes it"
        in client_of(people.amina).post(url, {"reason": "A slip."}, follow=True).text
    )
    with pytest.raises(LevelNotAllowed) as held:
        actions.remove_entry(actor=people.bruno, case=case, section="risk", row=row.pk)
    assert held.value.why == "needs_reason" and risk_state.state_of(case).level is Level.EXTREME
    # One below which nothing falls goes as before.
    slip = assess(people.amina, case)
    actions.remove_entry(actor=people.amina, case=case, section="risk", row=slip.pk)
    client_of(people.bruno).post(url, {"reason": "Of another person."})
    assert risk_state.state_of(case).level is None
    assert RiskAssessment.with_removed.get(pk=row.pk).removal_reason == "Of another person."


def test_nobody_lowers_by_taking_ticks_away(people, case):
    row = assess(people.amina, case, *EXTREME)
    row = save(people.amina, case, "risk", {"risk_indicators": []}, row=row.pk)
    assert (row.risk_level, row.risk_level_final) == ("standard", "extreme")
    given = {"case": case, "row": row.pk, "level": "standard", "base_version": row.version}
    with pytest.raises(LevelNotAllowed):
        actions.set_risk_level(actor=people.amina, reason="A slip.", **given)
    with pytest.raises(LevelNotAllowed):
        actions.set_risk_level(actor=people.bruno, reason=" ", **given)
    actions.set_risk_level(actor=people.bruno, reason="Ticked by mistake.", **given)
    assert risk_state.state_of(case).level is Level.STANDARD
