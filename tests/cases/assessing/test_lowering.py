"""A level of risk falls by a supervisor's word with a reason, and by nothing else that is done to its assessment."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from cases import actions, case_tasks
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


def kinds(case):
    return {task.kind: task for task in case_tasks.of_case(case)}


def test_nobody_lowers_by_assessing_again_with_fewer_ticks(people, case):
    assess(people.amina, case, *EXTREME)
    row = RiskAssessment.objects.get(pk=assess(people.amina, case).pk)
    assert (row.risk_level, row.risk_level_final) == ("standard", "extreme")
    assert risk_state.state_of(case).level is Level.EXTREME
    waiting = kinds(case)
    assert waiting["risk_lower"].causes == ["lower"] and "risk_action" in waiting
    given = {"case": case, "row": row.pk, "base_version": row.version}
    with pytest.raises(LevelNotAllowed):
        actions.set_risk_level(actor=people.amina, level="standard", reason="He is gone.", **given)
    actions.set_risk_level(actor=people.bruno, level="standard", reason="He was arrested.", **given)
    assert risk_state.state_of(case).level is Level.STANDARD
    assert not {"risk_lower", "risk_action"} & kinds(case).keys()


def test_an_older_sheet_is_what_it_was_and_ends_nothing_of_the_present(people, case):
    assess(people.amina, case, *EXTREME)
    actions.force_assessment(case, "threat", urgent=True)
    before = kinds(case)
    row = assess(people.amina, case, risk_date=timezone.localdate() - timedelta(days=2))
    assert RiskAssessment.objects.get(pk=row.pk).risk_level_final == "standard"
    after = kinds(case)
    assert after["risk_action"].due_at == before["risk_action"].due_at
    assert after["risk_review"].pk == before["risk_review"].pk and "threat" in after["risk_review"].causes
    assert after["risk_review"].due_at == before["risk_review"].due_at


def test_an_assessment_of_return_answers_the_clock_alone(people, case):
    assess(people.amina, case, *EXTREME)
    actions.force_assessment(case, "threat", urgent=True)
    before = kinds(case)
    assess(people.amina, case, kind="return", generic_country="IT")
    after = kinds(case)
    assert "threat" in after["risk_review"].causes
    assert after["risk_review"].due_at == before["risk_review"].due_at
    assert after["risk_action"].due_at == before["risk_action"].due_at


def test_a_day_in_the_future_outlives_no_later_assessment(people, case):
    assess(people.amina, case, risk_date=date(2062, 1, 1))
    assert kinds(case)["risk_review"].due_at < timezone.now() + timedelta(days=32)
    assess(people.amina, case, *EXTREME)
    state = risk_state.state_of(case)
    assert state.level is Level.EXTREME
    assert state.next_review == timezone.localdate() + timedelta(days=3)
