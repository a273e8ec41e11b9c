"""A no to what the person had agreed to is a withdrawal, whichever door it comes through (decision 0250)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases import access, actions
from cases.consent import consents
from cases.finding.search import SearchQuery, find
from cases.models import AssistanceItem, Case, ConsentRecord, ErasureRequest, PersonBiodata
from tests.cases.conftest import agree, save

pytestmark = pytest.mark.django_db


def refuse(people, case, kind, **different):
    agree(people.amina, case, kind, consent_status="refused", **different)
    return Case.objects.get(pk=case.pk)


def test_a_no_to_data_processing_closes_the_file_and_begins_an_erasure(people, case, recorded):
    save(people.amina, case, "biodata", {"first_name": "Zoë", "family_name": "Invented"})
    case = refuse(people, case, "data_processing")
    assert case.is_closed_to_use
    with pytest.raises(access.FileClosed):
        access.get_case_for(people.amina, case.pk, viewed=["biodata"])
    assert find(people.amina, SearchQuery(name="Zoe Invented")).matches == []
    assert ErasureRequest.objects.get(case_uuid=case.pk).extent == "whole"
    row = consents.newest(case)["data_processing"]
    assert (row.consent_status, row.consent_withdrawn_at) == ("withdrawn", row.consent_date)
    assert row.consent_form == "written", "how it was said stays"
    told = [given["facts"]["consent_type"] for name, given in recorded if name == "consent.withdrawn"]
    assert told == ["data_processing"]


def test_a_no_to_a_medical_consent_closes_health(people, case):
    agree(people.amina, case, "medical_exam")
    actions.grant_access(
        case=case, user=people.hala, given_by=people.bruno, kind="co_worker", reason="special_skill"
    )
    before = access.readable_fields(people.hala, case, "health")
    for _time in range(2):
        case = refuse(people, case, "medical_exam")
        assert access.readable_fields(people.hala, case, "health") == before & consents.URGENT_HEALTH
    assert len(before) > len(consents.URGENT_HEALTH), "a no said twice opens nothing"


def test_a_no_to_help_stops_what_is_planned(people, case):
    agree(people.amina, case, "assistance")
    actions.add_entry(
        actor=people.amina, case=case, section="assistance", values={"assist_status": "planned"}
    )
    case = refuse(people, case, "assistance")
    assert AssistanceItem.objects.get(case=case).assist_status == "discontinued"
    assert case.status == "follow_up"


def test_having_been_unable_in_between_makes_no_difference(people, case):
    save(people.amina, case, "biodata", {"safe_contact_method": "phone"})
    agree(people.amina, case, "follow_up")
    agree(people.amina, case, "follow_up", consent_status="not_able")
    refuse(people, case, "follow_up")
    assert PersonBiodata.objects.get(case=case).safe_contact_method == "none"


def test_a_no_from_paper_of_an_earlier_day_undoes_nothing_said_since(people, case):
    agree(people.amina, case, "assistance", consent_date=timezone.now() - timedelta(days=3))
    agree(people.amina, case, "assistance")
    earlier = timezone.now() - timedelta(days=1)
    case = refuse(people, case, "assistance", consent_date=earlier, on_paper="day")
    assert consents.given(case, "assistance") and case.status == "active"


def test_a_first_no_stays_a_refusal(people, case):
    case = refuse(people, case, "photo_document")
    assert ConsentRecord.objects.get(case=case, consent_type="photo_document").consent_status == "refused"
    assert not case.is_closed_to_use and not ErasureRequest.objects.exists()
