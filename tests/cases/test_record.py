"""What follows from the further sections: scope and transit, search, conflicts of interest, files, erasure, old events."""

from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from audit import events
from audit.catalogue import EVENTS
from cases import actions
from cases.actions.files import Upload, add_file
from cases.erasing.erasure import erase_classes
from cases.finding import search
from cases.models import (
    Case,
    CaseClosure,
    ChildProtection,
    ConflictOfInterest,
    FamilyMember,
    Interview,
    NeedsAssessment,
    PersonBiodata,
    TransitLeg,
)
from cases.sections import SECTIONS
from tests.cases.conftest import agree, marks_for, open_for, save
from tests.cases.files.making import picture

pytestmark = pytest.mark.django_db


def add(actor, case, section, **values):
    return actions.add_entry(actor=actor, case=case, section=section, values=values)


def fresh(case):
    return Case.objects.get(pk=case.pk)


def test_legs_give_the_countries_of_transit_and_the_scope(people, case):
    save(people.amina, case, "biodata", {"habitual_residence_country": "MD"})
    add(people.amina, case, "transit", leg_from_country="MD", leg_to_country="TR")
    over = add(people.amina, case, "transit", leg_from_country="TR", leg_to_country="IT")
    assert (fresh(case).transit_countries, fresh(case).trafficking_scope) == (["TR", "IT"], "international")
    add(people.amina, case, "exploitation", exp_country="IT")
    assert fresh(case).transit_countries == ["TR"]
    actions.remove_entry(actor=people.amina, case=case, section="transit", row=over.pk)
    save(people.amina, case, "biodata", {"habitual_residence_country": "TR"})
    assert fresh(case).transit_countries == ["MD"]


def test_a_leg_told_late_takes_its_place(people, case):
    add(people.amina, case, "transit", leg_to_country="IT")
    first = add(people.amina, case, "transit", leg_to_country="TR", leg_number=0)
    assert [row.leg_number for row in TransitLeg.objects.filter(case=case)] == [0, 1]
    assert first.number == 2


def test_a_person_is_found_by_the_number_of_a_document(people, case):
    row = add(people.amina, case, "documents", doc_type="passport", doc_number="AB 123-456")
    query = search.SearchQuery(document="ab123456")
    assert [match.case.pk for match in search.find(people.amina, query).matches] == [case.pk]
    assert search.find(people.paola, query).matches == []
    actions.remove_entry(actor=people.amina, case=case, section="documents", row=row.pk)
    assert search.find(people.amina, query).matches == []


@pytest.mark.parametrize(
    ("section", "field"), [("perpetrator", "perp_name"), ("family_members", "relative_name")]
)
def test_a_colleague_of_the_same_name_is_kept_away(people, case, section, field):
    add(people.amina, case, section, **{field: people.vera.display_name})
    assert ConflictOfInterest.objects.get(case=case).user == people.vera


def test_a_guardian_of_a_colleagues_name_is_noticed(people, case):
    save(people.amina, case, "child", {"guardian_name": people.vera.display_name})
    assert ConflictOfInterest.objects.get(case=case).user == people.vera


def test_a_document_refers_to_a_file_of_the_case_and_to_no_other(people, case):
    agree(people.amina, case, "photo_document")
    sent = Upload("page.jpg", "image/jpeg", picture())
    file = add_file(actor=people.amina, case=case, upload=sent, attachment_type="identity")
    row = add(people.amina, case, "documents", doc_scan=str(file.pk))
    assert row.doc_scan == str(file.pk)
    elsewhere = open_for(people.amina)
    agree(people.amina, elsewhere, "photo_document", "screening_interview")
    for wrong in (str(file.pk), str(uuid4())):
        with pytest.raises(ValidationError):
            add(people.amina, elsewhere, "documents", doc_scan=wrong)


def test_whoever_records_an_interview_held_it_unless_another_is_named(people, case):
    assert add(people.amina, case, "interview", interview_outcome="completed").interviewer == people.amina
    row = actions.add_entry(
        actor=people.amina, case=case, section="interview", values={}, interviewer=people.dana
    )
    assert Interview.objects.get(pk=row.pk).interviewer == people.dana


def test_needs_keep_their_priorities_and_marks_say_what_lacks_one(people, case):
    add(people.amina, case, "needs", needs=["shelter", "legal"], need_priority={"shelter": "immediate"})
    assert NeedsAssessment.objects.get(case=case).need_priority == {"shelter": "immediate"}
    assert ("needs", "need_priority") in {(mark.section, mark.field) for mark in marks_for(case)}


def test_a_child_who_would_go_home_needs_a_determination(people, case):
    save(people.amina, case, "biodata", {"age_at_registration": 15})
    save(people.amina, case, "child", {"child_accompaniment": "accompanied"})
    assert ChildProtection.objects.get(case=case).bid_required is False
    save(people.amina, case, "legal_status", {"stay_preference": "return"})
    assert ChildProtection.objects.get(case=case).bid_required is True
    save(people.amina, case, "biodata", {"age_at_registration": 30})
    assert ChildProtection.objects.get(case=case).bid_required is False


def test_the_end_of_keeping_follows_from_the_day_of_closing(people, case):
    save(people.amina, case, "closure", {"closure_reason": "plan_completed"})
    row = CaseClosure.objects.get(case=case)
    assert row.retention_until is None
    row.closure_date = fresh(case).registration_date
    from cases.record import upkeep

    upkeep.derive(case, SECTIONS["closure"], row)
    assert row.retention_until and row.retention_until.year == row.closure_date.year + 5


def test_erasing_who_the_person_is_takes_relatives_and_names_along(people, case):
    add(people.amina, case, "family_members", relative_name="Somebody Near")
    add(people.amina, case, "interview", interpreter_name="An Interpreter", interview_outcome="completed")
    save(people.amina, case, "registration", {"referring_person": "A Neighbour", "project_code": "P1"})
    save(people.amina, case, "child", {"guardian_name": "A Guardian", "child_accompaniment": "separated"})
    erase_classes(fresh(case), frozenset({"identity"}))
    assert not FamilyMember.with_removed.filter(case=case).exists()
    kept = Interview.objects.get(case=case)
    assert (kept.interpreter_name, kept.interview_outcome) == ("", "completed")
    assert (fresh(case).referring_person, fresh(case).project_code) == ("", "P1")
    child = ChildProtection.objects.get(case=case)
    assert (child.guardian_name, child.child_accompaniment) == ("", "separated")
    assert PersonBiodata.objects.get(case=case).first_name == ""


def test_an_event_of_an_earlier_release_is_read_and_no_more_written(people, case):
    old = EVENTS["exploitation.added"]
    assert old.retired and str(old.sentence) % {"actor": "Amina"} == "Amina added an exploitation"
    with pytest.raises(events.UnknownEvent):
        events.record("exploitation.added", subject=case, facts={"number": 1})


def test_a_case_of_the_last_release_upgrades_section_by_section(people, case):
    """Nothing of the further sections is there: it reads as empty, and marks ask for what is wanted."""
    for section in SECTIONS.values():
        if section.is_edited and not section.repeats and section.came_later:
            section.model._default_manager.filter(case=case).delete()
    assert {mark.section for mark in marks_for(fresh(case))} >= {"exit", "health", "legal_status"}
