"""Decisions entered from paper: the last word stands, whenever it was written down."""

from datetime import datetime, time, timedelta
from itertools import product
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from cases import access, actions
from cases.consent import clock as consent_clock
from cases.consent import consents
from cases.consent.page import overview
from cases.consent.validity import GRANTED
from cases.models import Case, ConsentRecord, ErasureRequest, ErasureState
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


KIND = "share_authority"
# What can be said of one kind on one day, as fields of the row; the moments are those of `MOMENTS`, in order.
WORDS: dict[str, dict[str, Any]] = {
    "yes": {"consent_status": "granted"},
    "no": {"consent_status": "refused"},
    "taken back": {"consent_status": "withdrawn"},
    "not able": {"consent_status": "not_able"},
    "yes on a sheet": {"consent_status": "granted_limited", "on_paper": "day"},
    "no on a sheet": {"consent_status": "refused", "on_paper": "day"},
    "yes before all": {"consent_status": "granted", "on_paper": "moment", "hour": 1},
    "yes after all": {"consent_status": "granted", "on_paper": "moment", "hour": 13},
}
NOES = {"no", "taken back", "not able", "no on a sheet"}


def say(case, words):
    """Record words one hour after the other on a day that has passed at the office; sheets carry its noon, or their hour."""
    day = datetime.combine(case.office.today() - timedelta(days=3), time(0), case.office.zone)
    for number, word in enumerate(words):
        fields = dict(WORDS[word])
        recorded = day + timedelta(hours=2 + number)
        said = day + timedelta(hours=fields.pop("hour", 12)) if "on_paper" in fields else recorded
        if fields.get("on_paper") == "moment" and said > recorded:
            recorded = said + timedelta(hours=1 + number)  # a sheet is entered after it was signed
        ConsentRecord(case=case, consent_type=KIND, consent_date=said, recorded_at=recorded, **fields).save()


def stands_after(case, words):
    """What stands, asked in each of the ways there are, which say the same."""
    with transaction.atomic():
        say(case, words)
        rows = ConsentRecord.objects.filter(case=case)
        last = rows.newest_of(KIND).first()
        assert [row.pk for row in rows.newest_of_each() if row.consent_type == KIND] == [last.pk]
        found = consents.statuses(case)[KIND]
        assert found == last.consent_status
        transaction.set_rollback(True)
    return found


@pytest.mark.parametrize("first", WORDS)
def test_what_is_on_a_sheet_never_overrules_a_no_of_its_day(case, first):
    for more in (*product(WORDS, repeat=1), *product(WORDS, repeat=2)):
        words = (first, *more)
        sure_yes = [number for number, word in enumerate(words) if word in ("yes", "yes after all")]
        last_no = max((number for number, word in enumerate(words) if word in NOES), default=-1)
        found = stands_after(case, words)
        if last_no >= 0 and not sure_yes:
            assert found not in GRANTED, words
        if last_no < 0:
            assert found in GRANTED, words
        if words[-1] in ("yes", "no", "taken back", "not able") and "yes after all" not in words:
            assert (found in GRANTED) is (words[-1] == "yes"), words


def test_the_page_shows_what_stands_and_a_no_in_error_settles_it(people, case):
    actions.withdraw_consent(actor=people.amina, case=case, consent_type=KIND)
    from_paper(case, days=0, on_paper="day")
    assert not consents.valid(case, KIND)
    shown = next(state for state in overview(case, people.amina).more if state.kind == KIND)
    assert shown.standing == "stopped"
    no = ConsentRecord.objects.get(case=case, consent_type=KIND, consent_status="withdrawn")
    actions.mark_consent_error(actor=people.amina, case=case, consent=no)
    assert consents.valid(case, KIND)


def test_how_a_sheet_is_placed_is_never_changed(case):
    say(case, ["yes on a sheet"])
    with pytest.raises(IntegrityError), transaction.atomic():
        ConsentRecord.objects.filter(case=case, consent_type=KIND).update(on_paper="")
