"""Episodes of exploitation: added, changed, removed with a look, brought back."""

import re
from typing import Any

import pytest

from cases.actions import add_entry
from cases.models import Case, Exploitation, SectionDraft

pytestmark = pytest.mark.django_db
ANSWERS = {
    "exp_country": "IT",
    "exp_types": ["sexual", "forced_labour"],
    "exp_start": "2024",
    "means_of_control": ["debt_bondage"],
    "debt_amount_amount": "4000,50",
    "debt_amount_currency": "EUR",
}


@pytest.fixture
def address(case: Case) -> str:
    return f"/cases/{case.pk}/entries/exploitation/"


@pytest.fixture
def episode(cast: Any, case: Case) -> Exploitation:
    return add_entry(actor=cast.amina, case=case, section="exploitation", values={"exp_country": "PL"})


def test_an_episode_is_added_with_money_and_codes(cast: Any, client_of: Any, address: str) -> None:
    answer = client_of(cast.amina).post(f"{address}add/", ANSWERS)
    assert answer.headers["Location"] == address
    row = Exploitation.objects.get()
    assert (row.exp_types, str(row.debt_amount), str(row.exp_start)) == (
        ["sexual", "forced_labour"],
        "4000.50 EUR",
        "2024",
    )


def test_a_new_episode_has_a_draft_before_it_exists(cast: Any, client_of: Any, address: str) -> None:
    client = client_of(cast.amina)
    assert client.post(f"{address}draft/", {"exp_account": "The door had a lock outside"}).status_code == 204
    page = client_of(cast.amina).get(f"{address}add/")
    assert "The door had a lock outside" in page.text
    client.post(f"{address}add/", {"exp_account": "The door had a lock outside"})
    assert not SectionDraft.objects.exists()
    client.post(f"{address}draft/", {"exp_account": "x"})
    assert client.post(f"{address}draft/discard/").headers["Location"] == address
    assert not SectionDraft.objects.exists()


def test_an_episode_is_changed(cast: Any, client_of: Any, address: str, episode: Exploitation) -> None:
    client = client_of(cast.amina)
    page = client.get(f"{address}{episode.pk}/")
    version = re.search(r'name="base_version" value="(\d+)"', page.text)
    assert version
    client.post(f"{address}{episode.pk}/", {**ANSWERS, "base_version": version[1]})
    assert Exploitation.objects.get().exp_country == "IT"


def test_conditions_stand_on_the_questions(cast: Any, client_of: Any, address: str) -> None:
    page = client_of(cast.amina).get(f"{address}add/").text
    assert 'data-show-when="exp_types=sexual"' in page
    assert 'data-show-when="means_of_control=debt_bondage"' in page


def test_an_episode_is_removed_and_brought_back(
    cast: Any, client_of: Any, address: str, episode: Exploitation
) -> None:
    client = client_of(cast.amina)
    assert "Poland" in client.get(f"{address}{episode.pk}/remove/").text
    client.post(f"{address}{episode.pk}/remove/")
    assert not Exploitation.objects.exists()
    assert "Bring back" in client.get(address).text
    client.post(f"{address}{episode.pk}/restore/")
    assert Exploitation.objects.count() == 1


def test_what_is_not_there_is_a_404(cast: Any, client_of: Any, address: str, episode: Exploitation) -> None:
    client, nowhere = client_of(cast.amina), f"{address}00000000-0000-4000-8000-000000000000/"
    for page in (nowhere, f"{nowhere}remove/"):
        assert client.get(page).status_code == 404
    assert client.post(f"{nowhere}restore/").status_code == 404


@pytest.mark.parametrize("outsider", ["dana", "emil"])
def test_outsiders_see_nothing(
    cast: Any, client_of: Any, address: str, episode: Exploitation, outsider: str
) -> None:
    client = client_of(getattr(cast, outsider))
    own = f"{address}{episode.pk}/"
    for page in (address, f"{address}add/", own, f"{own}remove/"):
        assert client.get(page).status_code == 404
    for page in (
        f"{address}add/",
        f"{address}draft/",
        own,
        f"{own}draft/",
        f"{own}remove/",
        f"{own}restore/",
    ):
        assert client.post(page, ANSWERS).status_code == 404


def test_of_two_new_entries_in_two_windows_neither_loses_its_draft(
    cast: Any, client_of: Any, address: str
) -> None:
    client = client_of(cast.amina)
    one, other = (_page(client, f"{address}add/") for _ in range(2))
    first = {"form_of": one["submission_key"], "opened": one["opened"], "exp_account": "The brick house"}
    assert client.post(f"{address}draft/", first).status_code == 204
    second = {"form_of": other["submission_key"], "opened": other["opened"], "exp_account": "The farm"}
    # Not kept over the first, and not said to be.
    assert client.post(f"{address}draft/", second).status_code == 409
    assert client.post(f"{address}add/", {**other, "exp_account": "The farm"}).status_code == 302
    assert SectionDraft.objects.get().payload["exp_account"] == ["The brick house"]
    assert client.post(f"{address}add/", {**one, "exp_account": "The brick house"}).status_code == 302
    assert not SectionDraft.objects.exists()
    assert {row.exp_account for row in Exploitation.objects.all()} == {"The brick house", "The farm"}


def test_the_page_that_shows_a_draft_goes_on_with_it(cast: Any, client_of: Any, address: str) -> None:
    client = client_of(cast.amina)
    before = _page(client, f"{address}add/")
    typed = {"form_of": before["submission_key"], "opened": before["opened"]}
    client.post(f"{address}draft/", {**typed, "exp_account": "The brick"})
    after = _page(client, f"{address}add/")
    again = {"form_of": after["submission_key"], "opened": after["opened"], "exp_account": "The brick house"}
    assert client.post(f"{address}draft/", again).status_code == 204
    assert client.post(f"{address}draft/", {**typed, "exp_account": ""}).status_code == 409
    assert SectionDraft.objects.get().payload["exp_account"] == ["The brick house"]


def _page(client: Any, address: str) -> dict[str, str]:
    """What a page knows of itself: its key and when it was made."""
    text = client.get(address).text
    return {
        name: re.search(rf'name="{name}" value="([^"]+)"', text)[1]  # type: ignore[index]  # every page has both
        for name in ("submission_key", "opened")
    }
