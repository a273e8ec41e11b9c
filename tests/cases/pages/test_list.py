"""The list of cases: who sees which, narrowed, sorted and paged by key in a constant number of queries."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases import listing
from cases.models import Case, SavedFilter
from tests.cases.pages.conftest import new_case

pytestmark = pytest.mark.django_db
LIST = "/cases/"


def references(page: Any) -> list[str]:
    return re.findall(
        r'<a class="govuk-link" href="/cases/[0-9a-f-]{36}/"><bdi>([0-9A-Z]{9})</bdi>', page.text
    )


@pytest.fixture
def five(cast: Any) -> list[Case]:
    """Five cases of Amina's, registered on the first five days of March."""
    cases = [new_case(cast.amina) for _day in range(5)]
    for day, case in enumerate(cases, start=1):
        Case.objects.filter(pk=case.pk).update(registration_date=f"2026-03-0{day}")
    return cases


def test_newest_first_and_turned_by_the_head(cast: Any, client_of: Any, five: list[Case]) -> None:
    client, names = client_of(cast.amina), [case.reference for case in five]
    assert references(client.get(LIST)) == names[::-1]
    assert references(client.get(LIST, {"sort": "registered"})) == names
    assert references(client.get(LIST, {"sort": "reference"})) == sorted(names)


def test_paged_by_key_both_ways(cast: Any, client_of: Any, five: list[Case], monkeypatch: Any) -> None:
    monkeypatch.setattr(listing, "PAGE", 2)
    client, seen, address = client_of(cast.amina), [], LIST
    pages = []
    while address:
        page = client.get(address)
        pages.append(references(page))
        seen += pages[-1]
        found = re.search(r'href="([^"]+)" rel="next"', page.text)
        address = found[1].replace("&amp;", "&") if found else ""
    assert seen == [case.reference for case in five][::-1]
    back = re.search(r'href="([^"]+)" rel="prev"', page.text)
    assert back
    assert references(client.get(back[1].replace("&amp;", "&"))) == pages[-2]


def test_narrowed_by_what_is_chosen(cast: Any, client_of: Any, five: list[Case]) -> None:
    client = client_of(cast.amina)
    chosen = {"registered_from": "2026-03-02", "registered_to": "2026-03-03", "status": "screening"}
    assert references(client.get(LIST, chosen)) == [five[2].reference, five[1].reference]
    assert references(client.get(LIST, {"reference": five[0].reference.lower()})) == [five[0].reference]
    assert "No case fits" in client.get(LIST, {"status": "closed"}).text


def test_an_unreadable_choice_is_said_and_left_out(cast: Any, client_of: Any, five: list[Case]) -> None:
    page = client_of(cast.amina).get(LIST, {"registered_from": "yesterday", "after": "nonsense", "sort": "x"})
    assert len(references(page)) == 5
    assert "Enter a date" in page.text


def test_a_supervisor_narrows_by_who_is_responsible(cast: Any, client_of: Any, five: list[Case]) -> None:
    client = client_of(cast.bruno)
    assert len(references(client.get(LIST, {"owner": cast.amina.pk}))) == 5
    assert references(client.get(LIST, {"owner": cast.dana.pk})) == []


def test_the_number_of_queries_does_not_grow(cast: Any, client_of: Any, five: list[Case]) -> None:
    client = client_of(cast.bruno)
    client.get(LIST)
    counts = []
    for size in (1, 25):
        with (
            CaptureQueriesContext(
                connection,
            ) as queries,
            pytest.MonkeyPatch.context() as patch,
        ):
            patch.setattr(listing, "PAGE", size)
            client.get(LIST)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[1] <= 25


@pytest.mark.parametrize("outsider", ["dana", "emil"])
def test_outsiders_have_an_empty_list(cast: Any, client_of: Any, five: list[Case], outsider: str) -> None:
    page = client_of(getattr(cast, outsider)).get(LIST)
    assert references(page) == []
    assert "You have no cases yet" in page.text


@pytest.mark.parametrize("person", ["ines", "jonas", "kofi", "farah", "chidi"])
def test_roles_without_a_list_are_refused(cast: Any, client_of: Any, person: str) -> None:
    assert client_of(getattr(cast, person)).get(LIST).status_code == 403


def test_a_choice_is_kept_under_a_name_and_removed(cast: Any, client_of: Any, five: list[Case]) -> None:
    client = client_of(cast.amina)
    asked = {"status": "screening", "sort": "reference", "after": "x"}
    found = re.search(r'name="query" value="([^"]*)"', client.get(LIST, asked).text)
    assert found
    query = found[1].replace("&amp;", "&")
    assert query == "status=screening&sort=reference"
    client.post("/cases/filters/", {"name": "My screenings", "query": f"{query}&owner=somebody&x=1"})
    row = SavedFilter.objects.get()
    assert (row.owner, row.name, row.query) == (cast.amina, "My screenings", query)
    assert "My screenings" in client.get(LIST).text
    assert "My screenings" not in client_of(cast.bruno).get(LIST).text
    assert client_of(cast.bruno).post(f"/cases/filters/{row.pk}/remove/").status_code == 404
    client.post(f"/cases/filters/{row.pk}/remove/")
    assert not SavedFilter.objects.exists()


def test_a_nameless_filter_is_not_kept(cast: Any, client_of: Any) -> None:
    client_of(cast.amina).post("/cases/filters/", {"name": "", "query": "status=screening"})
    assert not SavedFilter.objects.exists()
