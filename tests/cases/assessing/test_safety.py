"""The danger of countries and houses: who enters it, what counts now, what has run out, what is warned of."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.settings_actions import change_setting
from cases import actions, dictionary
from cases.assessing import safety
from cases.models import CountryRisk, FacilityRisk

pytestmark = pytest.mark.django_db
G = dictionary.codes("generic_risk_indicator")
AREAS = dictionary.codes("security_area")
TODAY = timezone.localdate()


def country(actor, office, *, scores=1, on=TODAY, code="MD", source="Report 12, 2026"):
    ratings = dict.fromkeys(G, scores)
    return actions.assess_country(
        actor=actor, office=office, country=code, scores=ratings, source=source, on=on
    )


def house(actor, office, *, facility=None, measures=None, on=TODAY, **ratings):
    given = {**dict.fromkeys(AREAS, 0), **ratings}
    return actions.assess_facility(
        actor=actor,
        office=office,
        name="Blue door",
        ratings=given,
        measures=measures or {},
        on=on,
        facility=facility,
    )


def test_the_newest_valid_assessment_of_a_country_counts(people):
    bruno, harbour = people.bruno, people.offices["harbour"]
    country(bruno, harbour, scores=3, on=TODAY - timedelta(days=40))
    country(bruno, harbour, scores=1, on=TODAY - timedelta(days=2))
    found = safety.country_now("MD", harbour)
    assert (found.level, found.total, found.is_valid) == ("medium", 7, True)
    assert [one.row.country for one in safety.countries_now(harbour)] == ["MD"]
    assert safety.country_now("IT", harbour) is None


def test_after_twelve_months_it_has_run_out(people):
    bruno, harbour = people.bruno, people.offices["harbour"]
    country(bruno, harbour, on=TODAY - timedelta(days=364))
    assert safety.country_now("MD", harbour).is_valid
    change_setting(
        actor=people.kofi, office=harbour, key="cases.country_risk_months", value=6, reason="agreed"
    )
    assert not safety.country_now("MD", harbour).is_valid


def test_each_office_counts_by_its_own_thresholds(people):
    harbour, ponte = people.offices["harbour"], people.offices["ponte"]
    country(people.bruno, harbour, scores=1)
    change_setting(
        actor=people.kofi, office=harbour, key="cases.generic_medium_from", value=8, reason="agreed"
    )
    assert safety.country_now("MD", harbour).level == "low"
    assert safety.country_now("MD", ponte).level == "medium"


@pytest.mark.parametrize("who", ["amina", "chidi", "farah", "jonas"])
def test_only_supervisors_and_security_focal_points_assess_a_country(people, who):
    with pytest.raises(PermissionDenied):
        country(getattr(people, who), people.offices["harbour"])
    assert not CountryRisk.objects.exists()


def test_sources_are_needed_and_ratings_go_to_three(people):
    bruno, harbour = people.bruno, people.offices["harbour"]
    for wrong in ({"source": "  "}, {"scores": 4}, {"code": "XX"}):
        with pytest.raises(ValidationError):
            country(bruno, harbour, **wrong)
    assert not CountryRisk.objects.exists()


def test_a_house_is_warned_of_from_three_on(people):
    chidi, linden = people.chidi, people.offices["linden"]
    first = house(chidi, linden, premises=3, staff=2, visits=3, measures={"visits": "Only by appointment"})
    found = safety.house_now(first.facility)
    assert found.warned_of == ("premises", "visits") and found.unanswered == ("premises",)
    house(chidi, linden, facility=first.facility, premises=1)
    assert safety.house_now(first.facility).warned_of == ()
    assert len(safety.houses_now(chidi)) == 1


def test_another_office_sees_no_house_of_ours(people):
    house(people.bruno, people.offices["harbour"])
    assert safety.houses_now(people.emil) == [] and len(safety.houses_now(people.bruno)) == 1
    assert list(FacilityRisk.objects.visible_to(people.emil)) == []


def test_every_deed_leaves_its_event(people, recorded):
    country(people.bruno, people.offices["harbour"], scores=2)
    house(people.bruno, people.offices["harbour"], premises=3)
    told = [(name, given["facts"]) for name, given in recorded if "risk" in name]
    assert told == [
        ("country_risk.assessed", {"countries": ["MD"], "number": 14}),
        ("facility_risk.assessed", {"number": 3}),
    ]
