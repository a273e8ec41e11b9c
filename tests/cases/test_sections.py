"""Every section of the record: saved and read back, in old cases too, behind the consents it waits for."""

import pytest
from django.db import connection

from cases import access, actions
from cases.consent import locks
from cases.models import Case, HealthRecord, SectionRow
from cases.models.scoped import EMPTY
from cases.record import conditions
from cases.record.conditions import Surroundings
from cases.record.transport import to_json
from cases.section import DECIDED_BY_AN_ACTION
from cases.sections import SECTIONS
from tests.cases.conftest import agree, open_for, save
from tests.cases.samples import answer_to, answers_to
from vault.envelope import Tampered

pytestmark = pytest.mark.django_db
EDITED = [key for key, section in SECTIONS.items() if section.is_edited]
REPEATED = [key for key in EDITED if SECTIONS[key].repeats]
MADE_LATER = [key for key in EDITED if not SECTIONS[key].repeats and SECTIONS[key].came_later]
EVERY_CONSENT = ("screening_interview", "data_processing", "medical_exam", "family_contact", "photo_document")


@pytest.fixture
def case(people):
    """A case where everything may be asked. Lina's office has no health worker: she writes health herself."""
    opened = open_for(people.lina)
    agree(people.lina, opened, *EVERY_CONSENT)
    return Case.objects.get(pk=opened.pk)


def told(people, case, key, values):
    if SECTIONS[key].repeats:
        return actions.add_entry(actor=people.lina, case=case, section=key, values=values)
    return save(people.lina, case, key, values)


@pytest.mark.parametrize("key", EDITED)
def test_every_answer_is_saved_and_read_back(people, case, key):
    values = answers_to(SECTIONS[key])
    row = told(people, case, key, values)
    kept = SECTIONS[key].row_of(Case.objects.get(pk=case.pk), row.pk)
    wrong = {
        name: getattr(kept, name)
        for name, given in values.items()
        if given not in EMPTY and to_json(getattr(kept, name)) not in (given, str(given), float_of(given))
    }
    assert wrong == {}
    assert kept.filled == conditions.quarters_filled(SECTIONS[key], kept, around(case)) > 0
    assert isinstance(kept, SectionRow) and key == kept.SECTION


def float_of(given):
    """A partial date keeps its own form; everything else is compared as it is."""
    return given.lstrip("0") if isinstance(given, str) else given


def around(case):
    return Surroundings.of(case, "unknown")


@pytest.mark.parametrize("key", EDITED)
def test_unknown_and_declined_are_kept_apart(people, case, key):
    last = reversed(SECTIONS[key].all_fields)
    first = next(name for name in last if answer_to(name) not in EMPTY)
    row = told(people, case, key, {first: answer_to(first)})
    actions.save_section(
        actor=people.lina,
        case=case,
        section=key,
        row=row.pk if SECTIONS[key].repeats else None,
        values={first: None},
        states={first: "declined"},
        base_version=row.version,
    )
    kept = SECTIONS[key].row_of(Case.objects.get(pk=case.pk), row.pk)
    assert kept.state(first) == "declined"
    assert case.former_answers.filter(section=key).exists()


@pytest.mark.parametrize("key", MADE_LATER)
def test_a_case_has_no_row_before_its_first_save(people, case, key):
    section = SECTIONS[key]
    section.model._default_manager.filter(case=case).delete()  # recruitment begins with the case today
    row = section.row_of(Case.objects.get(pk=case.pk))
    assert (row.version, row._state.adding) == (0, True)
    values = {name: answer_to(name) for name in section.all_fields[:2]}
    given = {"actor": people.lina, "case": case, "section": key, "values": values, "base_version": 0}
    assert actions.save_section(**given).version == 1
    with pytest.raises(actions.SectionConflict):
        actions.save_section(**given | {"values": {section.all_fields[0]: None}})
    section.model._default_manager.filter(case=case)._raw_delete("default")
    with pytest.raises(Tampered):
        section.row_of(case)


@pytest.mark.parametrize("key", REPEATED)
def test_entries_are_numbered_removed_and_brought_back(people, case, key, recorded):
    values = answers_to(SECTIONS[key])
    first = told(people, case, key, values)
    given = {"actor": people.lina, "case": case, "section": key}
    actions.remove_entry(**given, row=first.pk)
    assert SECTIONS[key].rows_of(case) == []
    assert [row.pk for row in actions.removed_entries(case, key)] == [first.pk]
    assert told(people, case, key, {}).number == 2
    actions.restore_entry(**given, row=first.pk)
    assert [row.number for row in SECTIONS[key].rows_of(case)] == [1, 2]
    names = [name for name, told_of in recorded if told_of.get("facts", {}).get("section") == key]
    assert names == [
        "entry.added", "entry.changed", "entry.removed", "entry.added", "entry.restored",
    ]  # fmt: skip


