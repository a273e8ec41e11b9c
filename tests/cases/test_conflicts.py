"""Conflicts of interest: declared, found by name, keeping away at once, decided by somebody else."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404

from accounts.models import Office
from cases import access, name_sources, reviews
from cases.actions import check_staff, decide_conflict, declare_conflict, record_consent
from cases.finding.likeness import is_like
from cases.models import Case, ConflictOfInterest
from notifications.models import Outbox
from tests.cases.conftest import GIVEN, open_for, save

pytestmark = pytest.mark.django_db


def gone(user, case):
    with pytest.raises(Http404):
        access.get_case_for(user, case.pk)
    return not Case.objects.visible_to(user).filter(pk=case.pk).exists()


# --- declared --------------------------------------------------------------------------------------------------------


def test_a_colleague_declares_and_the_case_is_gone(people, case):
    row = declare_conflict(actor=people.amina, case=case, user=people.amina)
    assert gone(people.amina, case)
    assert row.state == "confirmed" and row.source == "declared"
    assert access.get_case_for(people.bruno, case.pk)


def test_a_supervisor_reports_anybody_of_the_office(people, case):
    declare_conflict(actor=people.bruno, case=case, user=people.vera)
    assert gone(people.vera, case)


def test_a_caseworker_reports_nobody_else(people, case):
    with pytest.raises(PermissionDenied):
        declare_conflict(actor=people.amina, case=case, user=people.bruno)


def test_the_third_person_declares_nothing(people, case):
    for user in (people.dana, people.emil, people.farah):
        with pytest.raises(PermissionDenied):
            declare_conflict(actor=user, case=case, user=user)


def test_only_another_supervisor_takes_it_back(people, case):
    row = declare_conflict(actor=people.bruno, case=case, user=people.bruno)
    for user in (people.bruno, people.amina, people.emil, people.farah):
        with pytest.raises(PermissionDenied):
            decide_conflict(actor=user, row=row, confirmed=False)
    decide_conflict(actor=people.vera, row=row, confirmed=False)
    assert access.get_case_for(people.bruno, case.pk)
    with pytest.raises(ValidationError):
        decide_conflict(actor=people.vera, row=row, confirmed=False)


def test_two_in_conflict_do_not_clear_each_other(people, case):
    first = declare_conflict(actor=people.bruno, case=case, user=people.bruno)
    ConflictOfInterest.objects.create(case=case, user=people.vera, office=case.office, source="name")
    with pytest.raises(PermissionDenied):
        decide_conflict(actor=people.vera, row=first, confirmed=False)


# --- where an office has nobody else -----------------------------------------------------------------------------------


@pytest.fixture
def alone(people):
    """Emil is the only supervisor of Ponte and in conflict with one of its cases."""
    case = open_for(people.paola)
    return case, declare_conflict(actor=people.emil, case=case, user=people.emil)


def refused(person, row):
    with pytest.raises(PermissionDenied):
        decide_conflict(actor=person, row=row, confirmed=False)
    return reviews.conflict_for(person, row.pk) is None


def test_nobody_of_a_strange_office_decides(people, alone):
    _case, row = alone
    assert all(
        refused(one, row) for one in (people.emil, people.paola, people.bruno, people.vera, people.farah)
    )


def test_a_supervisor_of_the_same_organisation_decides_and_opens_nothing(people, alone):
    case, row = alone
    Office.objects.filter(pk=people.offices["harbour"].pk).update(
        organisation=people.offices["ponte"].organisation
    )
    Office.objects.filter(pk=people.offices["ponte"].pk).update(partner=people.offices["lotus"])
    assert reviews.conflict_for(people.bruno, row.pk) == row
    assert row in reviews.conflicts_for(people.vera)[1]
    assert refused(people.rithy, row), "the organisation comes before the partner"
    assert refused(people.amina, row)
    assert gone(people.bruno, case) and reviews.may_open(people.bruno, row) is None
    decide_conflict(actor=people.bruno, row=row, confirmed=False)
    assert access.get_case_for(people.emil, case.pk)


def test_the_partner_office_decides_where_the_organisation_has_nobody(people, alone):
    case, row = alone
    Office.objects.filter(pk=people.offices["ponte"].pk).update(partner=people.offices["lotus"])
    assert refused(people.bruno, row)
    decide_conflict(actor=people.rithy, row=row, confirmed=False)
    assert access.get_case_for(people.emil, case.pk)


def test_who_can_decide_is_told(people):
    Office.objects.filter(pk=people.offices["ponte"].pk).update(partner=people.offices["lotus"])
    people.paola.forget_memberships()
    case = open_for(people.paola)
    row = declare_conflict(actor=people.emil, case=case, user=people.emil)
    told = Outbox.objects.filter(event="conflict.raised", subject_id=row.pk, channel="email")
    assert set(told.values_list("recipient__email", flat=True)) == {people.rithy.email}


def test_where_the_office_has_another_supervisor_nobody_outside_decides(people, case):
    Office.objects.filter(pk=people.offices["harbour"].pk).update(partner=people.offices["lotus"])
    row = declare_conflict(actor=people.bruno, case=case, user=people.bruno)
    assert refused(people.rithy, row)
    decide_conflict(actor=people.vera, row=row, confirmed=False)


# --- by name -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("colleague", "name", "alike"),
    [
        ("Dana Petrenko", "Dana Petrenko", True),
        ("Dana Petrenko", "PETRENKO, Dana", True),
        ("Dana Petrenko", "Дана Петренко", True),
        ("Dana Petrenko", "Dana Maria Petrenko", True),
        ("Hala Nasser", "هالة ناصر", True),
        ("Dana Petrenko", "Petrenko", False),
        ("Dana Petrenko", "Oksana Petrenko", False),
        ("Dana Petrenko", "Dana Kovalenko", False),
        ("Dana Petrenko", "", False),
        ("Jo", "Jo", False),
    ],
)
def test_two_words_by_sound_and_spelling(db, colleague, name, alike):
    from vault import keys

    with keys.session():
        assert is_like(colleague, name) is alike


def test_a_relative_named_like_a_colleague_keeps_her_away_from_the_save_on(people, case):
    declare = save(people.amina, case, "biodata", {"emergency_contact_name": "Bruno Keller"})
    assert declare
    row = ConflictOfInterest.objects.get()
    assert (row.user, row.state, row.source) == (people.bruno, "found", "name")
    assert gone(people.bruno, case)
    told = set(Outbox.objects.filter(event="conflict.raised").values_list("recipient", flat=True))
    assert told == {people.vera.pk}


def test_whoever_gave_consent_for_a_child_counts_too(people, case):
    fields = {**GIVEN, "consent_giver": "guardian", "consent_giver_name": "Dana Petrenko"}
    record_consent(actor=people.amina, case=case, consent_type="share_provider", **fields)
    assert ConflictOfInterest.objects.get().user == people.dana


def test_the_writer_is_kept_away_too(people, case):
    save(people.amina, case, "biodata", {"first_name": "Amina", "family_name": "Okoro"})
    assert gone(people.amina, case)


def test_nobody_of_another_office_is_compared(people, case):
    save(people.amina, case, "biodata", {"emergency_contact_name": "Emil Rossi"})
    assert not ConflictOfInterest.objects.exists()


def test_what_was_cleared_stays_cleared_until_the_name_is_another(people, case):
    save(people.amina, case, "biodata", {"emergency_contact_name": "Dana Petrenko"})
    decide_conflict(actor=people.bruno, row=ConflictOfInterest.objects.get(), confirmed=False)
    assert check_staff() == 0
    save(people.amina, case, "biodata", {"phone": "069000000"})
    assert ConflictOfInterest.objects.get().state == "cleared"
    save(people.amina, case, "biodata", {"emergency_contact_name": "Petrenko Dana"})
    assert ConflictOfInterest.objects.get().state == "found"


def test_the_night_finds_a_new_colleague(people, case):
    save(people.amina, case, "biodata", {"emergency_contact_name": "Maren Holt"})
    assert not ConflictOfInterest.objects.exists()
    people.vera.display_name = "Maren Holt"
    people.vera.save(update_fields=["display_name"])
    assert check_staff([people.vera]) == 1
    assert gone(people.vera, case)
    assert check_staff() == 0


def test_a_changed_name_and_a_new_role_ask_a_worker(
    people, case, monkeypatch, django_capture_on_commit_callbacks
):
    from cases import tasks

    asked = []
    monkeypatch.setattr(
        tasks.check_conflicts_of, "apply_async", lambda args, **options: asked.append(args[0])
    )
    with django_capture_on_commit_callbacks(execute=True):
        people.vera.display_name = "Maren Holt"
        people.vera.save(update_fields=["display_name"])
        people.dana.language = "fr"
        people.dana.save(update_fields=["language"])
    assert asked == [str(people.vera.pk)]


def test_events_name_no_name(people, case, recorded):
    save(people.amina, case, "biodata", {"emergency_contact_name": "Dana Petrenko"})
    (given,) = [given for name, given in recorded if name == "conflict.found"]
    assert given["facts"] == {"user": people.dana.pk}


def test_sources_are_named_once(people):
    with pytest.raises(ValueError, match="already"):
        name_sources.register("cases.PersonBiodata", ("first_name",))


def test_another_case_of_the_same_name_is_another_conflict(people, case):
    other = open_for(people.amina)
    save(people.amina, case, "biodata", {"emergency_contact_name": "Dana Petrenko"})
    assert ConflictOfInterest.objects.filter(case=case).exists()
    assert not ConflictOfInterest.objects.filter(case=other).exists()
