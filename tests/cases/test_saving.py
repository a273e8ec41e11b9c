"""Saving a section: no answer is refused, nothing is lost, nobody writes what they may not."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import OfficeRoleNarrowing
from cases import actions
from cases.forms.section import SectionForm, _reasons
from cases.models import (
    AnswerState,
    AssistanceItem,
    Case,
    CaseLawEnforcement,
    PersonBiodata,
    PersonEducation,
    SectionDraft,
    SectionVersion,
    Trafficking,
)
from cases.models.scoped import states_offered
from cases.sections import SECTIONS, UnknownSection
from tests.cases.conftest import agree, marks_for, open_for, save
from vault.partial import PartialDate

pytestmark = pytest.mark.django_db


def answers_with_a_code():
    return sorted(key for one in SECTIONS.values() for key in one.all_fields if states_offered(key))


def biodata(case):
    return PersonBiodata.objects.get(case=case)


def test_answers_are_kept_as_typed(people, case):
    save(
        people.amina,
        case,
        "biodata",
        {"first_name": "Zoë", "birth_date": "2001-03", "citizenship": ["MD", "RO"]},
    )
    kept = biodata(case)
    assert (kept.first_name, kept.birth_date, kept.citizenship) == ("Zoë", PartialDate(2001, 3), ["MD", "RO"])


def test_only_what_was_given_changes(people, case):
    save(people.amina, case, "biodata", {"first_name": "Zoë", "sex": "female"})
    save(people.amina, case, "biodata", {"gender": "woman"})
    assert (biodata(case).first_name, biodata(case).sex) == ("Zoë", "female")


def test_odd_answers_are_kept_and_not_refused(people, case):
    save(people.amina, case, "biodata", {"age_at_registration": -4, "phone": "none", "email": "at work"})
    assert biodata(case).age_at_registration == -4


def test_a_code_of_no_list_is_refused(people, case):
    with pytest.raises(ValidationError):
        save(people.amina, case, "biodata", {"sex": "invented"})
    with pytest.raises(ValidationError):
        save(people.amina, case, "biodata", {"citizenship": ["XX"]})


def test_unknown_declined_and_not_asked_are_three_answers(people, case):
    save(people.amina, case, "biodata", {}, states={"birth_date": "unknown", "religion": "declined"})
    row = biodata(case)
    assert [row.state(key) for key in ("birth_date", "religion", "ethnicity")] == [
        AnswerState.UNKNOWN,
        AnswerState.DECLINED,
        AnswerState.NOT_ASKED,
    ]


def test_an_answer_takes_the_note_away(people, case):
    save(people.amina, case, "biodata", {}, states={"birth_date": "declined"})
    save(people.amina, case, "biodata", {"birth_date": "1999"})
    assert biodata(case).state("birth_date") == AnswerState.ANSWERED


def test_a_note_says_why_an_answer_was_taken_back(people, case):
    save(people.amina, case, "biodata", {"birth_place": "Anywhere"})
    save(people.amina, case, "biodata", {"birth_place": ""}, states={"birth_place": "declined"})
    assert biodata(case).state("birth_place") == AnswerState.DECLINED


def test_a_code_unknown_is_an_answer_not_known(people, case):
    save(people.amina, case, "biodata", {"marital_status": "unknown"})
    assert biodata(case).state("marital_status") == AnswerState.UNKNOWN


def test_a_code_of_any_list_that_gives_no_answer_counts_as_that_state(people, case):
    save(people.amina, case, "recruitment", {"entry_mode": ["unknown"]})
    save(people.amina, case, "law_enforcement", {"le_cooperation": "not_asked"})
    save(people.amina, case, "biodata", {"gender": "unspecified"})
    row = Trafficking.objects.get(case=case)
    assert row.state("entry_mode") == AnswerState.UNKNOWN
    assert CaseLawEnforcement.objects.get(case=case).state("le_cooperation") == AnswerState.NOT_ASKED
    assert biodata(case).state("gender") == AnswerState.UNKNOWN
    save(people.amina, case, "recruitment", {"entry_mode": ["unknown", "recruited"]})
    assert Trafficking.objects.get(case=case).state("entry_mode") == AnswerState.ANSWERED


def test_help_that_was_declined_is_an_answer():
    assert AssistanceItem(assist_status="declined").state("assist_status") == AnswerState.ANSWERED


def test_an_answer_that_was_not_asked_is_missing_still(people, case):
    save(
        people.amina, case, "law_enforcement", {"le_cooperation": "not_asked", "le_informed_of_options": True}
    )
    missing = {mark.field for mark in marks_for(case) if mark.section == "law_enforcement"}
    assert "le_cooperation" in missing and "le_informed_of_options" not in missing
    save(people.amina, case, "recruitment", {"entry_mode": ["unknown"]})
    assert "entry_mode" not in {mark.field for mark in marks_for(case) if mark.section == "recruitment"}


@pytest.mark.parametrize("key", [*answers_with_a_code()])
def test_a_list_with_such_a_code_is_offered_no_note_for_the_same(key):
    noted = {code for code, _label in _reasons(key)}
    assert noted.isdisjoint(str(state) for state in states_offered(key))


def test_an_older_note_reads_as_the_code_and_goes_when_it_is_taken_back(people, case):
    """Before, both ways were offered: rows with the note are read, shown and changed like rows with the code."""
    row = save(people.amina, case, "recruitment", {}, states={"entry_mode": "unknown"})
    form = SectionForm(row=row, keys=["entry_mode"])
    assert (form.initial["entry_mode"], form.initial["state-entry_mode"]) == (["unknown"], "")
    again = save(people.amina, case, "recruitment", {"entry_mode": ["unknown"]})
    assert again.version == row.version  # the same answer: nothing was changed
    save(people.amina, case, "recruitment", {"entry_mode": []})
    assert Trafficking.objects.get(case=case).state("entry_mode") == AnswerState.NOT_ASKED


def test_the_second_of_two_savers_gets_both_versions(people, case):
    save(people.amina, case, "biodata", {"birth_place": "Here"})
    with pytest.raises(actions.SectionConflict) as conflict:
        actions.save_section(
            actor=people.bruno, case=case, section="biodata", values={"birth_place": "There"}, base_version=1
        )
    assert conflict.value.theirs == {"birth_place": "Here"}
    assert conflict.value.mine == {"birth_place": "There"}
    assert conflict.value.fields == ["birth_place"]
    assert biodata(case).birth_place == "Here"


def test_a_conflict_compares_answers_and_not_how_they_were_typed(people, case):
    save(people.amina, case, "education", {"education_years": 8, "education_level": "primary"})
    with pytest.raises(actions.SectionConflict) as conflict:
        actions.save_section(
            actor=people.bruno,
            case=case,
            section="education",
            values={"education_years": "8", "education_level": "none"},
            base_version=1,
        )
    assert conflict.value.fields == ["education_level"]


def test_former_answers_are_kept_and_can_be_restored_as_an_ordinary_edit(people, case):
    save(people.amina, case, "biodata", {"birth_date": "1999-05-02"})
    save(people.amina, case, "biodata", {"birth_date": "2000"}, kind="other_interview")
    former = SectionVersion.objects.get(case=case)
    assert (former.values, former.kind, former.replaced_by) == (
        {"birth_date": "1999-05-02"},
        "other_interview",
        people.amina,
    )
    save(people.amina, case, "biodata", former.values)
    assert biodata(case).birth_date == PartialDate(1999, 5, 2)


def test_former_answers_are_opened_for_a_purpose_and_recorded(people, case, recorded):
    save(people.amina, case, "biodata", {"first_name": "Zoe", "sex": "male"})
    save(people.amina, case, "biodata", {"first_name": "Zoë", "sex": "female"})
    (former,) = actions.read_former_answers(
        actor=people.amina, case=case, section="biodata", purpose="correction"
    )
    assert former.values == {"first_name": "Zoe", "sex": "male"}
    assert recorded[-1][1]["facts"] == {"section": "biodata", "fields": ["first_name", "sex"]}
    with pytest.raises(ValueError, match="purpose"):
        actions.read_former_answers(actor=people.amina, case=case, section="biodata", purpose="")
    with pytest.raises(PermissionDenied):
        actions.read_former_answers(actor=people.dana, case=case, section="biodata", purpose="correction")


def test_derived_values_follow_the_answers(people, case):
    save(people.amina, case, "registration", {"registration_date": date(2026, 6, 1)})
    save(people.amina, case, "biodata", {"birth_date": "2010"})
    row = biodata(case)
    assert (row.age_at_registration, row.age_band, row.majority_status) == (15, "9-17", "minor")


def test_a_disputed_age_counts_as_a_child(people, case):
    save(people.amina, case, "biodata", {"birth_date": "1990", "age_dispute": "presumed_child"})
    assert biodata(case).majority_status == "minor"


def test_a_new_registration_date_changes_the_age(people, case):
    save(people.amina, case, "biodata", {"birth_date": "2000-01-01"})
    save(people.amina, case, "registration", {"registration_date": date(2020, 1, 1)})
    assert (biodata(case).age_at_registration, biodata(case).age_band) == (20, "18-20")


def test_derived_values_are_never_typed(people, case):
    with pytest.raises(actions.UnknownFields):
        save(people.amina, case, "biodata", {"age_band": "48+"})


def test_without_consent_to_data_processing_no_name_is_kept(people):
    case = open_for(people.amina)
    agree(people.amina, case, "screening_interview")
    with pytest.raises(actions.IdentityNotAllowed) as refused:
        save(people.amina, case, "biodata", {"first_name": "Zoë", "sex": "female"})
    assert refused.value.fields == ("first_name",) and refused.value.reasons
    assert biodata(case).sex == ""


def test_the_code_name_path_keeps_everything_else(people):
    case = open_for(people.amina)
    agree(people.amina, case, "screening_interview")
    agree(people.amina, case, "data_processing", consent_status="refused")
    save(people.amina, case, "biodata", {"sex": "female", "primary_language": "ro", "first_name": ""})
    assert biodata(case).sex == "female"


def test_without_consent_to_the_interview_its_sections_stay_closed(people):
    case = open_for(people.amina)
    agree(people.amina, case, "data_processing")
    agree(people.amina, case, "screening_interview", consent_status="refused")
    with pytest.raises(actions.InterviewNotAllowed):
        save(people.amina, case, "education", {"education_level": "primary"})
    save(people.amina, case, "registration", {"data_source": "hotline"})


def test_a_health_worker_may_not_save(people, case):
    with pytest.raises(PermissionDenied):
        save(people.hala, case, "education", {"education_level": "primary"})


def test_who_may_not_write_a_class_is_told_which_fields(people, case):
    office = case.office
    OfficeRoleNarrowing.objects.create(office=office, role="caseworker", permission="identity_write")
    people.amina.forget_memberships()
    with pytest.raises(actions.FieldsNotAllowed) as refused:
        save(people.amina, case, "biodata", {"first_name": "Zoë", "sex": "female"})
    assert refused.value.fields == ("first_name",)


def test_the_event_names_fields_and_no_values(people, case, recorded):
    save(people.amina, case, "biodata", {"birth_place": "Somewhere Secret"})
    name, given = recorded[-1]
    assert name == "section.saved"
    assert given["facts"] == {"section": "biodata", "fields": ["birth_place"], "version": 2}


def test_saving_ends_the_authors_draft(people, case):
    actions.save_draft(
        actor=people.amina, case=case, section="education", payload={"a": ["b"]}, base_version=1
    )
    save(people.amina, case, "education", {"education_level": "primary"})
    assert not SectionDraft.objects.exists()


def test_saving_what_is_there_already_writes_nothing(people, case):
    save(people.amina, case, "education", {"education_level": "primary"})
    before = PersonEducation.objects.get(case=case).version
    save(people.amina, case, "education", {"education_level": "primary"})
    assert PersonEducation.objects.get(case=case).version == before


def test_sections_fill_in_quarters(people, case):
    assert PersonEducation.objects.get(case=case).filled == 0
    save(people.amina, case, "education", {"education_level": "primary"})
    assert PersonEducation.objects.get(case=case).filled == 4
    save(people.amina, case, "biodata", {"age_at_registration": 12})
    assert PersonEducation.objects.get(case=case).filled == 2  # a child is asked about school as well


def test_a_link_needs_a_case_one_may_see(people, case):
    mine, theirs = open_for(people.amina), open_for(people.paola)
    save(people.amina, case, "registration", {"linked_cases": [mine.reference]})
    assert Case.objects.get(pk=case.pk).linked_cases == [str(mine.pk)]
    with pytest.raises(ValidationError):
        save(people.amina, case, "registration", {"linked_cases": [theirs.reference]})


def test_consent_is_not_saved_as_a_section(people, case):
    with pytest.raises(UnknownSection):
        actions.save_section(actor=people.amina, case=case, section="consent", values={}, base_version=0)
