"""What has to be asked again, and by when; an end that counts without a clock."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases import access, actions, tasks
from cases.consent import consents
from cases.consent.validity import GRANTED
from cases.models import Case, CaseTask, ConsentRecord
from notifications.models import Outbox
from tests.cases.conftest import agree, save

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
SPOKEN = {"consent_form": "verbal_witnessed", "witness_name": "Ruth Invented"}


def waiting(case):
    return {task.kind: task.causes for task in CaseTask.objects.waiting().filter(case=case)}


def hours_left(case, kind):
    return round(
        (CaseTask.objects.waiting().get(case=case, kind=kind).due_at - timezone.now()).total_seconds() / 3600
    )


@pytest.mark.parametrize(
    ("given", "kind", "hours"),
    [
        ({"consent_status": "not_able"}, "consent_able", 72),
        ({"pressure_present": True}, "consent_weak", 72),
        ({"in_detention": True}, "consent_weak", 72),
        ({**SPOKEN, "by_telephone": True}, "consent_paper", 336),
    ],
    ids=["not able", "police present", "in detention", "by telephone"],
)
def test_what_is_to_be_asked_again_waits_until_it_is(people, case, given, kind, hours):
    agree(people.amina, case, "share_provider", **given)
    assert waiting(case) == {kind: ["share_provider"]} and hours_left(case, kind) == hours
    agree(people.amina, case, "share_provider")
    assert waiting(case) == {}


def test_a_decision_settles_its_own_part_only(people, case):
    agree(people.amina, case, "share_provider", "medical_sharing", "share_mission", **SPOKEN)
    agree(people.amina, case, "share_mission")
    actions.withdraw_consent(actor=people.amina, case=case, consent_type="medical_sharing")
    assert waiting(case) == {"consent_paper": ["share_provider"]}


def test_what_was_entered_in_error_leaves_nothing_to_do(people, case):
    agree(people.amina, case, "research", consent_status="not_able")
    wrong = consents.newest(case)["research"]
    actions.mark_consent_error(actor=people.amina, case=case, consent=wrong)
    assert waiting(case) == {}


def test_the_owner_is_told_once_before_a_consent_ends(people, case):
    agree(people.amina, case, "research", consent_valid_until=TODAY + timedelta(days=10))
    agree(people.amina, case, "media", consent_valid_until=TODAY + timedelta(days=40))
    agree(people.amina, case, "follow_up", consent_valid_until=TODAY + timedelta(days=3))
    agree(people.amina, case, "follow_up", consent_valid_until=TODAY + timedelta(days=300))
    for _look in range(2):
        tasks.watch_consents.apply().get()
    assert waiting(case) == {"consent_ends": ["research"]}
    told = Outbox.objects.filter(event="consent.ending", channel="in_app")
    assert [row.recipient for row in told] == [case.owner]
    agree(people.amina, case, "research", consent_valid_until=TODAY + timedelta(days=300))
    assert waiting(case) == {}


def test_nobody_waits_for_a_closed_file(people, case):
    agree(people.amina, case, "research", consent_valid_until=TODAY + timedelta(days=3))
    actions.withdraw_consent(actor=people.amina, case=case, consent_type="data_processing")
    tasks.watch_consents.apply().get()
    assert not Outbox.objects.filter(event="consent.ending").exists()


def test_an_end_counts_on_its_day_without_any_clock(people, case):
    agree(people.amina, case, "research", consent_valid_until=case.office.today() - timedelta(days=1))
    assert consents.statuses(case)["research"] == "expired"
    assert not consents.given(case, "research") and not consents.valid(case, "research")
    agree(people.amina, case, "research", consent_valid_until=case.office.today())
    assert consents.statuses(case)["research"] == "granted" and consents.valid(case, "research")


def test_an_ended_consent_to_keep_data_asks_no_name(people, case):
    agree(people.amina, case, "data_processing", consent_valid_until=TODAY - timedelta(days=1))
    with pytest.raises(actions.IdentityNotAllowed):
        save(people.amina, case, "biodata", {"first_name": "Zoë"})


def test_a_return_is_confirmed_within_a_day_before_departure(people, case):
    agree(people.amina, case, "return")
    leaves = timezone.now() + timedelta(hours=23)
    assert consents.valid(case, "return", departure=leaves)
    assert consents.valid(case, "return", departure=leaves + timedelta(hours=2)).codes == ("confirm_again",)


def test_one_that_has_ended_on_the_day_of_departure_covers_no_journey(people, case):
    leaves = timezone.now() + timedelta(hours=20)
    agree(people.amina, case, "return", consent_valid_until=leaves.date() - timedelta(days=1))
    assert "expired" in consents.valid(case, "return", departure=leaves).codes


def test_a_later_word_always_wins(people, case):
    for status in ("granted", "refused", "granted", "not_able", "granted_limited", "refused"):
        agree(people.amina, case, "research", consent_status=status)
        assert bool(consents.valid(case, "research")) is (status in GRANTED)
        # A no to what was agreed to is a withdrawal (decision 0250).
        stands = "withdrawn" if status == "refused" else status
        assert consents.statuses(case)["research"] == stands
    assert ConsentRecord.objects.filter(case=case, consent_type="research").count() == 6


def test_the_form_of_an_answer_asks_where_consents_stand_once(people, case, django_assert_max_num_queries):
    from cases.record.asking import asked_of
    from cases.sections import SECTIONS

    found = access.get_case_for(people.amina, case.pk)
    asked_of(people.amina, found, SECTIONS["biodata"])
    with django_assert_max_num_queries(1):
        asked_of(people.amina, found, SECTIONS["biodata"])
    assert Case.objects.filter(pk=case.pk).exists()


def test_a_consent_ends_with_the_day_of_the_office_whoever_looks_from_wherever(people, case):
    office = case.office
    office.time_zone = "Etc/GMT+12"
    office.save()
    here = timezone.localdate(timezone=office.zone)
    with timezone.override("Pacific/Kiritimati"):  # a day ahead at every hour
        agree(people.amina, case, "research", consent_valid_until=here)
        agree(people.amina, case, "media", consent_valid_until=here - timedelta(days=1))
        assert consents.given(case, "research") and consents.valid(case, "research")
        assert not consents.given(case, "media") and not consents.valid(case, "media")
        known = consents.statuses(case)
        assert known["research"] in GRANTED and known["media"] == "expired"
        standing = consents.standing(case, consents.newest(case))
        assert "expired" not in standing["research"].codes and "expired" in standing["media"].codes
        departure = timezone.localtime()
        assert consents.valid(case, "research", departure=departure)
        assert not consents.valid(case, "research", departure=departure + timedelta(days=1))
