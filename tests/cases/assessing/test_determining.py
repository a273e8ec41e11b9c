"""Deciding on a determination: by one, by two, by three; nothing of it is a condition of help."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone

from accounts.models import Qualification
from accounts.policy import GrantKind
from cases import actions, case_tasks
from cases.actions import AlreadyHadTheirSay, LookChanged, LooksFirst, SectionConflict
from cases.models import Case, CaseTask, Determination, GrantReason, LookState, SecondLook, SectionVersion
from notifications.models import Outbox
from tests.cases.assessing.conftest import decide, row_of, tick
from tests.cases.conftest import save

pytestmark = pytest.mark.django_db


def look(actor, case, code="victim", **more):
    return actions.look_at_determination(actor=actor, case=case, determination=code, **more)


@pytest.fixture
def third(people, interviewed):
    """Dana works on the case too: there are three who may decide."""
    given = {"kind": GrantKind.CO_WORKER, "reason": GrantReason.SPECIAL_SKILL}
    actions.grant_access(case=interviewed, user=people.dana, given_by=people.bruno, **given)
    return people.dana


def test_the_suggestion_follows_the_answers_and_decides_nothing(people, interviewed):
    row = tick(people, interviewed)
    assert row.determination_suggested == "victim" and row.determination == ""
    assert row.dimension_results["D5"] == "positive" and row.dimension_results["D1"] == "insufficient"
    assert not SecondLook.objects.exists()


def test_before_a_completed_interview_it_is_pending(people, case):
    assert tick(people, case).determination_suggested == "pending"


def test_the_profile_is_the_childs(people, interviewed):
    save(people.amina, interviewed, "biodata", {"age_dispute": "presumed_child"})
    row = tick(
        people, interviewed, ilo_coercion_destination=[], ilo_deceptive_recruitment=["education", "wages"]
    )
    assert row.determination_suggested == "victim"
    assert row.dimension_results["D1"] == "positive"


def test_one_person_decides_and_a_second_is_called_within_five_working_days(people, interviewed, recorded):
    tick(people, interviewed)
    decide(people.amina, interviewed, basis="Her papers were taken.", eligible=True)
    row = row_of(interviewed)
    assert (row.determination, row.determination_by, row.determination_basis) == (
        "victim",
        people.amina,
        "Her papers were taken.",
    )
    task = CaseTask.objects.get(kind="second_determination")
    today = timezone.localdate(timezone=interviewed.office.zone)
    assert task.due_at.astimezone(interviewed.office.zone).date() == interviewed.office.working_day_after(
        today, 5
    )
    told = Outbox.objects.filter(event="determination.look", channel="in_app")
    assert {one.recipient for one in told} == {people.bruno, people.vera}
    facts = dict(next(given["facts"] for name, given in recorded if name == "determination.decided"))
    assert facts == {"decision": "victim", "suggested": "victim", "differs": False, "trained": True}


@pytest.mark.parametrize("code", ["possible", "exploited_not_trafficked", "pending"])
def test_what_is_neither_victim_nor_not_victim_takes_one_person(people, interviewed, code):
    decide(people.amina, interviewed, code)
    assert not SecondLook.objects.exists() and case_tasks.of_case(interviewed) == []


def test_pending_is_nobodys_decision(people, interviewed):
    decide(people.amina, interviewed, "pending", organisation="ngo")
    row = row_of(interviewed)
    assert (row.determination_by, row.determination_date, row.determination_org) == (None, None, "")


def test_a_missing_basis_refuses_nothing(people, interviewed):
    decide(people.amina, interviewed, "not_victim")
    assert row_of(interviewed).determination == "not_victim"


def test_not_established_says_what_it_is_instead_and_which_help_was_offered(people, interviewed):
    given = {"not_established_kind": "labour_dispute", "referral": "Legal aid, spring office"}
    decide(people.amina, interviewed, "not_victim", **given)
    row = row_of(interviewed)
    assert (row.not_established_kind, row.non_victim_referral) == (
        "labour_dispute",
        "Legal aid, spring office",
    )
    decide(people.amina, interviewed, "possible", **given)
    row = row_of(interviewed)
    assert (row.not_established_kind, row.non_victim_referral) == ("", "")


def test_the_first_person_is_not_the_second(people, interviewed):
    decide(people.amina, interviewed)
    with pytest.raises(AlreadyHadTheirSay):
        look(people.amina, interviewed)
    assert SecondLook.objects.get().state == LookState.SECOND


def test_a_second_person_agrees(people, interviewed, recorded):
    decide(people.amina, interviewed)
    found = look(people.bruno, interviewed, basis="I find the same.")
    assert found.state == LookState.AGREED and found.second_by == people.bruno
    assert case_tasks.of_case(interviewed) == []
    assert CaseTask.objects.get().done_by == people.bruno
    assert recorded[-1][1]["facts"] == {
        "decision": "victim",
        "step": "second",
        "differs": False,
        "trained": True,
    }
    with pytest.raises(SecondLook.DoesNotExist):
        look(people.vera, interviewed)


def test_where_two_differ_a_third_decides(people, interviewed, third):
    decide(people.amina, interviewed, basis="First.")
    found = look(people.bruno, interviewed, "exploited_not_trafficked", basis="No means.")
    assert found.state == LookState.THIRD and row_of(interviewed).determination == "victim"
    told = Outbox.objects.filter(
        event="determination.look", channel="in_app", idempotency_key__contains="third"
    )
    assert {one.recipient for one in told} == {people.vera, people.dana}
    for had_say in (people.amina, people.bruno):
        with pytest.raises(AlreadyHadTheirSay):
            look(had_say, interviewed)
    found = look(third, interviewed, "exploited_not_trafficked", basis="I agree with the second.")
    row = row_of(interviewed)
    assert found.state == LookState.SETTLED
    assert (row.determination, row.determination_by, row.determination_basis) == (
        "exploited_not_trafficked",
        people.dana,
        "I agree with the second.",
    )
    kept = SectionVersion.objects.filter(section="determination").order_by("-replaced_at").first()
    assert kept.values["determination"] == "victim" and kept.values["determination_basis"] == "First."


def test_the_third_says_what_it_is_instead(people, interviewed, third):
    decide(people.amina, interviewed)
    look(people.bruno, interviewed, "possible")
    look(third, interviewed, "not_victim", not_established_kind="smuggled", referral="Shelter of the town")
    row = row_of(interviewed)
    assert (row.determination, row.not_established_kind) == ("not_victim", "smuggled")
    assert row.non_victim_referral == "Shelter of the town"


def test_deciding_anew_ends_the_open_look(people, interviewed):
    decide(people.amina, interviewed)
    decide(people.amina, interviewed, "possible")
    assert SecondLook.objects.get().state == LookState.REPLACED
    assert case_tasks.of_case(interviewed) == []
    decide(people.bruno, interviewed, "not_victim")
    assert SecondLook.objects.count() == 2
    look(people.amina, interviewed, "not_victim")


def test_whoever_differs_does_not_decide_alone(people, interviewed, third):
    decide(people.amina, interviewed)
    with pytest.raises(LooksFirst):
        decide(people.bruno, interviewed, "possible")
    look(people.bruno, interviewed, "not_victim")
    for person in (people.amina, people.bruno, third):
        with pytest.raises(LooksFirst):
            decide(person, interviewed, "exploited_not_trafficked")
    assert row_of(interviewed).determination == "victim" and SecondLook.objects.get().state == LookState.THIRD


@pytest.mark.parametrize("code", ["exploited_not_trafficked", "pending", "not_victim"])
def test_what_two_agreed_on_is_not_left_by_one(people, interviewed, code):
    decide(people.amina, interviewed)
    look(people.bruno, interviewed)
    decide(people.amina, interviewed, code, basis="New facts.")
    waits = SecondLook.objects.filter(state=LookState.SECOND).get()
    assert waits.first_code == code
    assert look(people.vera, interviewed, code).state == LookState.AGREED
    assert row_of(interviewed).determination == code


def test_the_third_persons_decision_carries_no_words_of_the_first(people, interviewed, third):
    given = {"override_reason": "The first one's.", "organisation": "iom", "eligible": False}
    decide(people.amina, interviewed, "not_victim", **given)
    look(people.bruno, interviewed)
    look(third, interviewed)
    row = row_of(interviewed)
    assert row.determination == "victim" and row.determination_by == third
    kept = (row.determination_override_reason, row.determination_org, row.eligible_for_assistance)
    assert kept == ("", "", None)


def test_nobody_agrees_to_words_they_have_not_seen(people, interviewed):
    decide(people.amina, interviewed, basis="First.")
    read = SecondLook.objects.get()
    decide(people.amina, interviewed, basis="Other words.")
    with pytest.raises(LookChanged):
        look(people.bruno, interviewed, seen=(read.pk, read.version))
    now = SecondLook.objects.get(state=LookState.SECOND)
    assert look(people.bruno, interviewed, seen=(now.pk, now.version)).state == LookState.AGREED


def test_two_who_are_not_trained_do_not_make_up_a_decision(people, interviewed):
    Qualification.objects.exclude(user=people.vera).delete()
    decide(people.amina, interviewed, "possible")
    assert look(people.bruno, interviewed, "possible").state == LookState.TRAINED
    told = Outbox.objects.filter(
        event="determination.look", channel="in_app", idempotency_key__contains="third"
    )
    assert {one.recipient for one in told} == {people.vera}
    assert look(people.vera, interviewed, "possible").state == LookState.SETTLED


def test_the_third_person_is_trained(people, interviewed, third):
    Qualification.objects.filter(user=third).delete()
    decide(people.amina, interviewed)
    look(people.bruno, interviewed, "possible")
    with pytest.raises(ValidationError):
        look(third, interviewed)
    assert row_of(interviewed).determination == "victim"


def test_the_states_identification_stands_beside_and_changes_nothing(people, interviewed):
    decide(people.amina, interviewed, "not_victim")
    save(people.amina, interviewed, "determination", {"formal_identification": "granted"})
    row = row_of(interviewed)
    assert (row.formal_identification, row.determination) == ("granted", "not_victim")
    decide(people.amina, interviewed, "possible")
    assert row_of(interviewed).formal_identification == "granted"


def test_a_decision_made_on_an_older_page_meets_the_newer_one(people, interviewed):
    version = row_of(interviewed).version
    tick(people, interviewed)
    with pytest.raises(SectionConflict):
        actions.decide_determination(
            actor=people.amina, case=interviewed, determination="victim", base_version=version
        )
    assert row_of(interviewed).determination == ""


@pytest.mark.parametrize("who", ["emil", "farah", "hala", "chidi"])
def test_nobody_else_decides(people, interviewed, who):
    with pytest.raises(PermissionDenied):
        decide(getattr(people, who), interviewed)
    decide(people.amina, interviewed)
    with pytest.raises(PermissionDenied):
        look(getattr(people, who), interviewed)


def test_the_decision_cannot_be_typed_past_the_action(people, interviewed):
    with pytest.raises(actions.UnknownFields):
        save(people.amina, interviewed, "determination", {"determination": "victim"})


def test_an_unknown_code_is_refused(people, interviewed):
    with pytest.raises(ValidationError):
        decide(people.amina, interviewed, "guilty")
    decide(people.amina, interviewed)
    for wrong in ("guilty", "pending"):
        with pytest.raises(ValidationError):
            look(people.bruno, interviewed, wrong)


def test_the_clock_tells_of_an_overdue_look(people, interviewed):
    decide(people.amina, interviewed)
    CaseTask.objects.update(due_at=timezone.now() - timedelta(hours=1))
    assert case_tasks.remind_of_overdue() == 1


def test_help_does_not_wait(people, interviewed):
    """Consents, sections and steps of the case are the same with and without any determination."""
    decide(people.amina, interviewed, "not_victim")
    item = {"assist_type": "medical", "assist_status": "ongoing"}
    added = actions.add_entry(actor=people.amina, case=interviewed, section="assistance", values=item)
    assert added.assist_status == "ongoing"
    assert Case.objects.get(pk=interviewed.pk).status == interviewed.status


def test_the_bases_are_sealed(people, interviewed):
    decide(people.amina, interviewed, basis="Plainly secret words")
    look(people.bruno, interviewed, "possible", basis="Other secret words")
    for model in (Determination, SecondLook):
        with connection.cursor() as cursor:
            table = model._meta.db_table
            cursor.execute(f"SELECT t::text FROM {table} t WHERE case_id = %s", [interviewed.pk])  # noqa: S608  # ours
            assert "secret words" not in cursor.fetchone()[0]
