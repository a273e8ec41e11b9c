"""What the person wished about being asked goes with her to her linked cases, and comes away with the link (P7, P11)."""

import pytest
from django.utils import timezone

from cases import actions
from cases.interview import interpreters, not_again
from cases.models import Case, NotAgain
from cases.models.scoped import set_quietly
from tests.cases.conftest import agree, open_for, save
from tests.cases.test_refusals import link

pytestmark = pytest.mark.django_db


def asked_not(case):
    return dict(not_again.of_case(fresh(case)))


def fresh(case):
    return Case.objects.select_related("office").get(pk=case.pk)


@pytest.fixture
def abroad(people):
    """A second case of hers at another office, of somebody who cannot see the first."""
    found = open_for(people.paola)
    agree(people.paola, found, "screening_interview", "data_processing")
    return found


@pytest.fixture
def tie(people, case, abroad):
    """The first case says what is not to be asked; then the two are linked."""
    save(people.amina, case, "biodata", {}, not_again=["religion"])
    actions.keep_interpreter_wish(actor=people.amina, case=case, interviewer="woman")
    assert not asked_not(abroad) and not interpreters.interviewer_notice(fresh(abroad))
    return link(case, abroad, people.bruno)


def test_both_wishes_follow_without_a_day_and_leave_with_the_link(people, abroad, tie):
    assert asked_not(abroad) == {"religion": None}
    assert "woman" in interpreters.interviewer_notice(fresh(abroad))
    assert not NotAgain.objects.filter(case=abroad).exists()
    tie.delete()
    assert not asked_not(abroad) and not interpreters.interviewer_notice(fresh(abroad))


def test_what_she_says_here_counts_here_and_stays_there(people, case, abroad, tie):
    given = {"actor": people.paola, "case": fresh(abroad), "section": "biodata", "field": "religion"}
    assert actions.ask_again(**given) and not asked_not(abroad)
    assert set(asked_not(case)) == {"religion"}
    save(people.paola, abroad, "biodata", {}, not_again=["religion"])
    assert asked_not(abroad)["religion"] is not None
    actions.keep_interpreter_wish(actor=people.paola, case=fresh(abroad), interviewer="man")
    assert "a man" in interpreters.interviewer_notice(fresh(abroad))


def test_a_file_closed_to_every_use_tells_nothing(case, abroad, tie):
    set_quietly(fresh(case), closed_to_use_at=timezone.now())
    assert not asked_not(abroad) and not interpreters.interviewer_notice(fresh(abroad))
