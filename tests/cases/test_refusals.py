"""A refusal of an interpreter goes with the person: to her other cases and to other offices, which learn no more (P7)."""

import pytest

from cases import actions
from cases.interview import interpreters, interpreting_page, refusals
from cases.models import Case, DuplicatePair, InterpreterChoice, PairState, PersonLink
from cases.models.scoped import set_quietly
from tests.cases.conftest import agree, open_for, save

pytestmark = pytest.mark.django_db
VOICE = {"name": "Invented Voice", "contact": "+000 55 010 203", "languages": ["km"], "vetting": "passed"}


@pytest.fixture
def register(people):
    """A way to put somebody on the register of an office, kept by its supervisor."""

    def put(office="harbour", **given):
        keeper = {"harbour": people.bruno, "ponte": people.emil}[office]
        office = people.offices[office]
        return actions.register_interpreter(actor=keeper, office=office, **{**VOICE, **given})

    return put


def fresh(case):
    return Case.objects.select_related("office").get(pk=case.pk)


def link(one, other, by):
    """What the duplicate review does when it says: the same person."""
    first, second = sorted((one.pk, other.pk))
    pair = DuplicatePair.objects.create(first_id=first, second_id=second, state=PairState.SAME)
    return PersonLink.objects.create(pair=pair, made_by=by)


def refuse(actor, case, row):
    actions.refuse_interpreter(actor=actor, case=case, interpreter=row)


def proposed(actor, case):
    return {one.interpreter.pk for one in interpreters.offers(actor, fresh(case))}


@pytest.fixture
def later(people):
    """A second case of hers at the same office, of a colleague who knows nothing of the first."""
    found = open_for(people.dana)
    agree(people.dana, found, "screening_interview", "data_processing")
    return found


@pytest.fixture
def abroad(people):
    """A second case of hers at another office."""
    found = open_for(people.paola)
    agree(people.paola, found, "screening_interview", "data_processing")
    return found


def test_it_goes_to_a_second_case_of_the_same_person(people, case, later, register):
    row, other = register(), register(name="Somebody Else", contact="")
    refuse(people.amina, case, row)
    assert proposed(people.dana, later) == {row.pk, other.pk}
    tie = link(case, later, people.bruno)
    assert proposed(people.dana, later) == {other.pk}
    given = {"actor": people.dana, "case": fresh(later), "interpreter": row}
    with pytest.raises(actions.InterpreterRefused):
        actions.choose_interpreter(**given)
    # A link that was wrong takes it back with it.
    tie.delete()
    assert proposed(people.dana, later) == {row.pk, other.pk}


def test_it_goes_to_the_case_of_somebody_who_comes_again(people, case, register):
    row, again = register(), open_for(people.amina)
    refuse(people.amina, case, row)
    assert row.pk in proposed(people.amina, again)
    save(people.amina, again, "registration", {"previous_case": case.reference})
    assert row.pk not in proposed(people.amina, again)


@pytest.mark.parametrize(
    ("there", "is_same"),
    [
        ({}, True),
        ({"name": "Voice, invented", "contact": ""}, True),
        ({"name": "Married Name", "contact": "00055010203 (evenings)"}, True),
        ({"name": "Invented Voice", "contact": "", "languages": ["it"]}, False),
        ({"name": "Other Voice", "contact": "55 999 203"}, False),
    ],
)
def test_another_office_knows_the_same_human_being_by_another_code(
    people, case, abroad, register, there, is_same
):
    refuse(people.amina, case, register())
    known = register("ponte", **there)
    link(case, abroad, people.bruno)
    assert refusals.is_refused(fresh(abroad), known) is is_same


def test_the_other_office_is_told_nothing_but_that(people, case, abroad, register, recorded):
    refuse(people.amina, case, register())
    known = register("ponte")
    link(case, abroad, people.bruno)
    shown = interpreting_page.context(people.paola, fresh(abroad))
    assert [row.code for row in shown["refused"]] == [known.code]
    assert case.reference not in repr(shown) and "Harbour" not in repr(shown)
    assert not InterpreterChoice.objects.filter(case=abroad).exists()
    assert not any(str(case.pk) in repr(given) for name, given in recorded if name != "interpreter.refused")


def test_it_goes_with_a_case_that_another_office_takes_over(people, case, register):
    refuse(people.amina, case, register())
    known = register("ponte")
    set_quietly(case, office=people.offices["ponte"])
    assert refusals.is_refused(fresh(case), known)


def test_what_she_says_later_counts_where_she_says_it(people, case, later, register):
    row = register()
    refuse(people.amina, case, row)
    link(case, later, people.bruno)
    here = {"actor": people.dana, "case": fresh(later), "interpreter": row}
    actions.take_back_refusal(**here)
    actions.choose_interpreter(**here)
    assert row.pk in proposed(people.dana, later) and row.pk not in proposed(people.amina, case)
    actions.take_back_refusal(actor=people.amina, case=case, interpreter=row)
    refuse(people.amina, case, row)
    assert row.pk not in proposed(people.dana, later)
    assert not interpreters.chosen_of(fresh(later)).exists()


def test_a_file_closed_to_every_use_tells_nothing(people, case, later, register):
    row = register()
    refuse(people.amina, case, row)
    link(case, later, people.bruno)
    actions.withdraw_consent(actor=people.amina, case=case, consent_type="data_processing")
    assert row.pk in proposed(people.dana, later)
