"""A section page: asks, keeps what is typed as a draft, saves, marks, and merges two versions."""

import re
from typing import Any

import pytest

from cases.actions import save_draft, save_section, start_interview
from cases.forms.section import STATE
from cases.models import Case, PersonBiodata, PersonEducation, SectionDraft, SectionVersion
from vault import cell

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(case: Case) -> str:
    return f"/cases/{case.pk}/record/biodata/"


def version(page: Any) -> str:
    found = re.search(r'name="base_version" value="(\d+)"', page.text)
    assert found
    return found[1]


def saved(case: Case) -> PersonBiodata:
    return PersonBiodata.objects.get(case=case)


def test_partial_dates_several_countries_and_non_answers(
    cast: Any, client_of: Any, case: Case, address: str
) -> None:
    client = client_of(cast.amina)
    typed = {"birth_date": "March 2001", "citizenship": ["UA", "", "MD"], f"{STATE}phone": "declined"}
    answer = client.post(address, {"base_version": version(client.get(address)), **typed, "then": "overview"})
    assert answer.headers["Location"] == f"/cases/{case.pk}/interview/"
    row = saved(case)
    assert (str(row.birth_date), row.citizenship, str(row.state("phone"))) == (
        "2001-03",
        ["UA", "MD"],
        "declined",
    )


def test_save_and_next_leads_through_the_sections(
    cast: Any, client_of: Any, case: Case, address: str
) -> None:
    client = client_of(cast.amina)
    answer = client.post(
        address, {"base_version": version(client.get(address)), "sex": "female", "then": "next"}
    )
    assert answer.headers["Location"] == f"/cases/{case.pk}/record/recruitment/"


def test_what_cannot_be_read_is_an_error_that_keeps_everything(
    cast: Any, client_of: Any, address: str
) -> None:
    client = client_of(cast.amina)
    typed = {"first_name": "Oksana", "birth_date": "when the plums were ripe"}
    page = client.post(address, {"base_version": version(client.get(address)), **typed})
    assert page.status_code == 200
    assert "when the plums were ripe" in page.text
    assert 'value="Oksana"' in page.text
    assert "There is a problem" in page.text


def test_an_odd_answer_is_saved_and_marked(cast: Any, client_of: Any, case: Case, address: str) -> None:
    client = client_of(cast.amina)
    typed = {"age_at_registration": "240", "phone": "12"}
    client.post(address, {"base_version": version(client.get(address)), **typed})
    assert saved(case).phone == "12"
    page = client.get(address)
    assert page.text.count("Look at this again") == 2


def test_a_choice_is_taken_back_by_saying_why(cast: Any, client_of: Any, case: Case, address: str) -> None:
    client = client_of(cast.amina)
    client.post(address, {"base_version": version(client.get(address)), "sex": "female"})
    typed = {"sex": "female", f"{STATE}sex": "declined"}
    client.post(address, {"base_version": version(client.get(address)), **typed})
    assert (saved(case).sex, str(saved(case).state("sex"))) == ("", "declined")
    client.post(address, {"base_version": version(client.get(address)), **typed})
    assert saved(case).sex == "female"  # an old note never wins over a new answer


def test_a_draft_survives_and_is_put_back(cast: Any, client_of: Any, case: Case, address: str) -> None:
    first = client_of(cast.amina)
    typed = {"base_version": version(first.get(address)), "first_name": "Oks", "birth_date": "plums"}
    assert first.post(f"{address}draft/", typed).status_code == 204
    page = client_of(cast.amina).get(address)  # another session: she was signed out
    assert "Restored what you typed" in page.text
    assert 'value="Oks"' in page.text
    assert "plums" in page.text
    assert saved(case).first_name == ""


def test_a_draft_is_its_authors_alone(cast: Any, client_of: Any, case: Case, address: str) -> None:
    client_of(cast.amina).post(f"{address}draft/", {"base_version": "1", "first_name": "Oks"})
    page = client_of(cast.bruno).get(address)
    assert page.status_code == 200
    assert "Oks" not in page.text


def test_a_draft_can_be_discarded_and_goes_with_a_save(
    cast: Any, client_of: Any, case: Case, address: str
) -> None:
    client = client_of(cast.amina)
    client.post(f"{address}draft/", {"base_version": "1", "first_name": "Oks"})
    client.post(f"{address}draft/discard/")
    assert not SectionDraft.objects.exists()
    client.post(f"{address}draft/", {"base_version": "1", "first_name": "Oks"})
    client.post(address, {"base_version": version(client.get(address)), "first_name": "Oksana"})
    assert not SectionDraft.objects.exists()


def test_two_versions_are_shown_and_merged(cast: Any, client_of: Any, case: Case) -> None:
    address = f"/cases/{case.pk}/record/education/"
    client = client_of(cast.amina)
    before = version(client.get(address))
    values = {"education_level": "primary", "vocational_skills": "cooking"}
    save_section(actor=cast.bruno, case=case, section="education", values=values, base_version=int(before))
    mine = {"education_level": "", "vocational_skills": "sewing", "education_years": "6"}
    page = client.post(address, {"base_version": before, **mine})
    assert page.status_code == 409
    assert "sewing" in page.text
    assert "cooking" in page.text
    kept = {"keep-education_level": "theirs", "keep-vocational_skills": "mine", "merged": "1"}
    client.post(address, {**mine, **kept, "base_version": version(page)})
    row = PersonEducation.objects.get(case=case)
    assert (row.education_level, row.vocational_skills, row.education_years) == ("primary", "sewing", 6)


