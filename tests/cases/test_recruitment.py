"""The recruitment section: there in every case, also in those opened before it was."""

import pytest

from cases import access, actions
from cases.models import Case, PersonBiodata, Trafficking
from cases.sections import SECTIONS, in_order
from tests.cases.conftest import marks_for, save
from vault.envelope import Tampered
from vault.models import Manifest

pytestmark = pytest.mark.django_db
SECTION = SECTIONS["recruitment"]
TOLD = {
    "entry_mode": ["recruited"],
    "entry_date": "2019-03",
    "recruitment_methods": ["online_social_network"],
    "recruitment_platforms": ["telegram"],
    "recruiter_relation": ["acquaintance"],
    "promised_wage": ["900", "EUR"],
    "recruitment_account": "Was written to by somebody from the next village.",
}


@pytest.fixture
def older(case):
    """A case as it was before the section: without its row."""
    Trafficking.objects.get(case=case).delete()
    return Case.objects.get(pk=case.pk)


def test_the_story_is_asked_in_its_order():
    keys = [section.key for section in in_order()]
    assert keys[keys.index("biodata") : keys.index("exit") + 1] == [
        "biodata", "recruitment", "transit", "exploitation", "perpetrator", "exit",
    ]  # fmt: skip


def test_what_is_saved_is_read_back(people, case):
    save(people.amina, case, "recruitment", TOLD)
    row = Trafficking.objects.get(case=case)
    assert (row.recruitment_methods, row.recruiter_relation) == (["online_social_network"], ["acquaintance"])
    assert (row.entry_mode, row.recruitment_platforms) == (["recruited"], ["telegram"])
    assert row.recruitment_account == TOLD["recruitment_account"] and row.filled


def test_the_older_case_shows_an_empty_section_and_writes_nothing(people, older):
    row = SECTION.row_of(older)
    assert (row.version, row.entry_mode, row.recruitment_account) == (0, [], "")
    assert access.get_row_for(people.amina, older.pk, "recruitment").version == 0
    assert ("recruitment", "entry_mode") in {(mark.section, mark.field) for mark in marks_for(older)}
    assert not Trafficking.objects.filter(case=older).exists()


def test_the_first_save_of_an_older_case_makes_the_row(people, older):
    save(people.amina, older, "recruitment", TOLD)
    row = Trafficking.objects.get(case=older)
    assert (row.version, row.recruitment_account) == (1, TOLD["recruitment_account"])
    save(people.amina, older, "recruitment", {"entry_mode": ["sold"]})
    assert Trafficking.objects.get(case=older).version == 2


def test_two_first_saves_of_an_older_case_are_a_conflict(people, older):
    given = {"actor": people.amina, "case": older, "section": "recruitment", "base_version": 0}
    actions.save_section(**given, values=TOLD)
    with pytest.raises(actions.SectionConflict):
        actions.save_section(**given, values={"entry_mode": ["sold"]})
    assert Trafficking.objects.get(case=older).entry_mode == ["recruited"]


def test_a_row_taken_out_behind_our_back_is_not_taken_for_an_older_case(case):
    Trafficking.objects.filter(case=case)._raw_delete("default")
    assert Manifest.objects.filter(pk=case.pk).exists()
    with pytest.raises(Tampered):
        SECTION.row_of(case)


@pytest.mark.parametrize(
    ("born", "entered", "age", "expected"),
    [
        ("1990", "2019", None, "adult"),
        ("2000-06", "2018-03", None, "minor"),
        ("2000", "2018", None, "minor"),  # the doubt protects a child
        ("1990", None, 15, "minor"),
        ("1990", None, 19, "adult"),
        ("1990", None, None, "unknown"),
        ("2015", None, None, "minor"),
    ],
)
def test_majority_at_entry(people, case, born, entered, age, expected):
    save(people.amina, case, "recruitment", {"entry_date": entered, "age_at_entry": age, "left_freely": "no"})
    save(people.amina, case, "biodata", {"birth_date": born})
    assert Trafficking.objects.get(case=case).majority_at_entry == expected
    save(people.amina, case, "recruitment", {"left_freely": "yes"})
    assert Trafficking.objects.get(case=case).majority_at_entry == expected


def test_a_corrected_birth_date_raises_no_version(people, case):
    save(people.amina, case, "recruitment", TOLD)
    before = Trafficking.objects.get(case=case).version
    save(people.amina, case, "biodata", {"birth_date": "2016"})
    row = Trafficking.objects.get(case=case)
    assert (row.majority_at_entry, row.version) == ("minor", before)
    assert PersonBiodata.objects.get(case=case).majority_status == "minor"


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        ({"entry_mode": ["kidnapped"]}, set()),
        ({"entry_mode": ["recruited"]}, {"recruitment_methods", "recruiter_relation"}),
        ({"recruitment_methods": ["online_advert"]}, {"entry_mode", "recruitment_platforms"}),
    ],
)
def test_what_is_wanted_depends_on_how_it_began(people, case, values, wanted):
    save(people.amina, case, "recruitment", values)
    assert {mark.field for mark in marks_for(case) if mark.section == "recruitment"} == wanted


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"entry_date": "2999"}, "entry_date"),
        ({"age_at_entry": 200}, "age_at_entry"),
        ({"promised_benefits": ["none", "wage"]}, "promised_benefits"),
    ],
)
def test_odd_answers_are_kept_and_marked(people, case, values, field):
    save(people.amina, case, "recruitment", {"entry_mode": ["unknown"], **values})
    assert [mark.field for mark in marks_for(case) if mark.section == "recruitment"] == [field]
