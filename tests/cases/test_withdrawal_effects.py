"""Every effect of a withdrawal has a state: done at once, or a task with its clock; nobody else sees any of it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone, translation

from cases import access, actions, case_tasks, dictionary
from cases.consent import consents, effects, withdrawals
from cases.consent.withdrawals import EFFECTS, How, by_hand, task_of
from cases.models import Case, CaseTask, ChildProtection, ConsentRecord, Interview, PersonBiodata, TracingStep
from tests.cases.children.conftest import birth_of, told
from tests.cases.conftest import agree, save

pytestmark = pytest.mark.django_db
KINDS = dictionary.codes("consent_type")


def withdraw(people, case, kind):
    actions.withdraw_consent(actor=people.amina, case=case, consent_type=kind)
    return Case.objects.get(pk=case.pk)


def lines(case, kind):
    rows = ConsentRecord.objects.filter(case=case).newest_of_each()
    found = effects.of_withdrawn(case, rows, may_record=True)
    return {one.kind: one.lines for one in found}[kind]


def waiting(case):
    return {task.kind: task.due_at for task in CaseTask.objects.waiting().filter(case=case)}


def test_every_kind_has_its_effects():
    assert set(EFFECTS) == set(KINDS)
    for kind, found in EFFECTS.items():
        assert len({effect.code for effect in found}) == len(found), kind
        assert any(effect.how is How.AT_ONCE for effect in found), kind
        for effect in found:
            assert bool(effect.days) is (effect.how is How.BY_HAND), (kind, effect.code)
            assert len(task_of(kind, effect)) <= 40


@pytest.mark.parametrize("language", ["fr", "es"])
def test_every_word_of_an_effect_stands_in_each_language(language):
    shown = [effects.DONE_AT_ONCE, effects.DONE, effects.TO_BE_DONE, effects.BY_TWO, effects.NOT_HERE]
    shown += [effects.NOTHING, withdrawals.NOTHING_GIVEN]
    shown += [one for found in EFFECTS.values() for effect in found for one in (effect.text, effect.if_none)]
    for text in shown:
        with translation.override("en"):
            english = str(text)
        with translation.override(language):
            assert str(text) != english, f"not in {language}: {english}"


@pytest.mark.parametrize("kind", KINDS)
def test_each_effect_is_done_or_waits_for_somebody_until_a_day(people, case, kind):
    agree(people.amina, case, kind)
    case = withdraw(people, case, kind)
    due = waiting(case)
    for effect, line in zip(EFFECTS[kind], lines(case, kind), strict=True):
        task = task_of(kind, effect)
        if effect.how is How.BY_HAND and task in due:
            assert case.owner.display_name in line.detail and line.url
        else:
            assert not line.url
    raised = {key for key in due if key.startswith(f"withdrawn_{kind}_")}
    conditional = {task_of(kind, one) for one in by_hand(kind) if one.if_none != withdrawals.Effect.if_none}
    assert raised == {task_of(kind, one) for one in by_hand(kind)} - conditional


def test_what_is_done_by_hand_is_noted_with_who_and_when_and_only_once(people, case):
    agree(people.amina, case, "assistance")
    case = withdraw(people, case, "assistance")
    effect = withdrawals.effect_of("assistance", "way_back")
    with pytest.raises(PermissionDenied):
        actions.note_effect_done(actor=people.emil, case=case, consent_type="assistance", effect=effect)
    note = {"actor": people.amina, "case": case, "consent_type": "assistance", "effect": effect}
    assert actions.note_effect_done(**note) and not actions.note_effect_done(**note)
    line = next(one for one in lines(case, "assistance") if one.text == effect.text)
    assert people.amina.display_name in line.detail and line.tag == effects.DONE and not line.url
    # After the next withdrawal it is to be done once more.
    agree(people.amina, case, "assistance")
    case = withdraw(people, case, "assistance")
    line = next(one for one in lines(case, "assistance") if one.text == effect.text)
    assert line.tag == effects.TO_BE_DONE


def test_a_case_without_help_is_looked_at_after_thirty_days(people, case):
    agree(people.amina, case, "assistance")
    case = withdraw(people, case, "assistance")
    day = waiting(case)["withdrawn_assistance_closure"].astimezone(case.office.zone).date()
    assert day == case.office.today() + timedelta(days=30)
    agree(people.amina, case, "assistance")
    assert not waiting(case)


def test_a_withdrawal_in_error_leaves_nothing_to_do(people, case):
    agree(people.amina, case, "media")
    case = withdraw(people, case, "media")
    wrong = consents.newest(case)["media"]
    agree(people.amina, case, "media", consent_status="not_able")
    assert "withdrawn_media_recall" in waiting(case)
    actions.mark_consent_error(actor=people.amina, case=case, consent=consents.newest(case)["media"])
    actions.mark_consent_error(actor=people.amina, case=case, consent=wrong)
    assert "withdrawn_media_recall" not in waiting(case)


@pytest.mark.parametrize(
    ("kind", "to"),
    [("share_mission", "own_office"), ("share_provider", "provider"), ("medical_sharing", "health_care")],
)
def test_who_received_something_is_told_by_somebody_until_a_day(people, case, kind, to):
    agree(people.amina, case, kind)
    given = {"recipient": "Quiet Clinic", "recipient_kind": to, "how": "paper", "ground": "consent"}
    actions.record_disclosure(actor=people.amina, case=case, categories=["needs"], **given)
    case = withdraw(people, case, kind)
    assert f"withdrawn_{kind}_recall" in waiting(case)


@pytest.mark.parametrize("status", ["open", "in_progress", "verified"])
def test_a_tracing_under_way_is_paused_and_somebody_tells_the_searchers(people, case, status):
    save(people.amina, case, "biodata", {"birth_date": birth_of(15)})
    told(people.amina, case, guardian_type="court")
    row = ChildProtection.objects.get(case=case)
    row.tracing_status = status
    row.save()
    agree(people.amina, case, "family_contact", consent_giver="guardian", child_assent="given")
    case = withdraw(people, case, "family_contact")
    step = TracingStep.objects.get(case=case)
    assert step.is_pause and step.after == status
    assert waiting(case)["withdrawn_family_contact_searchers"] > timezone.now()


def test_without_a_tracing_nothing_is_paused(people, case):
    agree(people.amina, case, "family_contact")
    case = withdraw(people, case, "family_contact")
    assert not TracingStep.objects.exists() and "withdrawn_family_contact_searchers" not in waiting(case)


@pytest.mark.parametrize("kind", consents.CLOSES_HEALTH)
def test_not_able_after_a_medical_withdrawal_opens_nothing(people, case, kind):
    agree(people.amina, case, kind)
    case = withdraw(people, case, kind)
    agree(people.amina, case, kind, consent_status="not_able")
    case = Case.objects.get(pk=case.pk)
    assert consents.health_is_closed(consents.statuses(case))
    assert access.readable_fields(people.amina, case, "health") <= consents.URGENT_HEALTH
    agree(people.amina, case, kind)
    assert not consents.health_is_closed(consents.statuses(Case.objects.get(pk=case.pk)))


def test_withdrawing_the_interview_ends_it(people, case):
    interview = actions.start_interview(actor=people.amina, case=case)
    withdraw(people, case, "screening_interview")
    assert Interview.objects.get(pk=interview.pk).interview_outcome == "stopped_by_beneficiary"
    with pytest.raises(actions.NoInterviewUnderWay):
        actions.pause_interview(actor=people.amina, case=case)


@pytest.mark.parametrize(("typed", "stays"), [("erase", ""), ("keep", "Told"), ("", "Told")])
def test_the_page_asks_whether_what_was_said_is_kept(people, case, client_of, typed, stays):
    client, page = client_of(people.amina), f"/cases/{case.pk}/consent/screening_interview/withdraw/"
    assert "What was written down at this interview" not in client.get(page).text
    actions.start_interview(actor=people.amina, case=case)
    save(people.amina, case, "biodata", {"first_name": "Told"})
    assert "What was written down at this interview" in client.get(page).text
    client.post(page, {"typed": typed})
    assert PersonBiodata.objects.get(case=case).first_name == stays
    assert consents.newest(case)["screening_interview"].consent_status == "withdrawn"


def test_a_no_recorded_at_an_interview_leads_to_the_same_question(people, case, client_of):
    actions.start_interview(actor=people.amina, case=case)
    page = f"/cases/{case.pk}/consent/screening_interview/"
    answer = client_of(people.amina).post(page, {"status_screening_interview": "refused"})
    assert answer.headers["Location"] == f"/cases/{case.pk}/interview/stop/"


def test_the_third_person_neither_sees_nor_settles(people, case, client_of):
    agree(people.amina, case, "return")
    case = withdraw(people, case, "return")
    page = f"/cases/{case.pk}/consent/"
    client, third = client_of(people.amina), client_of(people.emil)
    assert "Cancel the journey that is arranged" in client.get(page).text
    assert third.get(page).status_code == 404
    assert third.post(f"{page}return/done/cancel/").status_code == 404
    assert not case_tasks.waiting_for(people.emil).exists()
    assert "withdrawn_return_cancel" in waiting(case)
    client.post(f"{page}return/done/cancel/")
    assert "withdrawn_return_cancel" not in waiting(case)
    assert client.post(f"{page}return/done/nonsense/").status_code == 404


def test_a_closed_file_says_what_follows_and_opens_nothing(people, case, client_of):
    save(people.amina, case, "biodata", {"first_name": "Zanzarelle"})
    case = withdraw(people, case, "data_processing")
    text = client_of(people.amina).get(f"/cases/{case.pk}/consent/").text
    assert "Two people check the wish" in text and "Zanzarelle" not in text