def test_a_field_nobody_touched_proposes_the_other_version(cast: Any, client_of: Any, case: Case) -> None:
    address = f"/cases/{case.pk}/record/education/"
    client = client_of(cast.amina)
    before = version(client.get(address))
    values = {"education_level": "primary"}
    save_section(actor=cast.bruno, case=case, section="education", values=values, base_version=int(before))
    page = client.post(address, {"base_version": before, "education_level": "", "education_years": "6"})
    assert re.search(r'name="keep-education_level" value="theirs"\s+checked', page.text)


def test_without_consent_to_the_interview_what_was_typed_is_kept(
    cast: Any, client_of: Any, bare_case: Case
) -> None:
    address = f"/cases/{bare_case.pk}/record/education/"
    client = client_of(cast.amina)
    page = client.post(address, {"base_version": version(client.get(address)), "vocational_skills": "sewing"})
    assert "This waits for the person" in page.text
    assert "sewing" in client.get(address).text


def test_a_page_needs_few_queries(
    cast: Any, client_of: Any, address: str, django_assert_max_num_queries: Any
) -> None:
    client = client_of(cast.amina)
    client.get(address)
    with django_assert_max_num_queries(25):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("key", ["consent", "exploitation", "nonsense"])
def test_other_sections_have_no_page_here(cast: Any, client_of: Any, case: Case, key: str) -> None:
    assert client_of(cast.amina).get(f"/cases/{case.pk}/record/{key}/").status_code == 404


@pytest.mark.parametrize("outsider", ["dana", "emil"])
def test_outsiders_see_nothing(cast: Any, client_of: Any, address: str, outsider: str) -> None:
    client = client_of(getattr(cast, outsider))
    assert client.get(address).status_code == 404
    for page in (address, f"{address}draft/", f"{address}draft/discard/"):
        assert client.post(page, {"base_version": "1", "first_name": "x"}).status_code == 404


def test_a_role_without_the_permission_is_refused(cast: Any, client_of: Any, address: str) -> None:
    # A health worker edits sections, but not of a case that is not hers to see.
    for person, status in ((cast.hala, 404), (cast.kofi, 403), (cast.ines, 403)):
        assert client_of(person).get(address).status_code == status


def test_what_the_record_cannot_hold_is_an_error_beside_its_question(
    cast: Any, client_of: Any, case: Case, address: str
) -> None:
    client = client_of(cast.amina)
    typed = {"age_at_registration": "99999999999", "first_name": "Oksana"}
    page = client.post(address, {"base_version": version(client.get(address)), **typed})
    assert page.status_code == 200
    assert 'href="#id_age_at_registration"' in page.text
    assert saved(case).first_name == ""


def test_other_cases_are_named_by_reference(cast: Any, client_of: Any, case: Case, bare_case: Case) -> None:
    address = f"/cases/{case.pk}/record/registration/"
    client = client_of(cast.amina)
    typed = {
        "registration_date": "2026-03-01",
        "linked_cases": bare_case.reference.lower(),
        "previous_case": "ZZZ",
    }
    page = client.post(address, {"base_version": version(client.get(address)), **typed})
    assert "There is no case of this reference that you may see" in page.text
    typed["previous_case"] = ""
    client.post(address, {"base_version": version(client.get(address)), **typed})
    assert Case.objects.get(pk=case.pk).linked_cases == [str(bare_case.pk)]
    assert f'value="{bare_case.reference}"' in client.get(address).text
    assert bare_case.reference in client.get(f"/cases/{case.pk}/").text


def test_a_changed_answer_says_whether_it_is_a_correction(
    cast: Any, client_of: Any, case: Case, address: str
) -> None:
    client = client_of(cast.amina)
    assert "change_kind" not in client.get(address).text
    client.post(address, {"base_version": version(client.get(address)), "sex": "female"})
    typed = {"sex": "male", "change_kind": "other_interview"}
    client.post(address, {"base_version": version(client.get(address)), **typed})
    assert SectionVersion.objects.get(case=case).kind == "other_interview"


def test_opening_one_section_decrypts_that_section_only(
    cast: Any, client_of: Any, case: Case, address: str, monkeypatch: Any
) -> None:
    """With an interview under way, a draft of another section and former answers lying beside it."""
    client = client_of(cast.amina)
    start_interview(actor=cast.amina, case=case)
    for name in ("Oksana", "Roksana"):
        client.post(address, {"base_version": version(client.get(address)), "first_name": name})
    save_draft(actor=cast.amina, case=case, section="education", payload={"note": "x"}, base_version=1)
    seen: list[str] = []
    really = cell.open_row
    monkeypatch.setattr(cell, "open_row", lambda row: (seen.append(type(row).__name__), really(row))[1])
    assert "Roksana" in client.get(address).text
    assert set(seen) == {"PersonBiodata"}
    del seen[:]
    client.get(f"/cases/{case.pk}/interview/")
    assert seen == []