@pytest.mark.parametrize("key", sorted(DECIDED_BY_AN_ACTION))
def test_nobody_types_what_an_action_decides(people, case, key):
    section = next(one for one in SECTIONS.values() if key in one.decided_fields)
    row = told(people, case, section.key, {})
    with pytest.raises(actions.UnknownFields):
        actions.save_section(
            actor=people.lina,
            case=case,
            section=section.key,
            row=row.pk if section.repeats else None,
            values={key: "x"},
            base_version=row.version,
        )


def test_single_sections_have_no_entries(people, case):
    from cases.sections import UnknownSection

    for key in ("biodata", "consent", "nonsense"):
        with pytest.raises(UnknownSection):
            actions.add_entry(actor=people.lina, case=case, section=key)


@pytest.mark.parametrize("key", EDITED)
def test_help_never_waits_for_an_interview(people, key):
    """P10: what is seen, decided or done for somebody is recorded without consent to an interview; a story is not."""
    opened = open_for(people.lina)
    names = [
        name
        for name in SECTIONS[key].all_fields
        if locks.is_open(name, frozenset()) and answer_to(name) not in EMPTY
    ]
    values = {names[0]: answer_to(names[0])} if names else {}
    if SECTIONS[key].is_told:
        with pytest.raises(actions.InterviewNotAllowed):
            told(people, opened, key, values)
    else:
        assert told(people, opened, key, values)


@pytest.mark.parametrize(
    ("key", "field", "consent"),
    [
        ("health", "medication", "medical_exam"),
        ("health", "pregnant", "medical_exam"),
        ("family_members", "relative_contact", "family_contact"),
        ("family_members", "relative_name", "data_processing"),
        ("documents", "doc_number", "data_processing"),
        ("child", "guardian_name", "data_processing"),
        ("registration", "referring_person", "data_processing"),
    ],
)
def test_an_answer_waits_for_its_consent_and_is_no_gap_before(people, key, field, consent):
    opened = open_for(people.lina)
    agree(people.lina, opened, *(kind for kind in EVERY_CONSENT if kind != consent))
    with pytest.raises(actions.AnswersNotAllowed) as refused:
        told(people, opened, key, {field: answer_to(field)})
    assert refused.value.fields == (field,) and refused.value.reasons
    assert not conditions.counts(field, {}, Surroundings.of(opened, "minor"))
    agree(people.lina, opened, consent)
    assert getattr(told(people, opened, key, {field: answer_to(field)}), field)


def test_the_two_urgent_questions_of_health_never_wait(people):
    opened = open_for(people.lina)
    save(people.lina, opened, "health", {"urgent_medical": "yes", "suicide_risk": "no"})
    assert HealthRecord.objects.get(case=opened).urgent_medical == "yes"


def test_a_consent_counts_the_section_behind_it_again(people):
    opened = open_for(people.lina)
    save(people.lina, opened, "health", {"urgent_medical": "no", "suicide_risk": "no"})
    assert HealthRecord.objects.get(case=opened).filled == 4
    agree(people.lina, opened, "medical_exam")
    assert HealthRecord.objects.get(case=opened).filled < 4


def test_a_health_worker_writes_health_and_nothing_else(people):
    opened = open_for(people.amina)
    agree(people.amina, opened, *EVERY_CONSENT)
    actions.grant_access(
        case=opened, user=people.hala, given_by=people.bruno, kind="co_worker", reason="special_skill"
    )
    assert save(people.hala, opened, "health", {"medication": "Every morning"}).medication
    assert access.writable_fields(people.hala, opened, "needs") == frozenset()
    for key in ("needs", "perpetrator", "interview"):
        with pytest.raises(actions.FieldsNotAllowed):
            actions.add_entry(actor=people.hala, case=opened, section=key, values=answers_to(SECTIONS[key]))


def test_a_row_that_does_not_open_stands_in_no_consents_way(people, case):
    save(people.lina, case, "health", {"urgent_medical": "no"})
    before = HealthRecord.objects.plain().get(case=case).filled
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_healthrecord SET envelope = envelope || '\\x00'")
    actions.withdraw_consent(actor=people.lina, case=case, consent_type="medical_exam")
    assert HealthRecord.objects.plain().get(case=case).filled == before
