"""The strip on every section page, beginning, pausing and ending through the pages."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from cases.actions import (
    choose_interpreter,
    end_interview,
    note_reactions,
    register_interpreter,
    start_interview,
    stop_interview,
    withdraw_consent,
)
from cases.models import Case, Interview, InterviewMoment

pytestmark = pytest.mark.django_db


def begun(cast: Any, case: Case, **given: Any) -> Interview:
    return start_interview(actor=cast.amina, case=case, **given)


def test_an_interview_is_begun_paused_resumed_and_ended(cast: Any, client_of: Any, case: Case) -> None:
    client, base = client_of(cast.amina), f"/cases/{case.pk}/interview/"
    assert "Begin an interview" in client.get(base).text
    typed = {"phase": "screening", "interview_location": "office", "people_present": ["officer"]}
    assert client.post(f"{base}start/", typed).headers["Location"] == base
    page = client.get(base)
    assert "Interview 1 is under way" in page.text
    assert "Begin an interview" not in page.text
    for step in ("pause", "resume"):
        assert client.post(f"{base}{step}/").headers["Location"] == base
    assert client.post(f"{base}end/", {"interview_outcome": "completed"}).status_code == 302
    row = Interview.objects.get(case=case)
    assert (row.phase, row.interview_location, row.interview_outcome) == ("screening", "office", "completed")
    assert InterviewMoment.objects.count() == 4
    assert "Paused" in client.get(f"/cases/{case.pk}/entries/interview/{row.pk}/").text


def test_the_strip_stands_on_every_page_of_the_record(
    cast: Any, client_of: Any, case: Case, django_assert_max_num_queries: Any
) -> None:
    begun(cast, case)
    for person in (cast.amina, cast.bruno):
        client = client_of(person)
        for rest in (
            "record/biodata/",
            "entries/exploitation/",
            "entries/exploitation/add/",
            "consent/assistance/",
        ):
            client.get(f"/cases/{case.pk}/{rest}")
            with django_assert_max_num_queries(25, info=f"{person} {rest}"):
                page = client.get(f"/cases/{case.pk}/{rest}")
            assert "Interview 1 is under way" in page.text
            assert "Amina Okoro" in page.text


def test_a_second_one_is_not_begun_beside_it(cast: Any, client_of: Any, case: Case) -> None:
    begun(cast, case)
    typed = {"phase": "screening", "interpreter_name": "Invented Voice"}
    answer = client_of(cast.bruno).post(f"/cases/{case.pk}/interview/start/", typed)
    assert "An interview is under way already." in answer.text and "Invented Voice" in answer.text
    assert Interview.objects.count() == 1


def test_what_was_typed_stays_where_the_interview_was_refused_meanwhile(
    cast: Any, client_of: Any, case: Case
) -> None:
    withdraw_consent(actor=cast.bruno, case=case, consent_type="screening_interview")
    typed = {"phase": "screening", "interpreter_name": "Invented Voice"}
    page = client_of(cast.amina).post(f"/cases/{case.pk}/interview/start/", typed).text
    assert "No interview can begin now." in page and "Invented Voice" in page
    assert "ask no further questions" in page and not Interview.objects.exists()


def end_page(client: Any, case: Case) -> dict[str, str]:
    """What the page of the end carries of which interview and which version it was opened for."""
    page = client.get(f"/cases/{case.pk}/interview/end/").text
    found = dict(re.findall(r'<input type="hidden" name="(interview|base_version)" value="([^"]+)"', page))
    assert len(found) == 2, "the page names the interview and its version"
    return found


def test_the_end_takes_nothing_from_a_colleague(cast: Any, client_of: Any, case: Case) -> None:
    row, client, address = begun(cast, case), client_of(cast.amina), f"/cases/{case.pk}/interview/end/"
    carried = end_page(client, case)
    note_reactions(actor=cast.bruno, case=case, responses=["fear_accompany"])
    typed = {"interview_outcome": "completed", "interviewer_remarks": "Wants to rest"}
    page = client.post(address, {**carried, **typed, "supportive_responses": ["anger_calm"]})
    assert page.status_code == 200 and "A colleague noted something meanwhile" in page.text
    assert "Wants to rest" in page.text
    version = re.search(r'name="base_version" value="(\d+)"', page.text)
    ticked = re.findall(r'<input[^>]*name="supportive_responses"[^>]*>', page.text)
    assert any("fear_accompany" in one and " checked" in one for one in ticked)
    both = {"base_version": version and version[1], "supportive_responses": ["fear_accompany"]}
    assert client.post(address, {**carried, **typed, **both}).status_code == 302
    row = Interview.objects.get(pk=row.pk)
    assert (row.supportive_responses, row.interviewer_remarks) == (["fear_accompany"], "Wants to rest")


def test_remarks_reach_an_interview_that_counts_as_left_open(cast: Any, client_of: Any, case: Case) -> None:
    row, client = begun(cast, case), client_of(cast.amina)
    carried = end_page(client, case)
    InterviewMoment.objects.update(at=timezone.now() - timedelta(hours=13))
    typed = {"interview_outcome": "completed", "interviewer_remarks": "Wants to rest"}
    assert client.post(f"/cases/{case.pk}/interview/end/", {**carried, **typed}).status_code == 302
    assert Interview.objects.get(pk=row.pk).interviewer_remarks == "Wants to rest"
    seen = {"interview": carried["interview"], "responses": ["fear_accompany"]}
    client.post(f"/cases/{case.pk}/interview/reactions/", seen)
    assert Interview.objects.get(pk=row.pk).supportive_responses == ["fear_accompany"]
    assert InterviewMoment.objects.count() == 1, "nobody ended it then"


def test_where_a_colleague_ended_it_both_are_shown(cast: Any, client_of: Any, case: Case) -> None:
    row, client, address = begun(cast, case), client_of(cast.amina), f"/cases/{case.pk}/interview/end/"
    carried = end_page(client, case)
    theirs = {"interview_outcome": "interrupted", "interviewer_remarks": "Told by Bruno"}
    end_interview(actor=cast.bruno, case=case, values=theirs)
    typed = {"interview_outcome": "completed", "interviewer_remarks": "Told by Amina"}
    page = client.post(address, {**carried, **typed}).text
    assert "A colleague answered meanwhile: Interrupted, to be resumed" in page
    assert "Told by Bruno" in page and "Told by Amina" in page
    assert Interview.objects.get(pk=row.pk).interview_outcome == "interrupted"


def test_what_was_erased_does_not_come_back_by_the_end_page(cast: Any, client_of: Any, case: Case) -> None:
    row, client = begun(cast, case), client_of(cast.amina)
    carried = end_page(client, case)
    stop_interview(actor=cast.bruno, case=case, erase=True)
    for step, typed in (
        ("end", {"interviewer_remarks": "Told"}),
        ("reactions", {"responses": ["fear_accompany"]}),
    ):
        page = client.post(f"/cases/{case.pk}/interview/{step}/", {**carried, **typed}, follow=True)
        assert "was erased, as the person decided" in page.text
    row = Interview.objects.get(pk=row.pk)
    assert (row.interviewer_remarks, row.supportive_responses) == ("", [])


def test_consent_asked_before_a_police_officer_is_proposed_as_weak(
    cast: Any, client_of: Any, case: Case
) -> None:
    client, address = client_of(cast.amina), f"/cases/{case.pk}/consent/assistance/"

    def is_ticked() -> bool:
        found = re.search(r'<input[^>]*name="pressure_present"[^>]*>', client.get(address).text)
        assert found
        return " checked" in found[0]

    assert not is_ticked()
    begun(cast, case, values={"people_present": ["officer"]})
    assert is_ticked()


def test_who_is_not_trained_is_told_so_and_not_stopped(cast: Any, client_of: Any, case: Case) -> None:
    page = client_of(cast.amina).get(f"/cases/{case.pk}/interview/start/")
    assert "not noted as" in page.text
    assert ">Begin<" in page.text.replace(" ", "").replace("\n", "")


@pytest.mark.parametrize("outsider", ["dana", "emil"])
def test_outsiders_find_nothing(cast: Any, client_of: Any, case: Case, outsider: str) -> None:
    client = client_of(getattr(cast, outsider))
    for step in ("start", "pause", "resume", "end"):
        assert client.post(f"/cases/{case.pk}/interview/{step}/").status_code == 404


def test_the_interpreter_the_person_chose_is_proposed_by_the_code(
    cast: Any, client_of: Any, case: Case
) -> None:
    given = {"name": "Invented Voice", "languages": ["km"], "undertaking_on": timezone.localdate()}
    voice = register_interpreter(actor=cast.bruno, office=cast.harbour, **given)
    client, start = client_of(cast.amina), f"/cases/{case.pk}/interview/start/"
    assert voice.code not in client.get(start).text
    choose_interpreter(actor=cast.amina, case=case, interpreter=voice)
    page = client.get(start).text
    assert f'value="{voice.code}"' in page
    assert "Invented Voice" not in page
