"""Drafts: sealed, their author's alone, restored into the same case only."""

import pytest
from django.core.exceptions import PermissionDenied

from cases import actions
from cases.models import SectionDraft
from tests.cases.conftest import open_for

pytestmark = pytest.mark.django_db


def draft(people, case, payload, **more):
    return actions.save_draft(
        actor=people.amina, case=case, section="biodata", payload=payload, base_version=1, **more
    )


def test_what_is_typed_comes_back(people, case):
    draft(people, case, {"first_name": ["Zoë"]})
    assert actions.restore_draft(actor=people.amina, case=case, section="biodata") == {"first_name": ["Zoë"]}


def test_there_is_one_per_author_section_and_row(people, case):
    draft(people, case, {"first_name": ["Z"]})
    draft(people, case, {"first_name": ["Zo"]})
    assert SectionDraft.objects.count() == 1


def test_it_is_not_restored_into_another_case(people, case):
    draft(people, case, {"first_name": ["Zoë"]})
    assert actions.restore_draft(actor=people.amina, case=open_for(people.amina), section="biodata") is None


def test_nobody_else_gets_it(people, case):
    draft(people, case, {"first_name": ["Zoë"]})
    assert actions.restore_draft(actor=people.bruno, case=case, section="biodata") is None
    with pytest.raises(PermissionDenied):
        actions.restore_draft(actor=people.dana, case=case, section="biodata")


def test_it_can_be_thrown_away(people, case):
    draft(people, case, {"first_name": ["Zoë"]})
    assert actions.discard_draft(actor=people.amina, case=case, section="biodata")
    assert not actions.discard_draft(actor=people.amina, case=case, section="biodata")


def test_unfinished_sections_are_listed_for_their_author(people, case):
    draft(people, case, {"first_name": ["Zoë"]})
    assert [one.case for one in actions.drafts_of(people.amina)] == [case]
    assert actions.drafts_of(people.bruno) == []
