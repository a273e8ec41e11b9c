"""Find or open a case: search first, the same answer for none and not yours, open only after a search."""

import re
from typing import Any

import pytest

from audit import events
from cases.actions import record_consent, save_section
from cases.finding import search
from cases.models import Case, CaseSearchMade, PersonBiodata
from tests.cases.pages.conftest import CONSENT, new_case

pytestmark = pytest.mark.django_db
FIND, OPEN = "/cases/find/", "/cases/open/"
NOBODY = "No case found among those you may see"


@pytest.fixture
def named(cast: Any, case: Case) -> Case:
    """Amina's case with a name on it."""
    version = PersonBiodata.objects.get(case=case).version
    values = {"first_name": "Oksana", "family_name": "Kovalenko"}
    save_section(actor=cast.amina, case=case, section="biodata", values=values, base_version=version)
    return case


def test_a_misspelt_name_finds_the_case_with_the_reason(cast: Any, client_of: Any, named: Case) -> None:
    page = client_of(cast.amina).post(FIND, {"name": "Oxana Kowalenko"})
    assert named.reference in page.text
    assert "Kovalenko" in page.text
    assert "alike" in page.text


def test_a_reference_and_a_code_name_find_the_case(cast: Any, client_of: Any, named: Case) -> None:
    client = client_of(cast.amina)
    for typed in (named.reference.lower(), named.person.code_name):
        assert f"/cases/{named.pk}/" in client.post(FIND, {"reference": typed}).text


@pytest.mark.parametrize("outsider", ["dana", "emil"])
def test_none_and_not_yours_look_the_same(cast: Any, client_of: Any, named: Case, outsider: str) -> None:
    client = client_of(getattr(cast, outsider))
    theirs, nobodys = (client.post(FIND, {"name": name}) for name in ("Oksana Kovalenko", "Zyx Wvu"))
    assert NOBODY in theirs.text
    assert named.reference not in theirs.text
    assert NOBODY in nobodys.text


def test_a_name_is_shown_only_to_who_may_read_identity_and_recorded(
    cast: Any, client_of: Any, named: Case, monkeypatch: Any
) -> None:
    recorded: list[str] = []
    real = events.prepare
    monkeypatch.setattr(
        events,
        "prepare",
        lambda name, *given, **facts: (recorded.append(name), real(name, *given, **facts))[1],
    )
    client_of(cast.bruno).post(FIND, {"name": "Oksana Kovalenko"})
    assert "identity.read" in recorded
    assert "case.searched" in recorded


def test_searching_is_posted_only(cast: Any, client_of: Any, named: Case) -> None:
    page = client_of(cast.amina).get(FIND, {"name": "Oksana Kovalenko"})
    assert named.reference not in page.text
    assert CaseSearchMade.objects.filter(actor=cast.amina).count() == 1  # the one that opened the case


def test_an_empty_search_says_what_to_do(cast: Any, client_of: Any) -> None:
    page = client_of(cast.amina).post(FIND, {"name": " "})
    assert "Enter a name, a reference or a code name" in page.text


def test_somebody_of_whom_nothing_is_known_is_met_all_the_same(cast: Any, client_of: Any) -> None:
    page = client_of(cast.amina).post(FIND, {"name": " ", "unknown": "1"})
    made = CaseSearchMade.objects.get(actor=cast.amina)
    assert "Enter a name" not in page.text and f"search={made.pk}" in page.text


@pytest.mark.parametrize(
    "typed",
    [
        {"phone": "069 123-456"},
        {"document": "md 00123"},
        {"name": "Kovalenko", "birth_year": "1997"},
        {"name": "Oksana", "phone": "+373 69 123 456"},
    ],
)
def test_other_ways_to_search_find_her(cast: Any, client_of: Any, named: Case, typed: dict[str, str]) -> None:
    version = PersonBiodata.objects.get(case=named).version
    values = {"birth_date": "1998", "phone": "+373 69 123 456", "national_id_number": "MD-00123"}
    save_section(actor=cast.amina, case=named, section="biodata", values=values, base_version=version)
    assert named.reference in client_of(cast.amina).post(FIND, typed).text


@pytest.mark.parametrize("typed", [{"name": "Oksana"}, {"birth_year": "1998"}])
def test_where_too_many_fit_nobody_is_said_to_be_unknown(
    cast: Any, client_of: Any, named: Case, typed: dict[str, str], monkeypatch: Any
) -> None:
    real = search.setting
    monkeypatch.setattr(
        search, "setting", lambda key, office: 0 if key.endswith("candidates") else real(key, office)
    )
    page = client_of(cast.amina).post(FIND, typed)
    assert "Too many people fit this" in page.text
    assert NOBODY not in page.text
    assert '<details class="govuk-details" open>' in page.text


def test_too_many_searches_keep_what_was_typed(cast: Any, client_of: Any, monkeypatch: Any) -> None:
    def refuse(*args: Any) -> None:
        raise search.SearchLimitReached

    monkeypatch.setattr(search, "find", refuse)
    page = client_of(cast.amina).post(FIND, {"name": "Oksana"})
    assert "please wait a little" in page.text
    assert 'value="Oksana"' in page.text


def test_a_case_is_opened_only_after_a_search(cast: Any, client_of: Any) -> None:
    client = client_of(cast.amina)
    assert client.get(OPEN).headers["Location"] == FIND
    stranger = {"search": "00000000-0000-4000-8000-000000000000", "registration_date": "2026-01-02"}
    assert client.post(OPEN, stranger).headers["Location"] == FIND
    assert not Case.objects.exists()


def test_opening_asks_little_and_leads_to_consent(cast: Any, client_of: Any) -> None:
    client = client_of(cast.amina)
    found = client.post(FIND, {"name": "Zyx Wvu"}).text
    made = re.search(r"\?search=([0-9a-f-]+)", found)
    assert made
    form = client.get(OPEN, {"search": made[1]})
    assert 'value="MD" selected' in form.text
    answer = client.post(
        OPEN, {"search": made[1], "registration_date": "2026-01-02", "data_source": "hotline"}
    )
    case = Case.objects.get()
    assert answer.headers["Location"] == f"/cases/{case.pk}/consent/"
    assert (case.owner, str(case.registration_date), case.data_source) == (
        cast.amina,
        "2026-01-02",
        "hotline",
    )


@pytest.mark.parametrize("person", ["hala", "ines", "jonas", "kofi", "farah"])
def test_who_may_not_search_is_refused(cast: Any, client_of: Any, person: str) -> None:
    assert client_of(getattr(cast, person)).get(FIND).status_code == 403


def test_many_matches_cost_no_more_statements_than_one(
    cast: Any, client_of: Any, named: Case, django_assert_max_num_queries: Any
) -> None:
    for _each in range(6):
        case = new_case(cast.amina)
        for kind in ("screening_interview", "data_processing"):
            record_consent(actor=cast.amina, case=case, consent_type=kind, **CONSENT)
        version = PersonBiodata.objects.get(case=case).version
        values = {"first_name": "Oksana", "family_name": "Kovalenko"}
        save_section(actor=cast.amina, case=case, section="biodata", values=values, base_version=version)
    client = client_of(cast.bruno)
    with django_assert_max_num_queries(25):
        page = client.post(FIND, {"name": "Oksana Kovalenko"})
    assert page.text.count("Kovalenko") >= 7
