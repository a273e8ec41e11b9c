"""Telling something without consent: two people, the least, an end, a report by duty, the person told afterwards."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import acting, approvals
from accounts.models import Approval
from cases import actions, case_tasks
from cases.consent import exceptions
from cases.models import CaseTask, ConsentException, Disclosure
from tests.cases.conftest import agree

pytestmark = pytest.mark.django_db
WANTED = {
    "ground": "vital_interest",
    "recipient": "Harbour police",
    "recipient_kind": "police_or_court",
    "categories": ["identity", "needs"],
    "reason": "He is on his way with a knife",
    "safety": "She is in another house tonight",
}
LAW = {
    "effective_from": timezone.localdate(),
    "source": "Invented Act 1",
    "duties": {"child_in_danger": {"to": "Youth office", "hours": 48}},
}


def ask(people, case, **different):
    return actions.ask_exception(actor=people.amina, case=case, **{**WANTED, **different})


def agree_to(people, row):
    with acting.as_user(people.bruno):
        approvals.approve(actor=people.bruno, approval=Approval.objects.get(pk=row.approval))
    return ConsentException.objects.get(pk=row.pk)


def waiting(case):
    return {task.kind for task in CaseTask.objects.waiting().filter(case=case)}


def test_one_person_alone_tells_nothing(people, case):
    row = ask(people, case)
    with pytest.raises(actions.ExceptionRefused):
        actions.use_exception(actor=people.amina, case=case, exception=row, how="by_word")
    with pytest.raises(approvals.NotForYou):
        approvals.approve(actor=people.amina, approval=Approval.objects.get(pk=row.approval))
    assert not exceptions.may_share(case, "share_authority", "Harbour police", ["needs"])


def test_the_database_wants_two_people_too(people, case):
    row = ask(people, case)
    with pytest.raises(IntegrityError), transaction.atomic():
        ConsentException.objects.filter(pk=row.pk).update(approved_by=people.amina)


def test_two_people_open_it_for_its_recipient_and_its_least_data_alone(people, case):
    row = agree_to(people, ask(people, case))
    assert row.approved_by == people.bruno and row.stands()
    by = exceptions.may_share(case, "share_authority", " harbour  POLICE", ["needs"])
    assert by and by.exception == row and not by.verdict
    assert not exceptions.may_share(case, "share_authority", "Other police", ["needs"])
    assert not exceptions.may_share(case, "share_authority", "Harbour police", ["needs", "health"])


def test_consent_comes_first(people, case):
    agree_to(people, ask(people, case))
    agree(
        people.amina,
        case,
        "share_authority",
        consent_recipients=["Harbour police"],
        consent_data_categories=["needs"],
    )
    by = exceptions.may_share(case, "share_authority", "Harbour police", ["needs"])
    assert by.verdict and by.exception is None


def test_it_is_used_once_and_noted_as_what_was_agreed_to(people, case, recorded):
    row = agree_to(people, ask(people, case))
    made = actions.use_exception(actor=people.amina, case=case, exception=row, how="by_word")
    noted = Disclosure.objects.get(pk=made.pk)
    assert (noted.recipient, noted.ground, noted.categories) == (
        "Harbour police",
        "vital_interest",
        ["identity", "needs"],
    )
    with pytest.raises(actions.ExceptionRefused):
        actions.use_exception(actor=people.amina, case=case, exception=row, how="by_word")
    assert not exceptions.may_share(case, "share_authority", "Harbour police", ["needs"])
    names = [name for name, _given in recorded]
    assert names.index("exception.asked") < names.index("exception.agreed") < names.index("exception.used")


def test_it_ends_by_itself(people, case):
    row = agree_to(people, ask(people, case))
    assert timedelta(hours=71) < row.expires_at - timezone.now() < timedelta(hours=73)
    ConsentException.objects.filter(pk=row.pk).update(expires_at=timezone.now() - timedelta(minutes=1))
    assert exceptions.standing(case) == []
    with pytest.raises(actions.ExceptionRefused):
        actions.use_exception(actor=people.amina, case=case, exception=row, how="by_word")


def test_the_person_is_told_when_it_is_safe(people, case):
    row = agree_to(people, ask(people, case))
    with pytest.raises(actions.ExceptionRefused):
        actions.tell_of_exception(actor=people.amina, case=case, exception=row, is_safe=True)
    actions.use_exception(actor=people.amina, case=case, exception=row, how="by_word")
    assert waiting(case) == {"exception_tell"}
    actions.tell_of_exception(actor=people.amina, case=case, exception=row, is_safe=False)
    assert waiting(case) == {"exception_tell"} and not ConsentException.objects.get(pk=row.pk).told_at
    actions.tell_of_exception(actor=people.amina, case=case, exception=row, is_safe=True)
    assert waiting(case) == set()
    with pytest.raises(actions.ExceptionRefused):
        actions.tell_of_exception(actor=people.amina, case=case, exception=row, is_safe=True)


def test_a_report_by_duty_needs_a_law_that_was_entered_and_keeps_its_time(people, case):
    report = {"ground": "legal_duty", "duty": "child_in_danger", "recipient": "Youth office"}
    with pytest.raises(actions.ExceptionRefused):
        ask(people, case, **report)
    actions.enter_law(actor=people.kofi, country=case.office.country, **LAW)
    row = ask(people, case, **report)
    (due,) = case_tasks.of_case(case)
    assert due.kind == "exception_report" and due.causes == ["child_in_danger"]
    assert due.due_at == row.asked_at + timedelta(hours=48)
    made = actions.use_exception(
        actor=people.amina, case=case, exception=agree_to(people, row), how="by_word"
    )
    assert made.ground == "legal_duty" and waiting(case) == {"exception_tell"}


def test_an_order_of_a_court_is_noted_as_a_duty(people, case):
    row = agree_to(people, ask(people, case, ground="court_order"))
    made = actions.use_exception(actor=people.amina, case=case, exception=row, how="paper")
    assert made.ground == "legal_duty"


@pytest.mark.parametrize("missing", ["reason", "safety", "recipient", "categories"])
def test_reason_safety_recipient_and_least_data_are_written_down(people, case, missing):
    with pytest.raises(ValidationError):
        ask(people, case, **{missing: [] if missing == "categories" else ""})
    assert not ConsentException.objects.exists()


@pytest.mark.parametrize("name", ["hala", "dana", "emil", "kofi"])
def test_who_does_not_work_on_the_case_asks_nothing(people, case, name):
    with pytest.raises(PermissionDenied):
        actions.ask_exception(actor=getattr(people, name), case=case, **WANTED)


@pytest.mark.parametrize("name", ["hala", "dana", "emil", "kofi"])
def test_who_does_not_reach_the_case_is_no_second_person(people, case, name):
    row = ask(people, case)
    with acting.as_user(getattr(people, name)), pytest.raises((approvals.NotForYou, Approval.DoesNotExist)):
        approvals.approve(actor=getattr(people, name), approval=Approval.objects.get(pk=row.approval))


def test_the_second_person_reads_what_it_is_about(people, case):
    row = ask(people, case)
    told = {
        str(one["label"]): one["value"] for one in exceptions.describe(Approval.objects.get(pk=row.approval))
    }
    assert WANTED["reason"] in told.values() and "Harbour police" in told.values()
