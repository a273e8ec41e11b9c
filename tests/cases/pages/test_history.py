"""The history of a case: everybody's for a supervisor, the own one for a caseworker."""

from typing import Any

import pytest
from django.utils import timezone

from audit import reading
from cases import history_page
from cases.models import Case

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows(monkeypatch: Any, cast: Any) -> list[dict[str, Any]]:
    """Events as the audit's reader gives them; which were asked for is noted on `asked`."""
    told = [
        (9, cast.amina.pk, "", "case.viewed", "done", {"sections": ["biodata"]}),
        (8, cast.bruno.pk, "", "section.saved", "done", {"section": "education", "fields": ["literacy"]}),
        (7, None, "beat:relay", "case.viewed", "refused", {}),
    ]
    columns = ("id", "actor", "system", "name", "result", "facts")
    made = [{**dict(zip(columns, row, strict=True)), "at": timezone.now()} for row in told]

    def of_scope(
        scope: Any, *, before: Any = None, limit: int = 50, actor: Any = None
    ) -> list[dict[str, Any]]:
        return [
            row for row in made if actor in (None, row["actor"]) and (before is None or row["id"] < before)
        ][:limit]

    monkeypatch.setattr(reading, "of_scope", of_scope)
    return made


def test_a_supervisor_reads_who_changed_and_who_looked(
    cast: Any, client_of: Any, case: Case, rows: Any
) -> None:
    page = client_of(cast.bruno).get(f"/cases/{case.pk}/history/").text
    assert "Amina Okoro viewed the case" in page
    assert "Bruno Keller saved a section of the record" in page
    assert "Education, Literacy" in page
    assert "beat:relay viewed the case (refused)" in page


def test_a_caseworker_reads_her_own_actions(cast: Any, client_of: Any, case: Case, rows: Any) -> None:
    page = client_of(cast.amina).get(f"/cases/{case.pk}/history/").text
    assert "Amina Okoro viewed the case" in page
    assert "Bruno Keller" not in page.partition("<main")[2]
    assert "Your supervisor can see" in page


def test_it_is_paged(cast: Any, client_of: Any, case: Case, rows: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(history_page, "PAGE", 1)
    client = client_of(cast.bruno)
    assert "?before=9" in client.get(f"/cases/{case.pk}/history/").text
    page = client.get(f"/cases/{case.pk}/history/", {"before": "9"}).text
    assert "saved a section" in page
    assert "?before=8" in page


@pytest.mark.parametrize("outsider", ["dana", "emil"])
def test_outsiders_see_nothing(cast: Any, client_of: Any, case: Case, rows: Any, outsider: str) -> None:
    assert client_of(getattr(cast, outsider)).get(f"/cases/{case.pk}/history/").status_code == 404
