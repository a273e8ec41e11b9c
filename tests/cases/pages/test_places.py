"""Regions on pages: looked up, offered while somebody types, added and merged."""

from types import SimpleNamespace
from typing import Any

import pytest

from cases.models import Case, Place
from tests.cases.conftest import save

pytestmark = pytest.mark.django_db


def test_the_section_page_grows_by_an_address_alone(
    cast: SimpleNamespace, client_of: Any, case: Case
) -> None:
    save(cast.amina, case, "biodata", {"origin_region": "Chisinau", "birth_country": "MD"})
    page = client_of(cast.amina).get(f"/cases/{case.pk}/record/biodata/").content.decode()
    assert 'data-places="/cases/places/"' in page and 'data-places-of="current_country"' in page
    assert "Counted as: Chișinău, Moldova" in page
    # None of the regions themselves.
    assert "Bender" not in page and "MD-" not in page


def test_the_names_of_a_country_are_asked_for_once_and_kept_by_the_browser(
    cast: SimpleNamespace, client_of: Any
) -> None:
    answer = client_of(cast.amina).get("/cases/places/MD/names/")
    assert "Chișinău" in answer.json()["names"]
    assert "private" in answer.headers["Cache-Control"] and "max-age=3600" in answer.headers["Cache-Control"]
    assert client_of(cast.amina).get("/cases/places/XX/names/").status_code == 404
    assert client_of(cast.kofi).get("/cases/places/MD/names/").status_code == 403


def test_a_place_is_added_by_amina_and_merged_by_the_administrator(
    cast: SimpleNamespace, client_of: Any
) -> None:
    amina, jonas = client_of(cast.amina), client_of(cast.jonas)
    assert amina.get("/cases/places/?country=MD").headers["Location"] == "/cases/places/MD/"
    sent = {"office": cast.harbour.pk, "name": "Reed Hills"}
    assert amina.post("/cases/places/MD/", sent).status_code == 302
    assert "Reed Hills" in amina.get("/cases/places/MD/").content.decode()
    assert "Reed Hills" in amina.get("/cases/places/MD/names/").json()["names"]
    assert "Reed Hills" not in client_of(cast.emil).get("/cases/places/MD/names/").json()["names"]
    assert "Reed Hills" not in client_of(cast.paola).get("/cases/places/MD/").content.decode()
    place = Place.objects.get()
    assert "Reed Hills" in jonas.get("/cases/places/merge/").content.decode()
    address = f"/cases/places/merge/{place.pk}/"
    assert jonas.post(address, {"into": "DE-BY"}).status_code == 200
    assert jonas.post(address, {"into": "MD-CU"}).status_code == 302
    assert Place.objects.get().merged_into == "MD-CU"
    assert amina.get(address).status_code == 403
    again = amina.post("/cases/places/MD/", {"office": cast.harbour.pk, "name": "Chisinau"})
    assert "on the list already" in again.content.decode()
