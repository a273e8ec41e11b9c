"""From the wish to the confirmation: closed at once, two people, time to change one's mind, a hold."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone

from accounts import approvals
from accounts.models import Approval
from cases import access, actions
from cases.consent import consents
from cases.erasing import erasure
from cases.models import (
    Case,
    ConsentRecord,
    ErasureNotice,
    ErasureRequest,
    PersonBiodata,
    SearchCard,
)
from tests.cases.conftest import agree, save
from tests.cases.erasing.conftest import check, confirm, confirmed, withdraw

pytestmark = pytest.mark.django_db


def test_a_withdrawal_closes_the_file_and_starts_an_erasure(people, full):
    request = withdraw(people, full)
    assert (request.state, request.extent, request.reason) == ("asked", "whole", "withdrawn")
    with pytest.raises(access.FileClosed):
        access.get_case_for(people.amina, full.pk, viewed=["biodata"])
    assert not SearchCard.objects.filter(case=full).exists()
    assert erasure.due(timezone.now() + timedelta(days=400)) == [], (
        "nothing happens before two people confirm"
    )


def test_withdrawing_photos_starts_one_for_the_files_which_the_other_widens(people, full):
    agree(people.amina, full, "photo_document")
    request = withdraw(people, full, "photo_document")
    assert request.extent == "files" and Case.objects.get(pk=full.pk).is_closed_to_use
    check(people, full)
    actions.withdraw_consent(actor=people.amina, case=full, consent_type="data_processing")
    request.refresh_from_db()
    assert (request.extent, request.state, request.approval) == ("whole", "asked", None)
    assert ErasureRequest.objects.count() == 1


def test_what_is_lost_must_have_been_said(people, full):
    withdraw(people, full)
    with pytest.raises(ValidationError):
        check(people, full, told={"permit"})
    with pytest.raises(ValidationError):
        check(people, full, checked_how="by_guess")
    with pytest.raises(ValidationError):
        check(people, full, checked_how="no_person")


def test_it_takes_two_who_reach_the_case(people, full):
    withdraw(people, full)
    approval = Approval.objects.get(pk=check(people, full).approval)
    for stranger in (people.amina, people.dana, people.emil, people.farah, people.kofi):
        with pytest.raises(PermissionDenied):
            approvals.approve(actor=stranger, approval=approval)
    request = confirm(people, ErasureRequest.objects.get())
    assert request.state == "confirmed" and request.approved_by == people.bruno
    assert request.due_at - request.approved_at == timedelta(days=30)


@pytest.mark.parametrize("who", ["dana", "emil", "farah", "kofi", "hala"])
def test_nobody_else_asks_or_takes_back(people, full, who):
    stranger = getattr(people, who)
    with pytest.raises(PermissionDenied):
        actions.ask_erasure(actor=stranger, case=full, extent="whole", reason="asked")
    withdraw(people, full)
    with pytest.raises(PermissionDenied):
        actions.take_back_erasure(actor=stranger, case=full)
    with pytest.raises(PermissionDenied):
        check(type("P", (), {"amina": stranger}), full)


def test_taking_back_restores_everything(people, full):
    before = {key: getattr(PersonBiodata.objects.get(case=full), key) for key in ("first_name", "sex")}
    confirmed(people, full)
    actions.take_back_erasure(actor=people.amina, case=Case.objects.get(pk=full.pk))
    case = access.get_case_for(people.amina, full.pk, viewed=["biodata"])
    assert {key: getattr(PersonBiodata.objects.get(case=case), key) for key in before} == before
    assert consents.valid(case, "data_processing") and SearchCard.objects.filter(case=case).exists()
    assert ErasureRequest.objects.get().state == "taken_back"
    assert not ErasureNotice.objects.exists()
    assert erasure.due(timezone.now() + timedelta(days=400)) == []


def test_a_new_consent_takes_it_back_too(people, full):
    confirmed(people, full)
    agree(people.amina, Case.objects.get(pk=full.pk), "data_processing")
    assert ErasureRequest.objects.get().state == "taken_back"
    assert not Case.objects.get(pk=full.pk).is_closed_to_use


def test_an_approval_of_what_was_taken_back_does_nothing(people, full):
    withdraw(people, full)
    approval = Approval.objects.get(pk=check(people, full).approval)
    actions.take_back_erasure(actor=people.bruno, case=Case.objects.get(pk=full.pk))
    with pytest.raises(ValidationError):
        approvals.approve(actor=people.vera, approval=approval)
    assert ErasureRequest.objects.get().state == "taken_back"


def test_it_waits_for_its_day(people, full):
    request = confirmed(people, full)
    assert not erasure.run(request.pk)
    assert erasure.due() == [] and erasure.due(timezone.now() + timedelta(days=31)) == [request.pk]
    assert PersonBiodata.objects.get(case=full).first_name == "Zoe"


def test_it_waits_for_a_hold(people, full):
    request = confirmed(people, full, at_once=True)
    with pytest.raises(PermissionDenied):
        actions.place_hold(
            actor=people.amina, case=full, reason="court_order", authority="x", held_from=timezone.localdate()
        )
    hold = actions.place_hold(
        actor=people.bruno,
        case=full,
        reason="court_order",
        authority="Court of Harbour",
        held_from=timezone.localdate(),
    )
    assert not erasure.run(request.pk) and Case.objects.filter(pk=full.pk).exists()
    actions.lift_hold(actor=people.bruno, hold=hold)
    assert erasure.run(request.pk) and not Case.objects.filter(pk=full.pk).exists()


def test_the_database_itself_wants_two_people(people, full):
    request = confirmed(people, full)
    with pytest.raises(Exception, match="erasure_needs_two_people"), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_erasurerequest SET approved_by_id = checked_by_id WHERE id = %s", [request.pk]
        )


def test_the_newest_consent_is_a_copy_of_the_last_one_given(people, full):
    confirmed(people, full)
    actions.take_back_erasure(actor=people.bruno, case=Case.objects.get(pk=full.pk))
    rows = ConsentRecord.objects.filter(case=full, consent_type="data_processing").order_by("recorded_at")
    assert [row.consent_status for row in rows] == ["granted", "withdrawn", "granted"]
    assert rows[2].consent_language == rows[0].consent_language and rows[2].recorded_by == people.bruno


def test_taking_back_brings_no_yes_of_a_suspect_back(people, full):
    save(people.amina, full, "biodata", {"age_at_registration": 15})
    save(people.amina, full, "child", {"guardian_type": "parent"})
    agree(people.amina, full, "photo_document", consent_giver="parent", child_assent="given")
    save(people.amina, full, "child", {"guardian_conflict": "yes"})
    actions.withdraw_consent(actor=people.amina, case=full, consent_type="photo_document")
    actions.take_back_erasure(actor=people.bruno, case=Case.objects.get(pk=full.pk))
    case = Case.objects.get(pk=full.pk)
    assert consents.statuses(case)["photo_document"] == "expired"
    assert not consents.valid(case, "photo_document") and not case.is_closed_to_use
