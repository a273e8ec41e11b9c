"""The strip on every section page, beginning, pausing and ending through the pages."""

import re
from typing import Any

import pytest
from django.utils import timezone

from cases.actions import choose_interpreter, register_interpreter, start_interview
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
    answer = client_of(cast.bruno).post(f"/cases/{case.pk}/interview/start/", {"phase": "screening"})
    assert answer.status_code == 302
    assert Interview.objects.count() == 1


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
