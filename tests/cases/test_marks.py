"""Marks say what is missing or odd; they refuse nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases import actions
from cases.models import Exploitation
from cases.record import conditions
from cases.record.conditions import Surroundings
from tests.cases.conftest import agree, marks_for, save

pytestmark = pytest.mark.django_db


def fields_marked(case, section):
    return {mark.field for mark in marks_for(case) if mark.section == section}


def test_missing_core_answers_are_marked(people, case):
    assert {"sex", "gender", "first_name", "birth_date", "citizenship"} <= fields_marked(case, "biodata")


def test_an_answer_or_a_reason_for_none_takes_the_mark_away(people, case):
    save(people.amina, case, "biodata", {"sex": "female"}, states={"gender": "declined"})
    assert not {"sex", "gender"} & fields_marked(case, "biodata")


def test_names_are_not_missed_where_the_person_refused(people, case):
    agree(people.amina, case, "data_processing", consent_status="refused")
    assert "first_name" not in fields_marked(case, "biodata")


def test_birth_date_or_age_is_enough(people, case):
    save(people.amina, case, "biodata", {"age_at_registration": 30})
    assert not {"birth_date", "age_at_registration"} & fields_marked(case, "biodata")


def test_somebody_stateless_is_not_asked_for_a_citizenship(people, case):
    save(people.amina, case, "biodata", {"statelessness": "stateless"})
    assert "citizenship" not in fields_marked(case, "biodata")


@pytest.mark.parametrize(
    ("section", "values", "field"),
    [
        ("biodata", {"birth_date": "2090"}, "birth_date"),
        ("biodata", {"age_at_registration": 300}, "age_at_registration"),
        ("biodata", {"phone": "12"}, "phone"),
        ("biodata", {"email": "no address"}, "email"),
        (
            "registration",
            {"assistance_start_date": timezone.localdate() - timedelta(days=900)},
            "assistance_start_date",
        ),
        ("socio_economic", {"household_size": 2, "dependants": 7}, "dependants"),
        ("education", {"education_years": 90}, "education_years"),
    ],
)
def test_odd_answers_are_kept_and_marked(people, case, section, values, field):
    save(people.amina, case, section, values)
    assert field in fields_marked(case, section)


def test_an_end_before_the_start_is_marked_on_its_episode(people, case):
    values = {"exp_start": "2024", "exp_end": "2020", "hours_per_day": "30"}
    episode = actions.add_entry(actor=people.amina, case=case, section="exploitation", values=values)
    odd = {(mark.field, mark.row) for mark in marks_for(case) if mark.section == "exploitation"}
    assert {("exp_end", episode.pk), ("hours_per_day", episode.pk)} <= odd
    assert Exploitation.objects.get(pk=episode.pk).exp_months is None


@pytest.mark.parametrize(
    ("key", "values", "wanted"),
    [
        ("labour_sector", {"exp_types": ["forced_labour"]}, True),
        ("labour_sector", {"exp_types": ["sexual"]}, False),
        ("sexual_types", {"exp_types": ["sexual", "other"]}, True),
        ("exp_other_type", {"exp_types": ["other"]}, True),
        ("debt_amount", {"means_of_control": ["debt_bondage"]}, True),
        ("debt_amount", {"means_of_control": []}, False),
        ("referral_date", {"referral_source": "self"}, False),
        ("referral_date", {"referral_source": ""}, False),
        ("referral_date", {"referral_source": "police"}, True),
        ("emergency_contact_informed", {"emergency_contact_phone": "1"}, True),
        ("birth_date_estimated", {"birth_date": None}, False),
        ("consent_giver_name", {"consent_giver": "guardian"}, True),
    ],
)
def test_conditions(key, values, wanted):
    assert conditions.is_required(key, values, Surroundings()) is wanted
