"""Decisions entered from paper: the last word stands, whenever it was written down."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases import access, actions, consent_clock, consents
from cases.consent_page import overview
from cases.models import Case, ErasureRequest, ErasureState
from tests.cases.conftest import agree

pytestmark = pytest.mark.django_db


def from_paper(case, kind="share_authority", days=2, **more):
    """A yes of an earlier day, entered now."""
    said = timezone.now() - timedelta(days=days)
    agree(case.owner, case, kind, consent_date=said, **more)


@pytest.mark.parametrize("kind", ["share_authority", "research"])
def test_a_paper_yes_of_an_earlier_day_does_not_beat_a_later_no(people, case, kind):
    actions.withdraw_consent(actor=people.amina, case=case, consent_type=kind)
    from_paper(case, kind)
    assert consents.newest(case)[kind].consent_status == consents.statuses(case)[kind] == "withdrawn"
    assert consents.valid(case, kind).codes == consents.given(case, kind).codes == ("withdrawn",)
    shown = next(state for state in overview(case, people.amina).more if state.kind == kind)
    assert shown.standing == "stopped"


def test_a_paper_yes_starts_no_interview_that_was_stopped_since(people, case):
    actions.withdraw_consent(actor=people.amina, case=case, consent_type="screening_interview")
    from_paper(case, "screening_interview")
    assert Case.objects.get(pk=case.pk).interview_stopped_at


def test_a_paper_yes_opens_no_file_that_was_closed_since(people, case):
    actions.withdraw_consent(actor=people.amina, case=case, consent_type="data_processing")
    from_paper(access.get_case_for(people.amina, case.pk), "data_processing")
    assert access.get_case_for(people.amina, case.pk).is_closed_to_use
    assert ErasureRequest.objects.get(case_uuid=case.pk).state == ErasureState.ASKED


def test_a_paper_of_a_later_day_than_the_last_word_stands(people, case):
    from_paper(case, days=9, consent_status="refused")
    from_paper(case, days=2)
    assert consents.valid(case, "share_authority")


def test_within_a_day_and_whatever_date_is_ahead_the_last_recorded_stands(people, case):
    from_paper(case, days=-3)
    actions.withdraw_consent(actor=people.amina, case=case, consent_type="share_authority")
    assert consents.statuses(case)["share_authority"] == "withdrawn"
    from_paper(case, days=0)
    assert consents.valid(case, "share_authority")


def test_nobody_is_warned_of_the_end_of_a_yes_that_was_taken_back_since(people, case):
    agree(people.amina, case, "media", consent_status="refused")
    from_paper(case, "media", consent_valid_until=timezone.localdate() + timedelta(days=3))
    assert consent_clock.look_ahead() == 0
