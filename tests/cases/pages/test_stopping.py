"""Stopping, not being asked again, reactions and what helps, earlier answers: through the pages."""

import re
from typing import Any

import pytest

from cases import dictionary
from cases.actions import end_interview, save_section, start_interview
from cases.forms.section import CHANGE, STATE
from cases.interview.reactions import supportive
from cases.models import Case, Interview, PersonBiodata, SectionDraft, SectionVersion
from tests.cases.pages.conftest import new_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(case: Case) -> str:
    return f"/cases/{case.pk}/record/biodata/"


def saved(cast: Any, case: Case, **values: Any) -> None:
    version = PersonBiodata.objects.get(case=case).version
    save_section(actor=cast.amina, case=case, section="biodata", values=values, base_version=version)


def form_of(page: Any) -> dict[str, str]:
    found = re.search(r'name="base_version" value="(\d+)"', page.text)
    assert found
    kinds = re.findall(rf'<input[^>]*name="{CHANGE}"[^>]*>', page.text)
    kind = next((re.search(r'value="(\w+)"', one) for one in kinds if " checked" in one), None)
    return {"base_version": found[1], **({CHANGE: kind[1]} if kind else {})}


def test_every_section_leads_to_the_stop_page(cast: Any, client_of: Any, case: Case, address: str) -> None:
    client, stop = client_of(cast.amina), f"/cases/{case.pk}/interview/stop/"
    assert stop in client.get(address).text
    start_interview(actor=cast.amina, case=case)
    for rest in ("record/biodata/", "entries/exploitation/", "entries/exploitation/add/", "interview/"):
        assert stop in client.get(f"/cases/{case.pk}/{rest}").text


def test_erasing_on_the_page(cast: Any, client_of: Any, case: Case, address: str) -> None:
    client = client_of(cast.amina)
    start_interview(actor=cast.amina, case=case)
    client.post(address, {**form_of(client.get(address)), "first_name": "Told"})
    client.post(f"{address}draft/", {"base_version": "2", "first_name": "Typed"})
    answer = client.post(f"/cases/{case.pk}/interview/stop/", {"typed": "erase", "again": "yes"}, follow=True)
    assert "Erased: 1 answer, 1 draft." in answer.text
    assert PersonBiodata.objects.get(case=case).first_name == ""
    assert not SectionDraft.objects.exists()


def test_a_page_that_was_open_elsewhere_brings_nothing_back(
    cast: Any, client_of: Any, case: Case, address: str
) -> None:
    his = client_of(cast.bruno)
    start_interview(actor=cast.amina, case=case)

    def typed() -> dict[str, str]:
        opened = re.search(r'name="opened" value="([\d.]+)"', his.get(address).text)
        assert opened
        return {"base_version": "1", "opened": opened[1], "first_name": "Typed"}

    before = typed()
    assert his.post(f"{address}draft/", before).status_code == 204
    client_of(cast.amina).post(f"/cases/{case.pk}/interview/stop/", {"typed": "erase"})
    assert his.post(f"{address}draft/", before).status_code == 409
    assert not SectionDraft.objects.exists()
    assert his.post(f"{address}draft/", typed()).status_code == 204


def test_no_more_interview_closes_the_questions(cast: Any, client_of: Any, case: Case) -> None:
    client = client_of(cast.amina)
    start_interview(actor=cast.amina, case=case)
    page = client.post(f"/cases/{case.pk}/interview/stop/", {"typed": "keep", "again": "no"}, follow=True)
    assert "ask no further questions" in page.text
    assert "Begin an interview" in page.text
    start = client.get(f"/cases/{case.pk}/interview/start/")
    assert "The person has changed their mind" in start.text


