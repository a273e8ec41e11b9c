"""Turning 18: on the day in the office's zone, also by an estimate; what ends, what is asked, what stays."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import organisations
from cases import actions, tasks
from cases.actions import coming_of_age
from cases.consent import consents
from cases.models import Case, CaseTask, ConsentRecord, PersonBiodata
from cases.models.scoped import set_quietly
from cases.record import derive
from tests.cases.children.conftest import told, waiting
from tests.cases.conftest import agree, office_of, save
from vault.partial import PartialDate

pytestmark = pytest.mark.django_db
OF_RISK = {"risk_review"}  # contact with the family calls for one


class Clock:
    """The time of the task that looks who has turned 18."""

    def __init__(self, now):
        self.moment = now

    def now(self):
        return self.moment

    def localdate(self, timezone):
        return self.moment.astimezone(timezone).date()


def look(monkeypatch, moment):
    """Run the task at a moment."""
    monkeypatch.setattr(coming_of_age, "timezone", Clock(moment))
    monkeypatch.setattr(organisations, "timezone", Clock(moment))
    tasks.come_of_age.apply().get()


def born(years_and_days_ago):
    """A birth date: eighteen years old in so many days."""
    day = timezone.localdate() + timedelta(days=years_and_days_ago)
    return PartialDate(day.year - 18, day.month, day.day)


def majority(case):
    return PersonBiodata.objects.plain().get(case=case).majority_status


@pytest.fixture
def seventeen(people, case):
    """Eighteen in ten days."""
    save(people.amina, case, "biodata", {"birth_date": born(10)})
    told(people.amina, case, guardian_type="court", child_accompaniment="unaccompanied")
    agree(people.amina, case, "assistance", "family_contact", consent_giver="guardian", child_assent="given")
    agree(people.amina, case, "share_provider", consent_giver="authority", child_assent="given")
    return Case.objects.select_related("office").get(pk=case.pk)


def midnight(case, days):
    """The first moment of a day in the office's zone."""
    day = timezone.localdate() + timedelta(days=days)
    return datetime(day.year, day.month, day.day, tzinfo=case.office.zone).astimezone(UTC)


def test_not_before_the_day_in_the_zone_of_the_office(people, seventeen, monkeypatch):
    seventeen.office.time_zone = "Asia/Tokyo"
    seventeen.office.save()
    look(monkeypatch, midnight(seventeen, 10) - timedelta(minutes=1))
    assert majority(seventeen) == "minor"
    look(monkeypatch, midnight(seventeen, 10))
    assert majority(seventeen) == "adult"


def test_what_guardians_agreed_to_ends_and_the_person_is_asked(people, seventeen, monkeypatch, recorded):
    assert "best_interests_panel" in waiting(seventeen)
    look(monkeypatch, midnight(seventeen, 10))
    stands = {row.consent_type: row for row in ConsentRecord.objects.newest_of_each()}
    for kind in ("assistance", "family_contact", "share_provider"):
        assert stands[kind].consent_status == "expired" and stands[kind].recorded_by is None
        assert not consents.given(seventeen, kind)
    # What the person said for herself stands.
    assert consents.given(seventeen, "screening_interview") and consents.given(seventeen, "data_processing")
    assert Case.objects.get(pk=seventeen.pk).interview_stopped_at is None
    assert waiting(seventeen) - OF_RISK == {"ask_consents_again"}
    due = CaseTask.objects.get(kind="ask_consents_again").due_at.astimezone(seventeen.office.zone).date()
    assert due == timezone.localdate() + timedelta(days=40)
    facts = [dict(given["facts"]) for name, given in recorded if name == "child.came_of_age"]
    assert facts == [{"count": 3}]
    look(monkeypatch, midnight(seventeen, 11))
    assert len([name for name, _given in recorded if name == "child.came_of_age"]) == 1
    agree(people.amina, seventeen, "assistance", "family_contact", "share_provider")
    assert waiting(seventeen) <= OF_RISK


def test_the_consent_page_says_it_ended_by_itself(cast, client_of, monkeypatch):
    from tests.cases.pages.conftest import new_case

    case = new_case(cast.amina)
    agree(cast.amina, case, "screening_interview", "data_processing")
    save(cast.amina, case, "biodata", {"birth_date": born(10)})
    agree(cast.amina, case, "assistance", consent_giver="guardian")
    look(monkeypatch, midnight(Case.objects.get(pk=case.pk), 10))
    cast.amina.language = "en"
    cast.amina.save(update_fields=["language"])
    page = client_of(cast.amina).get(f"/cases/{case.pk}/consent/").content.decode()
    assert "Expired" in page


def test_by_an_estimated_age_the_youngest_counts(people, case, monkeypatch):
    save(people.amina, case, "biodata", {"age_at_registration": 16})
    here = Case.objects.select_related("office").get(pk=case.pk)
    registered = here.registration_date
    last = date(registered.year + 2, registered.month, min(registered.day, 28))
    before = datetime(last.year, last.month, last.day, 12, tzinfo=UTC) - timedelta(days=4)
    look(monkeypatch, before)
    assert majority(case) == "minor"
    look(monkeypatch, before + timedelta(days=8))
    assert majority(case) == "adult"


def test_a_year_alone_ends_with_the_year(people, case, monkeypatch):
    year = timezone.localdate().year - 17
    save(people.amina, case, "biodata", {"birth_date": PartialDate(year)})
    look(monkeypatch, datetime(year + 18, 12, 30, 12, tzinfo=UTC))
    assert majority(case) == "minor"
    look(monkeypatch, datetime(year + 19, 1, 1, 12, tzinfo=UTC))
    assert majority(case) == "adult"


