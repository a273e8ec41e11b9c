"""Consent: immutable rows, the validity test, and what a withdrawal does at once."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from cases import access, actions
from cases.consent import consents
from cases.finding.search import SearchQuery, find
from cases.models import (
    AssistanceItem,
    Case,
    ConsentIsImmutable,
    ConsentRecord,
    PersonBiodata,
    SearchCard,
)
from notifications.models import Outbox
from tests.cases.conftest import agree, open_for, save

pytestmark = pytest.mark.django_db


def test_the_newest_row_of_a_type_counts(people, case):
    agree(people.amina, case, "research", consent_status="refused")
    assert not consents.valid(case, "research")
    agree(people.amina, case, "research")
    assert consents.valid(case, "research")
    assert ConsentRecord.objects.filter(case=case, consent_type="research").count() == 2


def test_what_was_never_asked_is_not_agreed_to(case):
    verdict = consents.valid(case, "return")
    assert not verdict and verdict.reasons


def test_a_row_is_never_changed(people, case):
    row = ConsentRecord.objects.filter(case=case).first()
    with pytest.raises(ConsentIsImmutable):
        row.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        ConsentRecord.objects.filter(pk=row.pk).update(consent_status="refused")


@pytest.mark.parametrize(
    "different",
    [
        {"consent_form": ""},
        {"consent_form": "verbal_witnessed"},
        {"consent_giver": ""},
        {"informed_withdrawal": False},
        {"informed_data_use": None},
        {"pressure_present": True},
        {"giver_suspected": True},
        {"consent_valid_until": timezone.localdate() - timedelta(days=1)},
        {"consent_status": "not_able"},
        {"consent_status": "expired"},
    ],
    ids="-".join,
)
def test_each_failing_part_has_a_reason(people, case, different):
    agree(people.amina, case, "data_processing", **different)
    verdict = consents.valid(case, "data_processing")
    assert not verdict and len(verdict.reasons) == 1


def test_a_spoken_consent_stands_with_a_witness(people, case):
    agree(people.amina, case, "assistance", consent_form="verbal_witnessed", witness_name="Ruth Invented")
    assert consents.valid(case, "assistance")


def test_a_disclosure_needs_more_than_the_spoken_word(people, case):
    agree(
        people.amina, case, "share_authority", consent_form="verbal_witnessed", witness_name="Ruth Invented"
    )
    assert not consents.valid(case, "share_authority")


def test_sharing_covers_named_recipients_and_categories(people, case):
    office = str(people.bruno.pk)
    agree(
        people.amina,
        case,
        "share_mission",
        consent_recipients=[office],
        consent_data_categories=["identity", "needs"],
    )
    assert consents.valid(case, "share_mission", recipient=office, categories=["needs"])
    assert not consents.valid(case, "share_mission", recipient=office, categories=["needs", "health"])
    assert not consents.valid(case, "share_mission", recipient=people.emil.pk)


def test_sharing_ends_by_itself_after_a_year(people, case):
    agree(people.amina, case, "share_mission")
    ends = consents.newest(case)["share_mission"].consent_valid_until
    assert ends is not None
    assert 360 <= (ends - timezone.localdate()).days <= 366


def test_the_language_must_be_hers_or_interpreted(people, case):
    save(people.amina, case, "biodata", {"primary_language": "km"})
    assert not consents.valid(case, "data_processing")
    agree(people.amina, case, "data_processing", interpreter_used=True)
    assert consents.valid(case, "data_processing")


def test_to_somebody_who_does_not_read_it_was_read_aloud(people, case):
    save(people.amina, case, "education", {"literacy": "none"})
    assert not consents.valid(case, "data_processing")
    agree(people.amina, case, "data_processing", read_aloud=True)
    assert consents.valid(case, "data_processing")


def test_a_child_alone_gets_help_but_return_waits(people, case):
    save(people.amina, case, "biodata", {"age_at_registration": 15})
    agree(people.amina, case, "assistance", "return")
    assert consents.valid(case, "assistance") and not consents.valid(case, "return")
    agree(people.amina, case, "return", consent_giver="guardian", child_assent="given")
    assert consents.valid(case, "return")


def test_the_refusal_of_a_child_stops_the_interview(people, case):
    save(people.amina, case, "biodata", {"age_at_registration": 15})
    agree(people.amina, case, "screening_interview", consent_giver="guardian", child_assent="refused")
    assert not consents.valid(case, "screening_interview")


@pytest.mark.parametrize("no_yes", [{"child_assent": "refused"}, {"giver_suspected": True}], ids="-".join)
def test_a_childs_no_or_a_suspects_yes_stops_the_interview(people, case, no_yes):
    agree(people.amina, case, "screening_interview", consent_giver="parent", **no_yes)
    assert not consents.given(case, "screening_interview")
    with pytest.raises(actions.InterviewNotAllowed):
        save(people.amina, case, "education", {"education_level": "primary"})


def test_how_a_yes_was_given_refuses_no_save(people, case):
    agree(
        people.amina, case, "screening_interview", "data_processing", consent_form="", informed_purpose=None
    )
    assert not consents.valid(case, "screening_interview")
    save(people.amina, case, "biodata", {"first_name": "Zoë"})


def test_nobody_consents_for_an_adult(people, case):
    save(people.amina, case, "biodata", {"age_at_registration": 30})
    agree(people.amina, case, "assistance", consent_giver="parent")
    assert not consents.valid(case, "assistance")


def test_withdrawal_is_a_new_row(people, case):
    actions.withdraw_consent(actor=people.amina, case=case, consent_type="screening_interview")
    row = consents.newest(case)["screening_interview"]
    assert (row.consent_status, row.consent_withdrawn_at is not None) == ("withdrawn", True)
    assert ConsentRecord.objects.filter(case=case, consent_type="screening_interview").count() == 2


def test_a_withdrawal_is_not_recorded_as_an_ordinary_decision(people, case):
    with pytest.raises(ValidationError):
        agree(people.amina, case, "data_processing", consent_status="withdrawn")


def test_withdrawing_the_interview_stops_it(people, case):
    actions.withdraw_consent(actor=people.amina, case=case, consent_type="screening_interview")
    assert Case.objects.get(pk=case.pk).interview_stopped_at
    with pytest.raises(actions.InterviewNotAllowed):
        save(people.amina, case, "education", {"education_level": "primary"})
    agree(people.amina, case, "screening_interview")
    assert Case.objects.get(pk=case.pk).interview_stopped_at is None


def test_withdrawing_data_processing_closes_the_file_to_everybody(people, case):
    save(people.amina, case, "biodata", {"first_name": "Zoë", "family_name": "Invented"})
    actions.withdraw_consent(actor=people.amina, case=case, consent_type="data_processing")
    for user in (people.amina, people.bruno):
        assert access.get_case_for(user, case.pk).is_closed_to_use
        with pytest.raises(access.FileClosed):
            access.get_case_for(user, case.pk, viewed=["biodata"])
    with pytest.raises(access.FileClosed):
        save(people.amina, case, "education", {"education_level": "primary"})
    assert find(people.amina, SearchQuery(name="Zoe Invented")).matches == []
    assert not SearchCard.objects.filter(case=case).exists()


def test_a_withdrawal_can_be_taken_back(people, case):
    save(people.amina, case, "biodata", {"first_name": "Zoë", "family_name": "Invented"})
    actions.withdraw_consent(actor=people.amina, case=case, consent_type="data_processing")
    agree(people.amina, case, "data_processing")
    assert not access.get_case_for(people.amina, case.pk, viewed=["biodata"]).is_closed_to_use
    assert len(find(people.amina, SearchQuery(name="Zoe Invented")).matches) == 1


def test_upper_floors_hear_of_a_withdrawal_in_its_transaction(people, case, monkeypatch):
    heard = []
    monkeypatch.setitem(consents._listeners, "return", [lambda **given: heard.append(given)])
    actions.withdraw_consent(actor=people.amina, case=case, consent_type="return")
    assert [(given["case"], given["actor"]) for given in heard] == [(case, people.amina)]


def test_a_listener_that_fails_undoes_the_withdrawal(people, case, monkeypatch):
    def fail(**given):
        raise RuntimeError("not now")

    monkeypatch.setitem(consents._listeners, "return", [fail])
    with pytest.raises(RuntimeError):
        actions.withdraw_consent(actor=people.amina, case=case, consent_type="return")
    assert "return" not in consents.newest(case)


def test_assistance_makes_the_case_active(people, case):
    agree(people.amina, case, "assistance")
    assert Case.objects.get(pk=case.pk).status == "active"


def test_refused_data_processing_asks_no_name(people):
    refused = open_for(people.amina)
    agree(people.amina, refused, "screening_interview")
    before = PersonBiodata.objects.get(case=refused)
    agree(people.amina, refused, "data_processing", consent_status="refused")
    assert not consents.valid(refused, "data_processing")
    assert before.filled == PersonBiodata.objects.get(case=refused).filled


@pytest.mark.parametrize("name", ["hala", "dana", "emil", "kofi"])
def test_who_may_not_record_consent_is_refused(people, case, name):
    with pytest.raises(PermissionDenied):
        agree(getattr(people, name), case, "research")


def test_what_was_entered_in_error_does_not_count_and_stays(people, case, recorded):
    agree(people.amina, case, "research", consent_status="refused")
    agree(people.amina, case, "research")
    wrong = consents.newest(case)["research"]
    actions.mark_consent_error(actor=people.amina, case=case, consent=wrong, reason="Another person's paper")
    assert consents.newest(case)["research"].consent_status == "refused"
    assert ConsentRecord.objects.filter(case=case, consent_type="research").count() == 3
    with pytest.raises(actions.AlreadyMarked):
        actions.mark_consent_error(actor=people.amina, case=case, consent=wrong)
    assert "consent.marked_error" in [name for name, _given in recorded]


def test_a_withdrawal_entered_in_error_opens_the_file_again(people, case):
    save(people.amina, case, "biodata", {"first_name": "Zoë", "family_name": "Invented"})
    wrong = actions.withdraw_consent(actor=people.amina, case=case, consent_type="data_processing")
    actions.mark_consent_error(
        actor=people.amina, case=access.get_case_for(people.amina, case.pk), consent=wrong
    )
    assert not access.get_case_for(people.amina, case.pk, viewed=["biodata"]).is_closed_to_use
    assert len(find(people.amina, SearchQuery(name="Zoe Invented")).matches) == 1


def test_a_refused_interview_entered_in_error_goes_on(people, case):
    agree(people.amina, case, "screening_interview", consent_status="refused")
    wrong = consents.newest(case)["screening_interview"]
    assert Case.objects.get(pk=case.pk).interview_stopped_at
    actions.mark_consent_error(actor=people.amina, case=case, consent=wrong)
    assert Case.objects.get(pk=case.pk).interview_stopped_at is None


def test_who_may_not_record_consent_marks_none(people, case):
    row = ConsentRecord.objects.filter(case=case).first()
    with pytest.raises(PermissionDenied):
        actions.mark_consent_error(actor=people.emil, case=case, consent=row)


def test_a_recipient_is_known_by_number_or_name(people, case):
    agree(people.amina, case, "share_provider", consent_recipients=["Quiet  Clinic"])
    assert consents.valid(case, "share_provider", recipient="quiet clinic")
    assert not consents.valid(case, "share_provider", recipient="Loud Clinic")


def test_an_urgent_referral_is_agreed_to_by_telephone(people, case):
    spoken = {"consent_form": "verbal_witnessed", "witness_name": "Ruth Invented", "by_telephone": True}
    agree(people.amina, case, "share_mission", "share_authority", **spoken)
    assert not consents.valid(case, "share_mission") and consents.valid(case, "share_mission", urgent=True)
    assert not consents.valid(case, "share_authority", urgent=True)
    assert consents.waits_for_paper(consents.newest(case)["share_mission"])


def test_withdrawing_assistance_stops_what_is_planned_and_follows_up(people, case):
    agree(people.amina, case, "assistance")
    planned, under_way = (
        actions.add_entry(
            actor=people.amina, case=case, section="assistance", values={"assist_status": status}
        )
        for status in ("planned", "ongoing")
    )
    actions.withdraw_consent(actor=people.amina, case=case, consent_type="assistance")
    stopped = {row.pk: row.assist_status for row in AssistanceItem.objects.filter(case=case)}
    assert stopped == {planned.pk: "discontinued", under_way.pk: "ongoing"}
    assert Case.objects.get(pk=case.pk).status == "follow_up"


def test_withdrawing_a_medical_consent_closes_health_but_what_is_urgent(people, case):
    agree(people.amina, case, "medical_exam")
    actions.grant_access(
        case=case, user=people.hala, given_by=people.bruno, kind="co_worker", reason="special_skill"
    )
    reader = people.hala
    before = access.readable_fields(reader, case, "health")
    actions.withdraw_consent(actor=people.amina, case=case, consent_type="medical_exam")
    after = access.readable_fields(reader, case, "health")
    assert after == before & consents.URGENT_HEALTH
    assert access.writable_fields(reader, case, "health") <= consents.URGENT_HEALTH
    agree(people.amina, case, "medical_exam")
    assert access.readable_fields(reader, case, "health") == before


def test_withdrawing_follow_up_leaves_no_way_of_contact(people, case):
    save(people.amina, case, "biodata", {"safe_contact_method": "phone"})
    agree(people.amina, case, "follow_up")
    actions.withdraw_consent(actor=people.amina, case=case, consent_type="follow_up")
    assert PersonBiodata.objects.get(case=case).safe_contact_method == "none"


def test_a_provider_that_received_something_is_to_be_told(people, case):
    agree(people.amina, case, "share_provider")
    given = {"recipient": "Quiet Clinic", "recipient_kind": "provider", "how": "paper", "ground": "consent"}
    actions.record_disclosure(actor=people.amina, case=case, categories=["needs"], **given)
    actions.withdraw_consent(actor=people.amina, case=case, consent_type="share_provider")
    assert Outbox.objects.filter(event="consent.provider_to_tell", recipient=case.owner).exists()
