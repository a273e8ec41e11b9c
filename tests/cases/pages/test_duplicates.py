"""Possible duplicates on the screen: the list, side by side, three buttons, and nothing for anybody else."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import acting
from audit import events
from cases.actions import record_consent, save_section
from cases.finding.duplicates import compare_waiting
from cases.models import Case, DuplicatePair, PersonBiodata, PersonLink
from tests.cases.pages.conftest import CONSENT, new_case
from vault import indexes, keys

pytestmark = pytest.mark.django_db
LIST = "/cases/duplicates/"


def named(actor: Any, **values: Any) -> Case:
    """A case with bio data."""
    with acting.as_user(actor), keys.session():
        case = new_case(actor)
        for kind in ("screening_interview", "data_processing"):
            record_consent(actor=actor, case=case, consent_type=kind, **CONSENT)
        version = PersonBiodata.objects.get(case=case).version
        save_section(actor=actor, case=case, section="biodata", values=values, base_version=version)
    return case


def content_of(page: str) -> str:
    """What a page says, without the keys that every form is given anew."""
    main = page[page.index("<main") : page.index("</main>")]
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|csrfmiddlewaretoken.*", "", main)


def compared() -> DuplicatePair:
    with acting.as_system("find_duplicates"):
        compare_waiting(50)
        return DuplicatePair.objects.get()


@pytest.fixture
def cases(cast: Any) -> list[Case]:
    """One of Amina's at Harbour, one of Paola's at Ponte."""
    number = "MD-77 1234"
    return [
        named(
            cast.amina,
            first_name="Olena",
            family_name="Kovalenko",
            birth_date="1994-05-03",
            national_id_number=number,
        ),
        named(
            cast.paola,
            first_name="Alena",
            family_name="Kowalenko",
            birth_date="1994-03-05",
            national_id_number=number,
        ),
    ]


@pytest.fixture
def pair(cases: list[Case]) -> DuplicatePair:
    return compared()


def test_the_desk_sees_both_sides_and_no_number(
    cast: Any, client_of: Any, pair: Any, monkeypatch: Any
) -> None:
    client = client_of(cast.vera)
    listed = client.get(LIST).text
    assert str(pair.pk) in listed
    assert "Kovalenko" not in listed and "Kowalenko" not in listed
    recorded: list[Any] = []
    real = events.prepare
    monkeypatch.setattr(
        events, "prepare", lambda name, **given: (recorded.append((name, given)), real(name, **given))[1]
    )
    page = client.get(f"{LIST}{pair.pk}/").text
    for shown in ("Olena", "Alena", "Kovalenko", "Kowalenko", "same document number", "The same in both"):
        assert shown in page
    assert "77 1234" not in page and "771234" not in page
    viewed = {given["subject"].pk for name, given in recorded if name == "duplicate.viewed"}
    assert viewed == {pair.first_id, pair.second_id}


@pytest.mark.parametrize("key", ["amina", "bruno", "paola", "emil", "dana", "oskar"])
def test_nobody_else_sees_a_pair_across_offices(
    cast: Any, client_of: Any, pair: Any, cases: list[Case], key: str
) -> None:
    client = client_of(getattr(cast, key))
    assert "Nothing waits for you" in client.get(LIST).text
    real, made_up = (client.get(f"{LIST}{number}/") for number in (pair.pk, uuid4()))
    assert real.status_code == made_up.status_code == 404
    assert content_of(real.text) == content_of(made_up.text)
    assert client.post(f"{LIST}{pair.pk}/decide/", {"outcome": "same"}).status_code == 404
    assert client.post(f"{LIST}{pair.pk}/undo/").status_code == 404


def test_the_look_at_both_is_told_to_the_data_protection_officer_alone(
    cast: Any, client_of: Any, pair: Any, cases: list[Case], monkeypatch: Any
) -> None:
    """Neither side's history may say that somebody of the other side compared the case."""
    client_of(cast.vera).get(f"{LIST}{pair.pk}/")
    for key, case in (("bruno", cases[0]), ("amina", cases[0]), ("paola", cases[1])):
        page = client_of(getattr(cast, key)).get(f"/cases/{case.pk}/history/")
        assert "compared two cases" not in page.text, key


@pytest.mark.parametrize("key", ["hala", "ines", "jonas", "kofi", "farah"])
def test_who_reviews_nothing_is_refused(cast: Any, client_of: Any, pair: Any, key: str) -> None:
    client = client_of(getattr(cast, key))
    assert client.get(LIST).status_code == 403
    assert client.get(f"{LIST}{pair.pk}/").status_code == 403


def test_the_same_person_is_linked_and_unlinked(cast: Any, client_of: Any, pair: Any) -> None:
    client = client_of(cast.vera)
    answer = client.post(f"{LIST}{pair.pk}/decide/", {"outcome": "same", "note": "one and the same scar"})
    assert answer.headers["Location"] == LIST
    page = client.get(f"{LIST}{pair.pk}/").text
    assert "Linked as the same person by Vera Stone" in page and "one and the same scar" in page
    assert str(pair.pk) in client.get(LIST, {"show": "decided"}).text
    client.post(f"{LIST}{pair.pk}/undo/")
    with acting.as_system("find_duplicates"):
        assert PersonLink.objects.get().ended_by == cast.vera
    assert "Same person" in client.get(f"{LIST}{pair.pk}/").text


def test_no_outcome_keeps_the_note(cast: Any, client_of: Any, pair: Any) -> None:
    page = client_of(cast.vera).post(f"{LIST}{pair.pk}/decide/", {"note": "call her cousin first"}).text
    assert "call her cousin first" in page
    assert "There is a problem" in page


def test_a_link_within_reach_is_named_on_the_case(cast: Any, client_of: Any) -> None:
    one = named(cast.amina, first_name="Olena", family_name="Kovalenko", birth_date="1994-05-03")
    two = named(cast.amina, first_name="Olena", family_name="Kovalenko", birth_date="1994-05-03")
    pair, client = compared(), client_of(cast.amina)
    assert two.reference not in client.get(f"/cases/{one.pk}/").text
    client.post(f"{LIST}{pair.pk}/decide/", {"outcome": "same"})
    assert two.reference in client.get(f"/cases/{one.pk}/").text
    assert one.reference in client.get(f"/cases/{two.pk}/").text


def test_a_search_does_the_same_work_and_says_the_same_whether_somebody_is_hidden_or_not(
    cast: Any, client_of: Any, monkeypatch: Any
) -> None:
    """Paola searches the same name before and after somebody of it is known at another office."""
    client, found = client_of(cast.paola), []
    named(cast.paola, first_name="Berta", family_name="Ruiz", birth_date="1994-05-03")
    client.post("/cases/find/", {"name": "warm up"})
    hashed: list[int] = []
    real = indexes._tags
    monkeypatch.setattr(
        indexes,
        "_tags",
        lambda index, words, *more: (hashed.append(len(kept := list(words))), real(index, kept, *more))[1],
    )
    for turn in range(2):
        if turn:
            named(cast.amina, first_name="Olena", family_name="Kovalenko", birth_date="1994-05-03")
        hashed.clear()
        asked = {"name": "Olena Kovalenko", "birth_year": "1994", "phone": "22 123 456"}
        with CaptureQueriesContext(connection) as seen:
            page = client.post("/cases/find/", asked).text
        statements = [query["sql"][:60] for query in seen if "SAVEPOINT" not in query["sql"]]
        found.append((content_of(page), statements, list(hashed)))
    assert found[0] == found[1]
    assert "No case found among those you may see" in found[1][0]
