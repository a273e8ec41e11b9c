"""Which consent takes back which erasure, how much goes together, and who may hurry it (decision 0251)."""

import pytest
from django.core.exceptions import PermissionDenied

from accounts import approvals
from accounts.actions import give_role
from accounts.models import Approval
from accounts.permissions import Role
from cases import actions
from cases.erasing import closing, erasure
from cases.models import Case, ErasureRequest, PersonBiodata
from tests.cases.conftest import agree, save
from tests.cases.erasing.conftest import LOSSES, check, confirm, confirmed
from vault.envelope import VaultError

pytestmark = pytest.mark.django_db


@pytest.fixture
def named(people, case):
    save(people.amina, case, "biodata", {"first_name": "Zoë"})
    agree(people.amina, case, "photo_document")
    return case


def withdraw(people, case, kind):
    actions.withdraw_consent(actor=people.amina, case=case, consent_type=kind)
    return now()


def now():
    return ErasureRequest.objects.get()


def fresh(case):
    return Case.objects.get(pk=case.pk)


def test_consent_to_data_processing_takes_no_erasure_of_photographs_back(people, named):
    withdraw(people, named, "photo_document")
    agree(people.amina, fresh(named), "data_processing")
    assert (now().state, now().extent) == ("asked", "files")
    assert fresh(named).is_closed_to_use and closing.withdrawn(named) == ["photo_document"]


def test_photographs_agreed_to_again_are_kept(people, named):
    withdraw(people, named, "photo_document")
    confirm(people, check(people, named))
    agree(people.amina, fresh(named), "photo_document")
    assert now().state == "taken_back" and not fresh(named).is_closed_to_use


def test_of_two_withdrawals_one_is_taken_back(people, named):
    withdraw(people, named, "photo_document")
    withdraw(people, named, "data_processing")
    confirm(people, check(people, named))
    agree(people.amina, fresh(named), "data_processing")
    request = now()
    assert (request.state, request.extent, request.approved_by) == ("asked", "files", None)
    assert fresh(named).is_closed_to_use
    agree(people.amina, fresh(named), "photo_document")
    assert now().state == "taken_back" and not fresh(named).is_closed_to_use


def test_photographs_and_identity_are_not_the_whole_file(people, named):
    actions.ask_erasure(actor=people.amina, case=named, extent="identity", reason="asked")
    request = withdraw(people, named, "photo_document")
    assert request.extent == "parts" and request.key_classes == {"identity", "evidence"}
    request = confirm(people, check(people, named, at_once=True))
    assert erasure.run(request.pk)
    assert PersonBiodata.objects.get(case=named).first_name == "" and not fresh(named).is_closed_to_use


def test_an_erasure_that_stopped_is_taken_back_and_destroys_nothing(people, named, monkeypatch):
    request = confirmed(people, named, at_once=True)
    with monkeypatch.context() as patch:
        patch.setattr(erasure.retention, "erase_everywhere", lambda case: (_ for _ in ()).throw(VaultError))
        assert not erasure.run(request.pk)
    assert now().state == "running"
    agree(people.amina, fresh(named), "data_processing")
    assert now().state == "taken_back" and not fresh(named).is_closed_to_use
    assert erasure.due() == [] and not erasure.run(request.pk)
    assert PersonBiodata.objects.get(case=named).first_name == "Zoë"


def test_taken_back_between_its_beginning_and_its_end_it_destroys_nothing(people, named, monkeypatch):
    request = confirmed(people, named, at_once=True)
    begun = erasure._begin(request.pk)
    agree(people.amina, fresh(named), "data_processing")
    monkeypatch.setattr(erasure, "_begin", lambda request_id: begun)
    assert not erasure.run(request.pk)
    assert PersonBiodata.objects.get(case=named).first_name == "Zoë"


def test_a_consent_after_the_end_is_refused_openly(people, named, monkeypatch):
    withdraw(people, named, "photo_document")
    request = confirm(people, check(people, named, at_once=True))
    with monkeypatch.context() as patch:
        patch.setattr(erasure, "finish", lambda request_id: None)
        erasure.run(request.pk)
    with pytest.raises(actions.ErasureNotPossible) as late:
        agree(people.amina, fresh(named), "photo_document")
    assert late.value.code == "too_late"
    gone = fresh(named)
    Case.objects.filter(pk=named.pk).delete()
    with pytest.raises((actions.ErasureNotPossible, PermissionDenied)):
        agree(people.amina, gone, "data_processing")


def test_a_yes_in_error_lets_the_withdrawal_below_it_act_again(people, named):
    withdraw(people, named, "data_processing")
    agree(people.amina, fresh(named), "data_processing")
    wrong = named.consents.newest_of("data_processing").first()
    actions.mark_consent_error(actor=people.amina, case=fresh(named), consent=wrong)
    assert fresh(named).is_closed_to_use
    assert ErasureRequest.objects.filter(state="asked", extent="whole").count() == 1


@pytest.mark.parametrize(
    ("reason", "how"), [("mistake", "no_person"), ("asked", "trusted"), ("mistake", "in_person")]
)
def test_nobody_else_insists_that_it_goes_at_once(people, named, reason, how):
    actions.ask_erasure(actor=people.amina, case=named, extent="whole", reason=reason)
    with pytest.raises(actions.ErasureNotPossible) as refused:
        check(people, named, checked_how=how, told=LOSSES if how != "no_person" else (), at_once=True)
    assert refused.value.code == "she_insists"


@pytest.mark.parametrize(
    ("reason", "how", "told"), [("mistake", "no_person", ()), ("asked", "in_person", LOSSES)]
)
def test_two_who_work_on_a_file_end_it_at_her_wish_alone(people, named, reason, how, told):
    give_role(actor=None, user=people.chidi, office=named.office, role=Role.CASEWORKER)
    actions.grant_access(
        case=named, user=people.chidi, given_by=people.bruno, kind="co_worker", reason="special_skill"
    )
    actions.ask_erasure(actor=people.amina, case=named, extent="whole", reason=reason)
    request = check(people, named, checked_how=how, told=told)
    approval = Approval.objects.get(pk=request.approval)
    if reason == "asked":
        approvals.approve(actor=people.chidi, approval=approval)
        assert now().approved_by == people.chidi
        return
    with pytest.raises((PermissionDenied, actions.ErasureNotPossible)):
        approvals.approve(actor=people.chidi, approval=approval)
    assert confirm(people, request).approved_by == people.bruno
