"""Who received data, and the person's own file: read out here, or a sheet that says nothing of this house."""

import re
from typing import Any

import pytest

from audit import events
from cases.actions import record_disclosure, save_section
from cases.models import Case, PersonBiodata

pytestmark = pytest.mark.django_db
# P5: no logo, no address, no word of shelter or trafficking.
TELLING = re.compile(
    r"traffick|shelter|victim|exploit|recruit|wayhome|harbour|perpetrat|rescue|case", re.IGNORECASE
)


@pytest.fixture
def given(cast: Any, case: Case) -> Case:
    """Data of the case went to a clinic and to a shelter; a first name was corrected once."""
    for name in ("Oksana", "Roksana"):
        version = PersonBiodata.objects.get(case=case).version
        save_section(
            actor=cast.amina, case=case, section="biodata", values={"first_name": name}, base_version=version
        )
    record_disclosure(
        actor=cast.amina, case=case, recipient="Linden shelter for victims", recipient_kind="provider",
        ground="consent", categories=["identity", "trafficking", "perpetrator", "exploitation"], how="paper",
    )  # fmt: skip
    return case


@pytest.fixture
def recorded(monkeypatch: Any) -> list[tuple[str, Any]]:
    seen: list[tuple[str, Any]] = []
    write = events.record
    monkeypatch.setattr(events, "record", lambda name, **kw: (seen.append((name, kw)), write(name, **kw))[1])
    return seen


def ask(client: Any, case: Case, **values: object) -> Any:
    return client.post(f"/cases/{case.pk}/own-file/", {"asked": "on", "copies": "1", **values})


def test_the_tab_lists_who_received_data(cast: Any, client_of: Any, given: Case) -> None:
    page = client_of(cast.amina).get(f"/cases/{given.pk}/tab/received/").text
    assert "Linden shelter for victims" in page
    assert "Trafficking experience" in page


def test_a_disclosure_is_noted_by_hand(cast: Any, client_of: Any, case: Case) -> None:
    client, page = client_of(cast.amina), f"/cases/{case.pk}/disclosures/add/"
    wrong = client.post(page, {"recipient": "Lawyer Petrescu"})
    assert "Lawyer Petrescu" in wrong.text and wrong.status_code == 200
    values = {
        "recipient": "Lawyer Petrescu", "recipient_kind": "lawyer", "ground": "consent",
        "categories": ["legal"], "how": "by_word", "at": "2099-01-01",
    }  # fmt: skip
    assert "has passed" in client.post(page, values).text
    assert client.post(page, values | {"at": ""}).status_code == 302
    assert "Lawyer Petrescu" in client.get(f"/cases/{case.pk}/tab/received/").text


def test_reading_out_needs_the_persons_wish_and_is_recorded(
    cast: Any, client_of: Any, given: Case, recorded: list[Any]
) -> None:
    client = client_of(cast.amina)
    refused = client.post(f"/cases/{given.pk}/own-file/", {"method": "read_out"})
    assert "Ask the person first" in refused.text and "What is kept" not in refused.text
    page = ask(client, given, method="read_out").text
    assert "Linden shelter for victims" in page
    assert "Oksana" not in page.replace("Roksana", "")  # earlier values stay closed (P11)
    assert 'data-print="closed"' in page
    assert [kw["facts"]["method"] for name, kw in recorded if name == "person_file.prepared"] == ["read_out"]


@pytest.mark.parametrize(("names", "told"), [({}, False), ({"names": "on"}, True)])
def test_the_paper_says_nothing_of_this_house(
    cast: Any, client_of: Any, given: Case, recorded: list[Any], names: Any, told: bool
) -> None:
    client = client_of(cast.amina)
    answer = ask(client, given, method="printed", **names)
    page = client.get(answer.headers["Location"]).text
    sheet = re.sub(r"<[^>]+>", " ", page.partition("<h1")[2].partition("</main>")[0])
    assert ("Linden shelter for victims" in sheet) is told
    assert told or not TELLING.search(sheet), TELLING.search(sheet)
    assert "Wayhome" not in page.partition("</title>")[0]
    mark = re.search(r'data-watermark="([^"]*)"', page)
    assert mark and re.fullmatch(r"[0-9a-f]{12} · copy 1 of 1", mark[1])
    assert [name for name, _ in recorded if name in {"person_file.prepared", "page.printed"}] == [
        "person_file.prepared", "page.printed",
    ]  # fmt: skip


def test_the_paper_opens_as_a_recorded_print_alone(cast: Any, client_of: Any, given: Case) -> None:
    client = client_of(cast.amina)
    assert client.get(f"/cases/{given.pk}/own-file/paper/").status_code == 302


@pytest.mark.parametrize("who", ["dana", "emil", "farah", "kofi"])
@pytest.mark.parametrize("page", ["own-file/", "own-file/paper/", "disclosures/add/", "tab/received/"])
def test_nobody_else_opens_it(cast: Any, client_of: Any, given: Case, who: str, page: str) -> None:
    for method in ("get", "post"):
        answer = getattr(client_of(getattr(cast, who)), method)(f"/cases/{given.pk}/{page}")
        assert answer.status_code in {403, 404}
        assert "Linden" not in answer.text
