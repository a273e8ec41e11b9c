"""Opening a case: after a search, whole or not at all, and seen by whom it may be."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from cases import actions
from cases.finding import search
from cases.models import Case, CaseGrant, CaseSearchMade, PersonBiodata, SearchCard, Trafficking
from notifications.models import Outbox
from tests.cases.conftest import office_of, open_for

pytestmark = pytest.mark.django_db


def test_a_case_comes_with_person_sections_card_and_grant(people):
    case = open_for(people.amina, data_source="case_management", identification_country="MD")
    assert case.person.code_name.count(" ") == 1
    assert PersonBiodata.objects.get(case=case).person == case.person
    assert Trafficking.objects.get(case=case).version == 1
    assert SearchCard.objects.get(case=case).tags == []
    assert CaseGrant.objects.get(content_object=case).user == people.amina
    assert str(case) == case.reference and len(case.reference) == 9


def test_it_keeps_what_was_said_at_registration(people):
    case = open_for(people.amina, narrative_summary="Met at the harbour gate.", referral_source="self")
    again = Case.objects.get(pk=case.pk)
    assert (again.narrative_summary, again.referral_source) == ("Met at the harbour gate.", "self")


def test_the_supervisor_of_the_office_is_told(people):
    case = open_for(people.amina)
    told = Outbox.objects.filter(event="case.opened", subject_id=case.pk)
    assert {row.recipient for row in told} == {people.bruno, people.vera}


def test_no_case_without_a_search(people):
    with pytest.raises(actions.SearchRequired):
        actions.open_case(actor=people.amina, office=office_of(people.amina), search=people.amina.pk)


def test_one_search_opens_one_case(people):
    made = search.find(people.amina, search.SearchQuery()).made
    actions.open_case(actor=people.amina, office=office_of(people.amina), search=made)
    with pytest.raises(actions.SearchRequired):
        actions.open_case(actor=people.amina, office=office_of(people.amina), search=made)


def test_somebody_elses_search_does_not_count(people):
    made = search.find(people.dana, search.SearchQuery()).made
    with pytest.raises(actions.SearchRequired):
        actions.open_case(actor=people.amina, office=office_of(people.amina), search=made)


def test_a_search_of_an_hour_ago_does_not_count(people):
    made = search.find(people.amina, search.SearchQuery()).made
    CaseSearchMade.objects.update(at=timezone.now() - timedelta(hours=1))
    with pytest.raises(actions.SearchRequired):
        actions.open_case(actor=people.amina, office=office_of(people.amina), search=made)


@pytest.mark.parametrize("name", ["farah", "ines", "jonas", "kofi", "goran", "chidi"])
def test_who_may_not_open_a_case_is_refused(people, name):
    with pytest.raises(PermissionDenied):
        actions.open_case(actor=getattr(people, name), office=office_of(people.amina), search=people.amina.pk)


def test_nobody_opens_a_case_at_another_office(people):
    made = search.find(people.amina, search.SearchQuery()).made
    with pytest.raises(PermissionDenied):
        actions.open_case(actor=people.amina, office=office_of(people.emil), search=made)


def test_house_kept_values_are_not_taken_from_outside(people):
    made = search.find(people.amina, search.SearchQuery()).made
    with pytest.raises(actions.UnknownFields):
        actions.open_case(actor=people.amina, office=office_of(people.amina), search=made, status="closed")


def test_a_case_its_opener_cannot_see_is_not_opened(people, monkeypatch):
    monkeypatch.setattr("cases.actions.opening.grant_access", lambda **given: None)
    with pytest.raises(actions.OutOfReach):
        open_for(people.amina)
    assert not Case.objects.exists()


def test_a_refused_interview_is_counted_without_a_name(people):
    tally = actions.record_tally(
        actor=people.amina,
        office=office_of(people.amina),
        met_date=timezone.localdate(),
        referred_to="shelter",
    )
    assert {field.name for field in tally._meta.fields} == {
        "id",
        "office",
        "met_date",
        "met_country",
        "referred_to",
    }
