"""Nothing goes to a printer that was not recorded first."""

import re
import uuid
from typing import Any

import pytest
from django.test import Client

from accounts import printing
from audit import events
from cases.models import Case

pytestmark = pytest.mark.django_db


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What was recorded of prints."""
    seen: list[dict[str, Any]] = []
    write = events.record

    def noted(name: str, **given: Any) -> uuid.UUID:
        if name == "page.printed":
            seen.append(given)
        return write(name, **given)

    monkeypatch.setattr(events, "record", noted)
    return seen


def body(page: str) -> str:
    found = re.search(r"<body[^>]*>", page, re.DOTALL)
    assert found
    return found[0]


def press(client: Client, page: str, **more: object) -> Any:
    return client.post("/print/", {"page": page, **more})


def test_a_page_is_closed_to_the_browsers_own_command(cast: Any, client_of: Any, case: Case) -> None:
    for page in ("/", "/cases/", f"/cases/{case.pk}/", "/account/"):
        assert 'data-print="closed"' in body(client_of(cast.amina).get(page).text), page


def test_the_button_records_and_opens_the_page_once(
    cast: Any,
    client_of: Any,
    case: Case,
    printed: list[Any],
) -> None:
    client, page = client_of(cast.amina), f"/cases/{case.pk}/"
    assert "Print this page" in client.get(page).text
    answer = press(client, page, copies=2)
    assert (answer.status_code, answer.headers["Location"]) == (303, page)
    ((given),) = printed
    assert given["subject"].pk == case.pk
    assert given["facts"] == {"view": "cases.case", "number": 1, "count": 2}
    shown = client.get(page).text
    assert 'data-print="open"' in body(shown)
    assert re.search(
        rf"{cast.amina.pk} · \d{{4}}-\d\d-\d\d \d\d:\d\d UTC · [0-9a-f]{{12}} · copy 1 of 2", body(shown)
    )
    assert "Print copy 2 of 2" in shown
    assert 'data-print="closed"' in body(client.get(page).text)


def test_another_page_or_a_late_one_does_not_open(
    cast: Any,
    client_of: Any,
    case: Case,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client, page = client_of(cast.amina), f"/cases/{case.pk}/"
    press(client, page)
    assert 'data-print="closed"' in body(client.get(f"/cases/{case.pk}/consent/").text)
    real = printing.time.time
    monkeypatch.setattr(printing.time, "time", lambda: real() + 61)
    assert 'data-print="closed"' in body(client.get(page).text)


@pytest.mark.parametrize(
    "page",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "/\\elsewhere.example",
        "",
        "/cases/find/",
        "/nothing/",
        "/account/",
    ],
)
def test_only_pages_that_may_be_printed_are(cast: Any, client_of: Any, page: str, printed: list[Any]) -> None:
    assert press(client_of(cast.amina), page).status_code == 404
    assert printed == []


@pytest.mark.parametrize(("who", "status"), [("dana", 404), ("emil", 404), ("farah", 404), ("kofi", 404)])
def test_who_does_not_see_the_case_prints_nothing(
    cast: Any,
    client_of: Any,
    case: Case,
    printed: list[Any],
    who: str,
    status: int,
) -> None:
    client = client_of(getattr(cast, who))
    assert press(client, f"/cases/{case.pk}/").status_code == status
    assert press(client, f"/cases/{uuid.uuid4()}/").status_code == status
    assert printed == []


def test_recovery_codes_may_be_printed_by_the_browser(cast: Any, client_of: Any) -> None:
    assert 'data-print="free"' in body(client_of(cast.amina).get("/account/factors/codes/").text)