def test_another_interview_is_proposed_as_the_reason(
    cast: Any, client_of: Any, case: Case, address: str
) -> None:
    client = client_of(cast.amina)
    first = start_interview(actor=cast.amina, case=case)
    saved(cast, case, first_name="Oksana")
    assert form_of(client.get(address))[CHANGE] == "correction"
    end_interview(actor=cast.amina, case=case, values={})
    start_interview(actor=cast.amina, case=case)
    proposed = form_of(client.get(address))
    assert proposed[CHANGE] == "other_interview"
    client.post(address, {**proposed, "first_name": "Roksana"})
    assert SectionVersion.objects.get(section="biodata").kind == "other_interview"
    assert "Oksana" not in client.get(address).text.replace("Roksana", "")
    page = client.post(f"{address}earlier/", {"purpose": "asked"})
    assert "Said at another interview" in page.text
    assert f"Said at interview {first.number}" in " ".join(page.text.split())


def test_a_question_is_folded_and_asked_when_the_person_speaks_of_it(
    cast: Any, client_of: Any, case: Case, address: str, django_assert_max_num_queries: Any
) -> None:
    client = client_of(cast.amina)
    client.post(address, {**form_of(client.get(address)), f"{STATE}religion": "not_again"})
    row = PersonBiodata.objects.get(case=case)
    assert str(row.state("religion")) == "declined"
    his = client_of(cast.bruno)
    his.get(address)
    with django_assert_max_num_queries(25):
        page = his.get(address)
    assert 'name="religion"' not in page.text
    assert "1 question the person asked not to be asked again" in page.text
    assert client.post(f"{address}ask-again/", {"question": "religion"}).status_code == 302
    assert 'name="religion"' in client.get(address).text
    assert client.post(f"{address}ask-again/", {"question": "office"}).status_code == 404


def test_a_new_entry_does_not_ask_it_either(cast: Any, client_of: Any, case: Case) -> None:
    client, added = client_of(cast.amina), f"/cases/{case.pk}/entries/exploitation/add/"
    client.post(added, {"exp_country": "PL", f"{STATE}exp_account": "not_again"})
    assert 'name="exp_account"' not in client.get(added).text


def test_what_helps_stands_beside_the_reaction(cast: Any, client_of: Any, case: Case, address: str) -> None:
    row = start_interview(actor=cast.amina, case=case)
    client = client_of(cast.amina)
    page = client.get(address)
    assert 'data-show-when="reactions=fear"' in page.text
    assert "Put security measures in place and explain them" in page.text
    typed = {"reactions": ["fear"], "responses": ["fear_accompany"], "back": address}
    for _twice in range(2):
        answer = client.post(f"/cases/{case.pk}/interview/reactions/", typed)
        assert answer.headers["Location"] == address
    row = Interview.objects.get(pk=row.pk)
    assert row.supportive_responses == ["fear_accompany"]
    elsewhere = client.post(
        f"/cases/{case.pk}/interview/reactions/", {**typed, "back": "//elsewhere.example"}
    )
    assert elsewhere.headers["Location"] == f"/cases/{case.pk}/interview/"


def test_where_nobody_else_cares_for_health_reactions_are_kept(cast: Any, client_of: Any) -> None:
    """Lina's office has no health worker."""
    case = new_case(cast.lina)
    start_interview(actor=cast.lina, case=case)
    client, base = client_of(cast.lina), f"/cases/{case.pk}/interview/"
    client.post(f"{base}reactions/", {"reactions": ["fear"], "responses": ["fear_accompany"]})
    page = client.get(f"{base}end/")
    fear = re.search(
        r'<input[^>]*value="fear"[^>]*name="observed_reactions"[^>]*>|<input[^>]*name="observed_reactions"[^>]*value="fear"[^>]*>',
        page.text,
    )
    assert fear and "checked" in fear[0]
    assert 'data-show-when="observed_reactions=anger"' in page.text
    row = Interview.objects.get(case=case)
    assert (row.observed_reactions, row.supportive_responses) == (["fear"], ["fear_accompany"])
    entry = client.get(f"/cases/{case.pk}/entries/interview/{row.pk}/")
    assert 'data-show-when="observed_reactions=anger"' in entry.text


def test_every_reaction_has_what_helps_and_every_response_its_reaction() -> None:
    groups = supportive()
    assert [group.code for group in groups] == list(dictionary.codes("observed_reaction"))
    assert all(group.responses for group in groups)
    listed = [code for group in groups for code, _words in group.responses]
    assert sorted(listed) == sorted(dictionary.codes("supportive_response"))
