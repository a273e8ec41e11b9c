"""A child is asked by somebody trained for it, near things first; nothing of it holds an interview up."""

import pytest
from django.utils import timezone

from accounts.models import Qualification, QualificationKind
from cases.record.task_list import following, sections_for
from cases.section import Phase
from cases.sections import HARD_LAST, NEAR_FIRST, SECTIONS, in_order
from tests.cases.children.conftest import birth_of
from tests.cases.conftest import save

pytestmark = pytest.mark.django_db
WARNED = "You are not noted as trained"


@pytest.fixture
def page(cast, client_of):
    """The page of a section of a case, as Amina sees it."""
    from tests.cases.conftest import agree, open_for

    for person in (cast.amina,):
        person.language = "en"
        person.save(update_fields=["language"])
    case = open_for(cast.amina)
    agree(cast.amina, case, "screening_interview", "data_processing")
    client = client_of(cast.amina)

    def shown(key, age):
        save(cast.amina, case, "biodata", {"birth_date": birth_of(age)})
        kind = "entries" if SECTIONS[key].repeats else "record"
        rest = "add/" if SECTIONS[key].repeats else ""
        return client.get(f"/cases/{case.pk}/{kind}/{key}/{rest}").content.decode()

    return shown


@pytest.mark.parametrize("key", ["interview", "biodata", "exploitation"])
def test_who_is_not_trained_is_warned_beside_what_a_child_tells(page, key):
    assert WARNED in page(key, 15)
    assert WARNED not in page(key, 25)


def test_who_is_trained_is_not(cast, page):
    kind = QualificationKind.CHILD_INTERVIEWER
    Qualification.objects.create(user=cast.amina, kind=kind, since=timezone.localdate())
    assert WARNED not in page("biodata", 15)


def test_what_is_not_told_has_no_warning(page):
    assert WARNED not in page("child", 15)


def test_with_a_child_near_things_come_first_and_hard_ones_last(people, child):
    order = [section.key for section in sections_for(child, people.amina)]
    assert order.index("child") < order.index("recruitment")
    for phase in Phase:
        of_phase = [key for key in order if SECTIONS[key].phase is phase]
        hard = [key for key in of_phase if key in HARD_LAST]
        assert of_phase[len(of_phase) - len(hard) :] == hard
    assert following(child, people.amina, "biodata").endswith("/record/child/")


def test_the_order_leaves_nothing_out():
    assert {one.key for one in in_order(of_child=True)} == {one.key for one in in_order()}
    assert set(NEAR_FIRST) <= SECTIONS.keys() and SECTIONS.keys() >= HARD_LAST
