"""A question not to be asked again: kept for every entry and office, counted as answered, asked when brought up."""

import pytest
from django.core.exceptions import PermissionDenied

from cases import actions, not_again
from cases.conditions import Surroundings, has_answer
from cases.models import Case, Exploitation, NotAgain, PersonBiodata
from tests.cases.conftest import save

pytestmark = pytest.mark.django_db


def asked_not(case):
    return set(not_again.of_case(Case.objects.get(pk=case.pk)))


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
