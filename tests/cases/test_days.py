"""The day of the case's office counts, not that of the server: asked where the two differ, at any hour."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases import actions, dictionary
from cases.assessing import safety
from cases.consent import laws
from cases.finding import search
from cases.models import (
    Case,
    CountryLaw,
    CountryRisk,
    Determination,
    HoldReason,
    Interpreter,
    LegalHold,
    PersonBiodata,
    RiskAssessment,
    Vetting,
)
from cases.record import derive
from tests.cases.assessing.conftest import decide
from tests.cases.conftest import agree, marks_for, open_for, save
from tests.zones import another_day

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def office(people):
    """The office of the case, in a place where it is another day than at the server."""
    harbour = people.offices["harbour"]
    harbour.time_zone = another_day()
    harbour.save()
    assert harbour.today() != timezone.localdate()
    return harbour


@pytest.fixture
def there(people, office):
    """A case of Amina's at that office."""
    made = open_for(people.amina, registration_date=office.today())
    agree(people.amina, made, "screening_interview", "data_processing", "assistance")
    return Case.objects.select_related("office").get(pk=made.pk)


def test_a_case_is_registered_on_it(people, office):
    made = search.find(people.amina, search.SearchQuery()).made
    assert (
        actions.open_case(actor=people.amina, office=office, search=made.pk).registration_date
        == office.today()
    )


def test_a_determination_and_a_risk_are_dated_by_it(people, there, office):
    decide(people.amina, there, "possible")
    assert Determination.objects.get(case=there).determination_date == office.today()
    actions.add_entry(
        actor=people.amina, case=there, section="risk", values={"risk_indicators": ["own_fear"]}
    )
    assert RiskAssessment.objects.get(case=there).risk_date == office.today()


@pytest.mark.parametrize(("days", "odd"), [(0, False), (1, True)])
def test_a_day_lies_ahead_by_it(people, there, office, days, odd):
    save(people.amina, there, "registration", {"registration_date": office.today() + days * DAY})
    found = {mark.field for mark in marks_for(there) if mark.section == "registration"}
    assert ("registration_date" in found) is odd


@pytest.mark.parametrize(("days", "expected"), [(0, "adult"), (1, "minor")])
def test_somebody_comes_of_age_on_it(people, there, office, days, expected):
    today = office.today()
    born = derive.PartialDate.of((today + days * DAY).replace(year=today.year - 18))
    save(people.amina, there, "biodata", {"birth_date": born})
    assert PersonBiodata.objects.get(case=there).majority_status == expected


@pytest.mark.parametrize(("days", "holds"), [(0, True), (-1, False)])
def test_a_vetting_and_a_hold_last_through_it(people, there, office, days, holds):
    until = office.today() + days * DAY
    row = Interpreter(office=office, vetting=Vetting.PASSED, vetted_until=until)
    assert row.is_vetted() is holds
    start = until - 30 * DAY
    LegalHold(
        case=there, reason=HoldReason.LAW, held_from=start, held_until=until, placed_by=people.bruno
    ).save()
    assert LegalHold.in_force(there.pk).exists() is holds


@pytest.mark.parametrize(("days", "holds"), [(0, True), (1, False)])
def test_a_law_is_in_effect_from_it(people, there, office, days, holds):
    law = CountryLaw(
        country=office.country,
        effective_from=office.today() + days * DAY,
        age_medical=14,
        entered_by=people.bruno,
    )
    law.save()
    assert bool(laws.decided_alone(there, {"medical_exam"}, 15)) is holds


def test_the_danger_of_a_country_counts_through_it(people, office):
    scores, counted = dict.fromkeys(dictionary.codes("generic_risk_indicator"), 1), set()
    for before in range(368, 362, -1):
        CountryRisk(
            country="MD",
            office=office,
            assessed_by=people.bruno,
            assessed_on=office.today() - before * DAY,
            scores=scores,
        ).save()
        found = safety.country_now("MD", office)
        assert found.is_valid is (found.valid_until >= office.today())
        counted.add(found.is_valid)
    assert counted == {True, False}
