"""What somebody sends who does not use our pages: it is answered as nonsense, and nothing is lost or shown."""

from typing import Any
from uuid import uuid4

import pytest

from audit import events
from cases.access import FileClosed
from cases.actions import save_section, withdraw_consent
from cases.models import Case, SectionDraft

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("sort", ["reference", "registered"])
@pytest.mark.parametrize("key", ["\x00", "2026-01-01~\x00", "2026-01-01~W7F3K2QXM'", "~", "2026-01-01~"])
def test_a_key_of_the_list_that_is_none_begins_anew(
    cast: Any, client_of: Any, case: Case, sort: str, key: str
) -> None:
    for end in ("after", "before"):
        page = client_of(cast.amina).get("/cases/", {"sort": sort, end: key})
        assert page.status_code == 200
        assert case.reference in page.text


@pytest.fixture
def address(cast: Any, client_of: Any, case: Case) -> str:
    """The bio data of a person whose first name is on record."""
    found = f"/cases/{case.pk}/record/biodata/"
    client_of(cast.amina).post(found, {"base_version": "1", "first_name": "Oksana"})
    return found


@pytest.fixture
def views(monkeypatch: Any) -> list[list[str]]:
    """The sections of every view of a case that is recorded from now on."""
    recorded: list[list[str]] = []
    record = events.record

    def listening(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "case.viewed":
            recorded.append(kwargs["facts"]["sections"])
        return record(name, *args, **kwargs)

    monkeypatch.setattr(events, "record", listening)
    return recorded


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS"])
def test_a_page_is_read_by_no_other_method(cast: Any, client_of: Any, address: str, method: str) -> None:
    page = client_of(cast.amina).generic(method, address)
    assert page.status_code == 405
    assert "Oksana" not in page.text


@pytest.mark.parametrize("sent", [{}, {"merged": "1", "keep-first_name": "theirs", "birth_date": "plums"}])
def test_the_other_version_is_shown_as_a_recorded_view(
    cast: Any, client_of: Any, address: str, views: list[list[str]], sent: dict[str, str]
) -> None:
    page = client_of(cast.amina).post(address, {"base_version": "1", **sent})
    assert "Oksana" in page.text
    assert views == [["biodata"]]


def test_a_draft_that_comes_after_its_form_is_not_kept(cast: Any, client_of: Any, address: str) -> None:
    client, key = client_of(cast.amina), str(uuid4())
    client.post(address, {"submission_key": key, "base_version": "2", "first_name": "Oksana M"})
    late = {"form_of": key, "base_version": "2", "first_name": "Oksana"}
    assert client.post(f"{address}draft/", late).status_code == 204
    assert not SectionDraft.objects.exists()
    client.post(f"{address}draft/", {**late, "form_of": str(uuid4())})
    assert SectionDraft.objects.get().payload.keys() == {"base_version", "first_name"}


@pytest.mark.parametrize("version", ["9" * 30, "9" * 5000, "²", "-1", "\x00"])
def test_a_draft_of_a_version_that_is_none_is_kept(
    cast: Any, client_of: Any, address: str, version: str
) -> None:
    sent = {"base_version": version, "first_name": "Oks"}
    assert client_of(cast.amina).post(f"{address}draft/", sent).status_code == 204
    assert SectionDraft.objects.get().base_version == 2


def test_a_withdrawal_between_the_look_and_the_save_counts(cast: Any, case: Case) -> None:
    stale = Case.objects.select_related("office").get(pk=case.pk)
    withdraw_consent(actor=cast.amina, case=case, consent_type="data_processing")
    with pytest.raises(FileClosed):
        save_section(
            actor=cast.amina,
            case=stale,
            section="registration",
            values={"data_source": "screening"},
            base_version=1,
        )


@pytest.mark.parametrize("page", ["", "history/", "consent/", "record/biodata/", "entries/exploitation/add/"])
def test_a_try_at_a_case_is_recorded_whether_it_exists_or_not(
    cast: Any, client_of: Any, case: Case, page: str, monkeypatch: Any
) -> None:
    refused: list[tuple[str, str, Any]] = []
    record = events.record

    def listening(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "access.refused":
            refused.append((str(kwargs["subject"][1]), kwargs["facts"]["reason"], kwargs["result"]))
        return record(name, *args, **kwargs)

    monkeypatch.setattr(events, "record", listening)
    nobodys = str(uuid4())
    for one in (str(case.pk), nobodys):
        assert client_of(cast.lina).get(f"/cases/{one}/{page}").status_code == 404
    assert refused == [(str(case.pk), "not_visible", "refused"), (nobodys, "not_visible", "refused")]


def test_a_withdrawal_while_a_section_is_open_is_said(
    cast: Any, client_of: Any, case: Case, address: str
) -> None:
    withdraw_consent(actor=cast.amina, case=case, consent_type="data_processing")
    for path in (address, f"{address}draft/"):
        page = client_of(cast.amina).post(path, {"base_version": "2", "first_name": "Oksana"})
        assert page.status_code == 403
        assert "This file is closed" in page.text
        assert "Oksana" not in page.text
