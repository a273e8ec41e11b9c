"""Cases written in bulk are cases like any other."""

import pytest

from cases import access, bulk
from cases.finding import search
from cases.models import Case, CaseGrant, ConsentRecord, Exploitation, Person, PersonBiodata, Trafficking
from tests.cases.conftest import GIVEN, marks_for, office_of
from vault.partial import PartialDate

pytestmark = pytest.mark.django_db


def graph(owner, number, **names):
    office = office_of(owner)
    names = names or {"first_name": f"Given{number}", "family_name": f"Family{number}"}
    consent = ConsentRecord(consent_type="data_processing", recorded_by=owner, **GIVEN)
    return bulk.CaseDraftGraph(
        case=Case(office=office, registering_office=office, owner=owner, data_source="case_management"),
        biodata=PersonBiodata(birth_date=PartialDate(2010), citizenship=["MD"], sex="female", **names),
        exploitations=[Exploitation(exp_country="IT", exp_types=["sexual", "forced_labour"])],
        consents=[consent],
    )


def test_they_are_read_found_and_seen_like_others(people):
    assert (
        bulk.write([graph(people.amina, 0, first_name="Oksana", family_name="Melnik"), graph(people.dana, 1)])
        == 2
    )
    (match,) = search.find(people.amina, search.SearchQuery(name="Aksana Mielnik")).matches
    case = access.get_case_for(people.amina, match.case.pk)
    assert case.person.personbiodata.first_name == "Oksana"
    assert Case.objects.visible_to(people.bruno).count() == 2
    assert Case.objects.visible_to(people.dana).count() == 1


def test_derived_values_and_fullness_are_there(people):
    bulk.write([graph(people.amina, 0)])
    biodata, case = PersonBiodata.objects.get(), Case.objects.get()
    assert (biodata.majority_status, case.trafficking_scope, Exploitation.objects.get().sex_and_labour) == (
        "minor",
        "international",
        True,
    )
    assert biodata.filled and marks_for(case)
    assert Trafficking.objects.get().majority_at_entry == "minor"


def test_batches_are_whole(people):
    assert bulk.write((graph(people.amina, number) for number in range(7)), batch=3) == 7
    assert Person.objects.count() == CaseGrant.objects.count() == Case.objects.count() == 7
