"""What an assessment of risk does: level, access, clocks, alarms, and which events force a new one."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts import acting
from accounts.models import Duty
from accounts.permissions import DutyCode
from accounts.policy import GrantKind
from cases import actions, case_tasks, dictionary
from cases.actions import SectionConflict
from cases.actions.assessing import alarms_for
from cases.assessing import risk_events, risk_state
from cases.assessing.risk import Level
from cases.assessing.risk_levels import LevelNotAllowed
from cases.models import Case, CaseGrant, CaseTask, ConflictOfInterest, RiskAssessment
from notifications.models import Outbox
from tests.cases.assessing.conftest import assess
from tests.cases.conftest import agree, save

pytestmark = pytest.mark.django_db
PLAN = {"risk_measures": ["accompaniment"], "safety_plan": "Call first, then walk to the corner shop."}


def fresh(case):
    return Case.objects.get(pk=case.pk)


def waiting(case):
    return {task.kind: task for task in case_tasks.of_case(case)}


def stored(row):
    return RiskAssessment.objects.get(pk=row.pk)


def set_level(actor, case, row, level, reason=""):
    return actions.set_risk_level(
        actor=actor, case=case, row=row.pk, level=level, reason=reason, base_version=stored(row).version
    )


def test_a_first_assessment_computes_its_level_and_when_to_look_again(people, case):
    row = stored(assess(people.amina, case))
    assert (row.risk_level, row.risk_level_final, row.risk_score) == ("standard", "standard", 0)
    assert row.risk_assessor == people.amina and row.risk_date == timezone.localdate()
    assert row.risk_next_review == row.risk_date + timedelta(days=30)
    assert set(waiting(case)) == {"risk_review"} and not fresh(case).restricted_case
    names = [reason[0] for reason in row.reasons]
    assert "floor_a1" in names and "generic_missing" in names


def test_the_countrys_level_adds_and_stands_with_the_assessment(people, case):
    scores = dict.fromkeys(dictionary.codes("generic_risk_indicator"), 2)
    actions.assess_country(
        actor=people.bruno,
        office=case.office,
        country="MD",
        scores=scores,
        source="Report",
        on=timezone.localdate(),
    )
    row = stored(assess(people.amina, case))
    assert (row.risk_score, row.generic_country, row.generic_scores) == (3, "MD", scores)
    on_return = stored(assess(people.amina, case, kind="return", generic_country="IT"))
    assert (on_return.risk_score, on_return.generic_scores) == (0, {})


def test_what_the_record_tells_counts_without_being_ticked(people, case):
    save(people.amina, case, "law_enforcement", {"le_cooperation": "statement"})
    assert stored(assess(people.amina, case)).risk_level == "elevated"
    save(people.amina, case, "law_enforcement", {"le_cooperation": "intends", "le_trafficker_aware": "yes"})
    row = stored(assess(people.amina, case))
    assert (row.risk_level, row.risk_immediate) == ("high", True)
    save(people.amina, case, "exit", {"exit_mode": ["still_in"]})
    save(people.amina, case, "law_enforcement", {"le_cooperation": "not_willing", "le_trafficker_aware": ""})
    assert stored(assess(people.amina, case)).risk_level == "high"


def test_elevated_asks_for_measures_and_a_plan_until_both_are_there(people, case):
    row = assess(people.amina, case, "explicit_threat")
    task = waiting(case)["risk_action"]
    assert timedelta(hours=71) < task.due_at - timezone.now() <= timedelta(hours=72)
    save(people.amina, case, "risk", {"risk_measures": PLAN["risk_measures"]}, row=row.pk)
    assert "risk_action" in waiting(case)
    save(people.amina, case, "risk", {"safety_plan": PLAN["safety_plan"]}, row=row.pk)
    assert "risk_action" not in waiting(case)


HIGH = ("explicit_threat", "trafficker_at_large", "threat_to_family")


def test_high_restricts_the_case_and_leaves_it_with_worker_and_supervisors(people, case, recorded):
    assess(people.amina, case, *HIGH, **PLAN)
    now = fresh(case)
    assert now.restricted_case and not now.location_locked
    named = CaseGrant.objects.valid().filter(content_object=case, kind=GrantKind.SUPERVISOR)
    assert {grant.user for grant in named} == {people.bruno, people.vera}
    for seer in (people.amina, people.bruno, people.vera):
        assert Case.objects.visible_to(seer).filter(pk=case.pk).exists()
    assert not Case.objects.visible_to(people.dana).filter(pk=case.pk).exists()
    assert ("case.restricted", {"reason": "risk_level"}) in [(n, g.get("facts")) for n, g in recorded]
    assert waiting(case)["risk_review"].due_at - timezone.now() < timedelta(days=8)


def test_a_supervisor_in_conflict_is_not_named(people, case):
    ConflictOfInterest.objects.create(case=case, user=people.vera, office=case.office, source="name")
    assess(people.amina, case, *HIGH)
    named = CaseGrant.objects.valid().filter(content_object=case, kind=GrantKind.SUPERVISOR)
    assert {grant.user for grant in named} == {people.bruno}


def test_extreme_hides_the_address_and_the_worker_still_finds_the_person(people, case):
    assess(people.amina, case, "trafficker_aware", "knows_location")
    now = fresh(case)
    assert now.restricted_case and now.location_locked
    keys = CaseGrant.objects.valid().filter(content_object=case, kind=GrantKind.LOCATION)
    assert {grant.user for grant in keys} == {people.amina}
    assert not risk_state.state_of(case).effects.return_proposed


def test_a_lower_level_opens_nothing_again(people, case):
    assess(people.amina, case, *HIGH)
    row = stored(assess(people.amina, case))
    set_level(people.bruno, case, row, "standard", "The man was arrested.")
    assert stored(row).risk_level_final == "standard" and fresh(case).restricted_case


def test_a_new_assessment_settles_the_review_and_begins_the_next(people, case):
    assess(people.amina, case)
    first = waiting(case)["risk_review"]
    actions.force_assessment(case, "request")
    assess(people.amina, case, "own_fear", "knows_home")
    first.refresh_from_db()
    assert first.done_by == people.amina
    again = waiting(case)["risk_review"]
    assert again.pk != first.pk and again.causes == ["clock"]


def test_correcting_an_assessment_is_no_new_one(people, case):
    row = assess(people.amina, case)
    actions.force_assessment(case, "threat", urgent=True)
    save(people.amina, case, "risk", {"risk_beneficiary_view": "I am afraid of the phone."}, row=row.pk)
    assert "threat" in waiting(case)["risk_review"].causes


# --- judgement -----------------------------------------------------------------------------------------------------


def test_anybody_who_assesses_raises_without_a_word(people, case, recorded):
    row = assess(people.amina, case)
    set_level(people.amina, case, row, "high")
    now = stored(row)
    assert (now.risk_level, now.risk_level_final) == ("standard", "high")
    assert fresh(case).restricted_case
    assert ("risk.level_set", {"risk": "high", "suggested": "standard"}) in [
        (n, g.get("facts")) for n, g in recorded
    ]
    assert now.risk_next_review == timezone.localdate() + timedelta(days=7)


def test_lowering_takes_a_supervisor_and_a_reason_and_stops_at_the_floor(people, case):
    save(people.amina, case, "law_enforcement", {"le_cooperation": "statement"})
    row = assess(people.amina, case, "explicit_threat", "own_fear", "knows_home", "organised_group")
    assert stored(row).risk_level == "high"
    for actor, level, reason, why in (
        (people.amina, "elevated", "calm now", "needs_supervisor"),
        (people.bruno, "elevated", " ", "needs_reason"),
        (people.bruno, "standard", "calm now", "below_floor"),
    ):
        with pytest.raises(LevelNotAllowed) as refused:
            set_level(actor, case, row, level, reason)
        assert refused.value.why == why
    set_level(people.bruno, case, row, "elevated", "The threat was made by somebody else.")
    now = stored(row)
    assert (now.risk_level_final, now.risk_override_reason) == (
        "elevated",
        "The threat was made by somebody else.",
    )


def test_raised_stays_raised_and_lowered_ends_with_more_danger(people, case):
    raised = assess(people.amina, case)
    set_level(people.amina, case, raised, "elevated")
    save(people.amina, case, "risk", {"risk_indicators": ["own_fear"]}, row=raised.pk)
    assert stored(raised).risk_level_final == "elevated"
    lowered = assess(people.amina, case, "explicit_threat")
    set_level(people.bruno, case, lowered, "standard", "An old threat")
    save(people.amina, case, "risk", {"risk_beneficiary_view": "I sleep well."}, row=lowered.pk)
    assert stored(lowered).risk_level_final == "standard"
    more = ["explicit_threat", "threat_to_family", "trafficker_at_large"]
    save(people.amina, case, "risk", {"risk_indicators": more}, row=lowered.pk)
    assert stored(lowered).risk_level_final == "high"


def test_a_level_set_on_an_older_page_meets_the_newer_one(people, case):
    row = assess(people.amina, case)
    old = stored(row).version
    save(people.amina, case, "risk", {"risk_indicators": ["own_fear"]}, row=row.pk)
    with pytest.raises(SectionConflict):
        actions.set_risk_level(
            actor=people.bruno, case=case, row=row.pk, level="high", reason="", base_version=old
        )


@pytest.mark.parametrize("who", ["emil", "farah", "hala", "dana"])
def test_nobody_else_judges(people, case, who):
    row = assess(people.amina, case)
    with pytest.raises(PermissionDenied):
        set_level(getattr(people, who), case, row, "high")


# --- alarms --------------------------------------------------------------------------------------------------------


def test_an_immediate_risk_is_told_today_to_supervisors_and_focal_points(people, case):
    Duty.objects.create(user=people.ines, office=case.office, code=DutyCode.SECURITY_FOCAL_POINT)
    assess(people.amina, case, "explicit_threat", "knows_location")
    task = waiting(case)["risk_immediate"]
    zone = case.office.zone
    assert task.due_at.astimezone(zone).date() == timezone.localdate(timezone=zone)
    told = Outbox.objects.filter(event="risk.immediate", channel="in_app")
    assert {row.recipient for row in told} == {people.bruno, people.vera, people.ines}
    with acting.as_user(people.ines):
        assert not Case.objects.filter(pk=case.pk).exists(), "the focal point reaches no case"
        assert alarms_for(people.ines, task.pk).case.reference == case.reference
        actions.take_alarm(actor=people.ines, task=task.pk)
    assert "risk_immediate" not in waiting(case)
    assert CaseTask.objects.get(pk=task.pk).done_by == people.ines


def test_the_alarm_is_nothing_to_anybody_else(people, case):
    assess(people.amina, case, "self_harm")
    task = waiting(case)["risk_immediate"]
    ConflictOfInterest.objects.create(case=case, user=people.vera, office=case.office, source="name")
    for other in (people.amina, people.dana, people.emil, people.farah, people.vera):
        assert alarms_for(other, task.pk) is None
        with pytest.raises(PermissionDenied):
            actions.take_alarm(actor=other, task=task.pk)
    assert alarms_for(people.bruno, task.pk) is not None


def test_of_a_restricted_case_only_named_supervisors_are_told(people, case):
    actions.restrict_case(actor=people.bruno, case=fresh(case), reason="network")
    Duty.objects.filter(user=people.vera, code=DutyCode.SECURITY_FOCAL_POINT).delete()
    assess(people.amina, fresh(case), "self_harm")
    told = Outbox.objects.filter(event="risk.immediate", channel="in_app")
    assert {row.recipient for row in told} == {people.bruno}


# --- events --------------------------------------------------------------------------------------------------------


EVENTS = [
    ("law_enforcement", {"le_cooperation": "informal"}, "cooperation"),
    ("law_enforcement", {"le_statement_date": timezone.localdate()}, "cooperation"),
    ("law_enforcement", {"le_trafficker_aware": "yes"}, "trafficker_aware"),
    ("family", {"family_knows": "yes"}, "family_contact"),
    ("family", {"family_contact_wanted": "yes"}, "family_contact"),
    ("family", {"family_involved": "yes"}, "family_involved"),
    ("exit", {"exit_mode": ["police"]}, "exit"),
    ("legal_status", {"expulsion_risk": "yes"}, "expulsion"),
]


@pytest.mark.parametrize(("section", "values", "cause"), EVENTS)
def test_an_answer_forces_a_new_assessment(people, case, section, values, cause):
    save(people.amina, case, section, values)
    task = waiting(case)["risk_review"]
    assert task.causes == [cause] and task.due_at - timezone.now() <= timedelta(hours=72)


def test_an_alleged_perpetrator_arrested_or_free_forces_one_soon(people, case):
    values = {"perp_at_large": "no"}
    row = actions.add_entry(actor=people.amina, case=case, section="perpetrator", values=values)
    task = waiting(case)["risk_review"]
    assert task.causes == ["trafficker_free"] and task.due_at - timezone.now() <= timedelta(hours=24)
    assess(people.amina, case)
    save(people.amina, case, "perpetrator", {"perp_at_large": "yes"}, row=row.pk)
    assert "trafficker_free" in waiting(case)["risk_review"].causes


def test_moving_forces_one_and_the_first_place_told_does_not(people, case):
    agree(people.amina, case, "assistance")
    save(people.amina, case, "biodata", {"current_city": "Spring"})
    assert waiting(case) == {}
    save(people.amina, case, "biodata", {"current_city": "Autumn"})
    assert waiting(case)["risk_review"].causes == ["accommodation"]


def test_consent_to_family_contact_forces_one(people, case):
    agree(people.amina, case, "family_contact")
    assert waiting(case)["risk_review"].causes == ["family_contact"]


def test_danger_of_self_harm_told_elsewhere_alarms_at_once(people, case):
    risk_events.look("health", actor=people.amina, case=case, row=None, changed={"suicide_risk": ("", "yes")})
    assert waiting(case)["risk_immediate"].causes == ["self_harm"]
    told = Outbox.objects.filter(event="risk.immediate", channel="in_app")
    assert {row.recipient for row in told} == {people.bruno, people.vera}


def test_what_changes_no_danger_forces_nothing(people, case):
    save(
        people.amina, case, "law_enforcement", {"le_cooperation": "not_asked", "le_informed_of_options": True}
    )
    save(people.amina, case, "family", {"family_knows": "no"})
    save(people.amina, case, "registration", {"narrative_summary": "Short"})
    assert waiting(case) == {}


def test_the_person_asks(people, case):
    actions.ask_for_assessment(actor=people.amina, case=case)
    assert waiting(case)["risk_review"].causes == ["request"]
    with pytest.raises(PermissionDenied):
        actions.ask_for_assessment(actor=people.farah, case=case)


def test_every_cause_has_its_sentence():
    assert {line.cause for line in risk_events.TABLE} <= set(risk_events.CAUSES)


def test_the_state_of_a_case_for_upper_floors(people, case):
    assert risk_state.state_of(case).level is None
    assess(people.amina, case, "own_fear", "knows_home")
    assess(people.amina, case, "from_same_area", "organised_group", "knows_home", "own_fear", kind="return")
    state = risk_state.state_of(case)
    assert (state.here.level, state.on_return.level, state.level) == (Level.ELEVATED, Level.HIGH, Level.HIGH)
    assert state.effects.referral_approval and state.next_review == state.on_return.next_review