def test_a_closed_file_is_left_alone(people, seventeen, monkeypatch):
    actions.withdraw_consent(actor=people.amina, case=seventeen, consent_type="data_processing")
    look(monkeypatch, midnight(seventeen, 10))
    assert majority(seventeen) == "minor"


@pytest.mark.parametrize(
    ("at_registration", "now", "dispute", "expected"),
    [
        (15, 15, "", "minor"),
        (15, 18, "", "adult"),
        (15, 18, "assessed_child", "adult"),
        (15, 17, "presumed_child", "minor"),
        (15, 18, "presumed_child", "adult"),
        (28, 31, "presumed_child", "minor"),
        (28, 31, "assessed_child", "minor"),
        (None, None, "assessment_pending", "minor"),
        (None, None, "", "unknown"),
        (17, 17, "assessed_adult", "adult"),
    ],
    ids=lambda value: str(value) or "none",
)
def test_majority_today(at_registration, now, dispute, expected):
    assert derive.majority_now(at_registration, now, dispute) == expected


def first_reads(queries):
    """Where the case was locked, and where a consent was read first."""
    told = [query["sql"] for query in queries]
    locked = next((at for at, sql in enumerate(told) if '"cases_case"' in sql and "FOR UPDATE" in sql), None)
    read = next(
        at
        for at, sql in enumerate(told)
        if sql.startswith("SELECT") and '"cases_consentrecord"."consent' in sql
    )
    return locked, read


def test_what_ends_and_what_is_decided_wait_for_each_other(people, seventeen, monkeypatch):
    with CaptureQueriesContext(connection) as asked:
        look(monkeypatch, midnight(seventeen, 10))
    locked, read = first_reads(asked.captured_queries)
    assert locked is not None and locked < read
    with CaptureQueriesContext(connection) as asked:
        actions.withdraw_consent(actor=people.amina, case=seventeen, consent_type="family_contact")
    locked, read = first_reads(asked.captured_queries)
    assert locked is not None and locked < read


def ended(case):
    return {kind for kind, status in consents.statuses(case).items() if status == "expired"}


OF_OTHERS = {"assistance", "family_contact", "share_provider"}


@pytest.mark.parametrize("how", ["birth_date", "dispute", "registration"])
def test_an_age_that_is_corrected_ends_what_others_agreed_to(people, case, seventeen, how):
    waits = actions.assess_best_interests(actor=people.amina, case=case, reasons="Alone here.")
    if how == "birth_date":
        save(people.amina, case, "biodata", {"birth_date": born(-400)})
    elif how == "dispute":
        save(people.amina, case, "biodata", {"age_dispute": "assessed_adult"})
    else:
        later = timezone.localdate() - timedelta(days=700)
        save(people.amina, case, "biodata", {"birth_date": None, "age_at_registration": 17})
        save(people.amina, case, "registration", {"registration_date": later})
    assert majority(case) == "adult" and ended(case) == OF_OTHERS
    assert waiting(case) - OF_RISK == {"ask_consents_again"}
    waits.refresh_from_db()
    assert waits.state == "lapsed"


def test_held_to_be_a_child_again_brings_the_protection_back(people, case, seventeen):
    save(people.amina, case, "biodata", {"birth_date": born(-400)})
    save(people.amina, case, "biodata", {"birth_date": born(400)})
    assert "child_guardian" not in waiting(case)  # a court has named one
    told(people.amina, case, guardian_type="none_yet")
    assert "child_guardian" in waiting(case)


def test_of_a_closed_case_a_guardian_agrees_to_nothing_after_18(people, seventeen, monkeypatch):
    set_quietly(Case.objects.get(pk=seventeen.pk), status="closed")
    look(monkeypatch, timezone.now() + timedelta(days=11))
    assert ended(seventeen) == OF_OTHERS
    assert "ask_consents_again" not in waiting(seventeen)


def test_a_child_from_the_table_of_a_group_is_protected_at_once(people):
    made = actions.open_case(
        actor=people.amina,
        office=office_of(people.amina),
        unsearched="group",
        seen={"age_at_registration": 9},
    )
    assert {"child_guardian", "best_interests"} <= waiting(made)


def test_stopping_that_makes_somebody_a_child_again_protects_the_child(people, case):
    save(people.amina, case, "biodata", {"age_at_registration": 15})
    assert "child_guardian" in waiting(case)
    actions.start_interview(actor=people.amina, case=case)
    save(people.amina, case, "biodata", {"age_at_registration": 25})
    assert "child_guardian" not in waiting(case)
    actions.stop_interview(actor=people.amina, case=case, erase=True)
    assert majority(case) == "minor" and "child_guardian" in waiting(case)


def test_the_law_asks_how_old_the_person_is_today(people, case):
    save(people.amina, case, "biodata", {"age_at_registration": 15})
    since = timezone.localdate() - timedelta(days=900)
    given = {"country": "MD", "effective_from": since, "age_medical": 16, "source": "Invented act 7"}
    actions.enter_law(actor=people.kofi, **given)
    agree(people.amina, case, "medical_sharing", child_assent="given", consent_recipients=["Clinic"])
    assert "guardian" in consents.valid(case, "medical_sharing", "Clinic").codes
    long_ago = timezone.localdate() - timedelta(days=800)
    Case.objects.plain().filter(pk=case.pk).update(registration_date=long_ago)
    assert "guardian" not in consents.valid(Case.objects.get(pk=case.pk), "medical_sharing", "Clinic").codes
