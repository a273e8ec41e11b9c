"""A question not to be asked again: kept for every entry and office, counted as answered, asked when brought up."""

import pytest
from django.core.exceptions import PermissionDenied

from cases import actions
from cases.interview import not_again
from cases.models import Case, Exploitation, NotAgain, PersonBiodata
from cases.record import marks
from cases.record.conditions import Surroundings, has_answer
from cases.sections import SECTIONS
from tests.cases.conftest import marks_for, save

pytestmark = pytest.mark.django_db


def asked_not(case):
    return set(not_again.of_case(Case.objects.get(pk=case.pk)))


def missing_in(case):
    return [mark for mark in marks_for(case) if mark.reason is marks.MISSING]


def test_it_is_kept_with_its_day_and_its_event(people, case, recorded):
    save(
        people.amina,
        case,
        "biodata",
        {},
        states={"religion": "declined"},
        not_again=["religion", "ethnicity"],
    )
    assert asked_not(case) == {"religion", "ethnicity"}
    assert NotAgain.objects.get(case=case).questions["religion"]["by"] == str(people.amina.pk)
    [given] = [given for name, given in recorded if name == "question.not_again"]
    assert given["facts"] == {"section": "biodata", "fields": ["ethnicity", "religion"]}


def test_an_answer_given_before_stays(people, case):
    save(people.amina, case, "biodata", {"religion": "Quiet"}, not_again=["religion"])
    assert PersonBiodata.objects.get(case=case).religion == "Quiet"


def test_it_counts_as_answered_in_every_entry(people, case):
    first = actions.add_entry(
        actor=people.amina, case=case, section="exploitation", not_again=["exp_country"]
    )
    second = actions.add_entry(actor=people.amina, case=case, section="exploitation")
    around = Surroundings.of(Case.objects.get(pk=case.pk), "adult")
    for row in (first, second):
        assert has_answer(Exploitation.objects.get(pk=row.pk), "exp_country", around)
        assert not has_answer(Exploitation.objects.get(pk=row.pk), "exp_types", around)


def test_it_is_asked_when_the_person_brings_it_up(people, case):
    save(people.amina, case, "biodata", {}, not_again=["religion"])
    assert actions.ask_again(actor=people.bruno, case=case, section="biodata", field="religion")
    assert asked_not(case) == set()
    assert not actions.ask_again(actor=people.bruno, case=case, section="biodata", field="religion")


def test_others_note_and_lift_nothing(people, case):
    with pytest.raises(PermissionDenied):
        save(people.dana, case, "biodata", {}, not_again=["religion"])
    save(people.amina, case, "biodata", {}, not_again=["religion"])
    with pytest.raises(PermissionDenied):
        actions.ask_again(actor=people.hala, case=case, section="biodata", field="religion")
    assert asked_not(case) == {"religion"}


def test_it_is_missing_nowhere_and_every_entry_is_as_full_as_if_it_were_answered(people, case):
    given = {"actor": people.amina, "case": case, "section": "exploitation"}
    other = actions.add_entry(**given, values={"exp_types": ["sexual"]})
    asked = SECTIONS["exploitation"].fields
    assert Exploitation.objects.get(pk=other.pk).filled == 1
    actions.add_entry(**given, not_again=asked)
    assert Exploitation.objects.get(pk=other.pk).filled == 4
    assert not [mark for mark in missing_in(case) if mark.section == "exploitation"]
    actions.ask_again(**given, field="means_of_control")
    assert ("means_of_control", other.pk) in {(mark.field, mark.row) for mark in missing_in(case)}


@pytest.mark.parametrize(
    ("section", "field"), [("closure", "retrafficked"), ("closure", "beneficiary_feedback")]
)
def test_what_only_she_can_tell_is_noted_in_a_section_for_staff_too(people, case, section, field):
    save(people.amina, case, section, {}, states={field: "declined"}, not_again=[field])
    assert asked_not(case) == {field}


@pytest.mark.parametrize(
    ("section", "field"), [("closure", "closure_reason"), ("registration", "referral_source")]
)
def test_what_staff_answer_among_themselves_is_no_question_to_her(people, case, section, field):
    with pytest.raises(actions.UnknownFields):
        save(people.amina, case, section, {}, not_again=[field])
    assert asked_not(case) == set()
