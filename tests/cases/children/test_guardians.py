"""Who can act for a child: tasks when nobody can, and a suspect's consents that end and do not count."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases import actions
from cases.actions import EndedByRule, NotForThisChild
from cases.child import children
from cases.child import record as child_record
from cases.child.children import Guardian, Need, State
from cases.child.tracing import STEPS, NoSuchStep, check_step
from cases.consent import consents
from cases.consent.consents import ConsentMissing
from cases.consent.exceptions import may_share
from cases.consent.page import counting_row, timeline
from cases.erasing import statistics_kept
from cases.models import Case, CaseTask, ConsentRecord, TracingStep
from tests.cases.children.conftest import assessed, birth_of, row_of, told, waiting
from tests.cases.conftest import agree, save

pytestmark = pytest.mark.django_db


def trace(actor, case, to, **more):
    return actions.trace_family(actor=actor, case=case, to=to, base_version=row_of(case).version, **more)


def test_a_child_without_anybody_has_tasks_within_three_working_days(people, child):
    assert {"child_guardian", "best_interests"} <= waiting(child)
    today = timezone.localdate(timezone=child.office.zone)
    for kind in ("child_guardian", "best_interests"):
        due = CaseTask.objects.get(kind=kind).due_at.astimezone(child.office.zone).date()
        assert due == child.office.working_day_after(today, 3)


def test_a_guardian_who_can_act_settles_them(people, child):
    told(people.amina, child, guardian_type="court")
    assert not {"child_guardian", "best_interests"} & waiting(child)
    told(people.amina, child, guardian_type="none_yet")
    assert {"child_guardian", "best_interests"} <= waiting(child)


def test_an_adult_has_none(people, child):
    save(people.amina, child, "biodata", {"birth_date": birth_of(30)})
    assert not {"child_guardian", "best_interests"} & waiting(child)


def test_age_in_doubt_behaves_as_a_child(people, child):
    save(people.amina, child, "biodata", {"birth_date": birth_of(19)})
    for dispute in ("presumed_child", "assessment_pending", "assessed_child"):
        save(people.amina, child, "biodata", {"age_dispute": dispute})
        assert child_record.facts_of(child).child
        assert "child_guardian" in waiting(child)
    save(people.amina, child, "biodata", {"age_dispute": "assessed_adult"})
    assert not child_record.facts_of(child).child and "child_guardian" not in waiting(child)


def test_a_suspects_consents_end_and_are_asked_again(people, child, recorded):
    told(people.amina, child, guardian_type="parent", guardian_conflict="no")
    agree(people.amina, child, "family_contact", "assistance", consent_giver="parent", child_assent="given")
    agree(people.amina, child, "share_authority", consent_giver="authority", child_assent="given")
    assert consents.given(child, "family_contact")
    told(people.amina, child, guardian_conflict="yes")
    stands = {row.consent_type: row.consent_status for row in ConsentRecord.objects.newest_of_each()}
    assert stands["family_contact"] == stands["assistance"] == "expired"
    assert stands["share_authority"] == "granted" and stands["data_processing"] == "granted"
    assert not consents.given(child, "family_contact")
    assert {"ask_consents_again", "child_guardian"} <= waiting(child)
    ended = [dict(given["facts"]) for name, given in recorded if name == "consent.ended"]
    assert {one["consent_type"] for one in ended} == {"family_contact", "assistance"}
    # Nothing that protects has stopped.
    assert Case.objects.get(pk=child.pk).interview_stopped_at is None
    agree(people.amina, child, "family_contact", consent_giver="authority", child_assent="given")
    assert "ask_consents_again" in waiting(child)
    agree(people.amina, child, "assistance", child_assent="given")
    assert "ask_consents_again" not in waiting(child)


def test_what_a_suspect_agrees_to_later_does_not_count_either(people, child):
    told(people.amina, child, guardian_type="relative", guardian_conflict="yes")
    agree(people.amina, child, "family_contact", consent_giver="guardian", child_assent="given")
    assert not consents.given(child, "family_contact")
    assert ConsentRecord.objects.filter(consent_type="family_contact").get().giver_suspected
    facts = child_record.facts_of(child)
    assert facts.guardian is Guardian.SUSPECTED and "family_contact" not in facts.agreed
    assert children.verdict("tell_guardian", facts).state is State.NEVER
    # A new guardian does not make it count again: it was never a yes.
    told(people.amina, child, guardian_type="court", guardian_conflict="no")
    assert not consents.given(child, "family_contact")
    assert "family_contact" not in child_record.facts_of(child).agreed


def test_the_child_alone_may_agree_to_protection_and_interview(people, child):
    told(people.amina, child, guardian_type="parent", guardian_conflict="yes")
    agree(people.amina, child, "shelter_stay", "assistance", child_assent="given")
    assert consents.given(child, "screening_interview") and consents.given(child, "shelter_stay")
    facts = child_record.facts_of(child)
    for deed in children.DEEDS.values():
        if deed.rule in (children.Rule.PROTECTS, children.Rule.INTERVIEW):
            assert children.verdict(deed.code, facts).state is State.NOW


def test_what_the_law_lets_a_young_person_decide_waits_for_nobody(people, child, monkeypatch):
    assert "medical_sharing" not in child_record.facts_of(child).alone
    monkeypatch.setattr(child_record.laws, "decided_alone", lambda _case, kinds, _age: frozenset(kinds))
    assert "medical_sharing" in child_record.facts_of(child).alone


def test_a_childs_figures_are_kept_only_with_the_yes_of_both(people, child):
    agree(people.amina, child, "research", child_assent="given", informed_research=True)
    assert not statistics_kept.may_be_kept(child)
    agree(people.amina, child, "research", consent_giver="authority", informed_research=True)
    assert not statistics_kept.may_be_kept(child)
    agree(people.amina, child, "research", consent_giver="authority", child_assent="given")
    assert statistics_kept.may_be_kept(child)


def test_tracing_waits_for_consent_and_a_look_at_safety(people, child):
    with pytest.raises(NotForThisChild) as held:
        trace(people.amina, child, "open")
    assert held.value.needs == (Need.GUARDIAN,)
    agree(people.amina, child, "family_contact", consent_giver="authority", child_assent="given")
    trace(people.amina, child, "open")
    assert row_of(child).tracing_status == "open" and row_of(child).tracing_started
    with pytest.raises(NotForThisChild) as held:
        trace(people.amina, child, "in_progress", safety_check="  ")
    assert held.value.needs == (Need.SAFETY_CHECK,)
    trace(people.amina, child, "in_progress", safety_check="Only the aunt, by her own telephone.")
    assert child_record.is_contact_checked(child.pk)
    trace(people.bruno, child, "verified", note="She is the aunt.")
    assert [step.after for step in TracingStep.objects.all()] == ["verified", "in_progress", "open"]


def test_a_withdrawn_consent_pauses_it_and_what_happened_is_recorded(people, child):
    agree(people.amina, child, "family_contact", consent_giver="authority", child_assent="given")
    trace(people.amina, child, "open")
    actions.withdraw_consent(actor=people.amina, case=child, consent_type="family_contact")
    with pytest.raises(NotForThisChild):
        trace(people.amina, child, "in_progress", safety_check="The aunt.")
    trace(people.amina, child, "reunified", note="The mother came to the door.")
    assert row_of(child).tracing_status == "reunified"


def test_an_adults_family_is_traced_with_consent_alone(people, case):
    with pytest.raises(ConsentMissing):
        trace(people.amina, case, "open")
    agree(people.amina, case, "family_contact")
    assert trace(people.amina, case, "open").tracing_status == "open"


def test_a_childs_no_is_outweighed_by_an_assessment_that_covers_it(people, child):
    agree(people.amina, child, "family_contact", consent_giver="authority", child_assent="refused")
    with pytest.raises(NotForThisChild) as held:
        trace(people.amina, child, "open")
    assert held.value.needs == (Need.ASSESSMENT,)
    assessed(people, child, "trace_family")
    assert trace(people.amina, child, "open").tracing_status == "open"


def test_no_other_step_exists(people, child):
    with pytest.raises(NoSuchStep):
        trace(people.amina, child, "verified")
    for before in STEPS:
        for after in STEPS:
            if after not in STEPS[before]:
                with pytest.raises(NoSuchStep):
                    check_step(before, after)


def authority_may_know(people, child, **more):
    agree(
        people.amina,
        child,
        "share_authority",
        consent_giver="authority",
        consent_recipients=["Border police"],
        consent_data_categories=["identity"],
        **more,
    )
    return may_share(child, "share_authority", "Border police", ["identity"])


def test_nothing_leaves_the_house_against_a_childs_no(people, child):
    assert authority_may_know(people, child, child_assent="given")
    held = authority_may_know(people, child, child_assent="refused")
    assert not held and held.verdict.codes == ("child_no",)
    assert children.verdict("tell_authority", child_record.facts_of(child)).state is State.WAITS
    assessed(people, child, "tell_provider")
    assert not may_share(child, "share_authority", "Border police", ["identity"])
    assessed(people, child, "tell_authority")
    assert may_share(child, "share_authority", "Border police", ["identity"])


def test_an_adult_is_held_up_by_no_childs_word(people, case):
    save(people.amina, case, "biodata", {"birth_date": birth_of(30)})
    agree(people.amina, case, "share_authority", child_assent="refused")
    assert consents.valid(case, "share_authority")


def test_a_suspects_yes_does_not_come_back_by_marking_an_error(people, child):
    told(people.amina, child, guardian_type="parent", guardian_conflict="no")
    agree(people.amina, child, "family_contact", consent_giver="parent", child_assent="given")
    agree(people.amina, child, "share_provider", consent_giver="parent", child_assent="given")
    agree(people.amina, child, "share_provider", consent_giver="parent", consent_status="refused")
    told(people.amina, child, guardian_conflict="yes")
    known = consents.newest(child)
    with pytest.raises(EndedByRule):
        actions.mark_consent_error(actor=people.amina, case=child, consent=known["family_contact"])
    assert counting_row(child, known["family_contact"].pk) is None
    entry = timeline([known["family_contact"]], may_record=True)[0]
    assert not entry.url
    # The parent's no was never made: what stood before would be the parent's yes.
    actions.mark_consent_error(actor=people.amina, case=child, consent=known["share_provider"])
    assert (
        consents.statuses(child)["family_contact"] == consents.statuses(child)["share_provider"] == "expired"
    )


def test_no_figures_are_kept_once_the_yes_to_research_has_ended(people, case):
    today = case.office.today()
    agree(people.amina, case, "research", consent_valid_until=today)
    assert statistics_kept.may_be_kept(case)
    agree(people.amina, case, "research", consent_valid_until=today - timedelta(days=1))
    assert not statistics_kept.may_be_kept(case)


@pytest.mark.parametrize("weak", ["pressure_present", "in_detention"])
def test_no_tracing_begins_on_a_yes_given_under_pressure(people, child, weak):
    given = {"consent_giver": "authority", "child_assent": "given"}
    agree(people.amina, child, "family_contact", **given, **{weak: True})
    with pytest.raises(ConsentMissing):
        trace(people.amina, child, "open")
    agree(people.amina, child, "family_contact", **given)
    assert trace(people.amina, child, "open").tracing_status == "open"
