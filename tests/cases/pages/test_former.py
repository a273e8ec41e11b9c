"""Earlier answers: closed without a purpose, recorded with it, brought back as an ordinary change."""

import re
from typing import Any

import pytest

from audit import events
from cases.actions import save_section
from cases.models import Case, PersonBiodata

pytestmark = pytest.mark.django_db


@pytest.fixture
def changed(cast: Any, case: Case) -> str:
    """The address of the earlier answers of a case whose first name was put right once."""
    for name in ("Oksana", "Roksana"):
        version = PersonBiodata.objects.get(case=case).version
        save_section(
            actor=cast.amina, case=case, section="biodata", values={"first_name": name}, base_version=version
        )
    return f"/cases/{case.pk}/record/biodata/earlier/"


def test_nothing_is_shown_without_a_purpose(cast: Any, client_of: Any, changed: str) -> None:
    client = client_of(cast.amina)
    for page in (client.get(changed), client.post(changed, {"purpose": "curious"})):
        assert page.status_code == 200
        assert "Oksana" not in page.text


def test_the_purpose_is_recorded(cast: Any, client_of: Any, changed: str, monkeypatch: Any) -> None:
    recorded: list[str] = []
    real = events.record

    def noted(name: str, **given: Any) -> None:
        recorded.append(f"{name} {given.get('purpose', '')}")
        real(name, **given)

    monkeypatch.setattr(events, "record", noted)
    page = client_of(cast.amina).post(changed, {"purpose": "asked"})
    assert ">Oksana<" in page.text
    assert "section.read asked" in recorded


def test_an_earlier_answer_is_brought_back(cast: Any, client_of: Any, case: Case, changed: str) -> None:
    client = client_of(cast.amina)
    page = client.post(changed, {"purpose": "correct"})
    at = re.search(r'name="at" value="([^"]+)"', page.text)
    assert at
    answer = client.post(changed, {"purpose": "correct", "field": "first_name", "at": at[1]})
    assert answer.headers["Location"] == f"/cases/{case.pk}/record/biodata/"
    assert PersonBiodata.objects.get(case=case).first_name == "Oksana"


@pytest.mark.parametrize("outsider", ["dana", "emil"])
def test_outsiders_see_nothing(cast: Any, client_of: Any, changed: str, outsider: str) -> None:
    client = client_of(getattr(cast, outsider))
    assert client.get(changed).status_code == 404
    assert client.post(changed, {"purpose": "correct"}).status_code == 404
