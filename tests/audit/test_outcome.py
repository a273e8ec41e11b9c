"""What a request leaves in the audit when it is refused, fails, or could not be recorded."""

import uuid
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import Http404
from django.test import Client
from django.urls import path

from accounts.decorators import needs
from accounts.permissions import Permission
from audit import events
from config.urls import *  # noqa: F403  # the error handlers
from config.urls import urlpatterns as of_the_house
from tests.audit.conftest import Connect


@transaction.atomic
def an_action(problem: Exception) -> None:
    """Records, then is refused half way."""
    events.record("session.left")
    events.record(
        "access.refused", facts={"permission": "case_view", "reason": "not_allowed"}, result="refused"
    )
    raise problem


@needs(Permission.HOME_VIEW)
def refused(request: Any) -> Any:
    an_action(PermissionDenied())


@needs(Permission.HOME_VIEW)
def silent(request: Any, case_id: uuid.UUID) -> Any:
    raise PermissionDenied


@needs(Permission.HOME_VIEW)
def broken(request: Any) -> Any:
    an_action(ZeroDivisionError())


@needs(Permission.HOME_VIEW)
def away(request: Any) -> Any:
    raise Http404


urlpatterns = [
    path("t/away/", away),
    path("t/refused/", refused),
    path("t/silent/<uuid:case_id>/", silent),
    path("t/broken/", broken),
    *of_the_house,
]
pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def client(live_db: str, cast: SimpleNamespace, client_of: Any) -> Client:
    found: Client = client_of(cast.amina, raise_request_exception=False)
    return found


@pytest.fixture
def told(as_role: Connect) -> Any:
    """The events since the client signed in: name, result, actor, office, scope."""
    reader = as_role("audit")
    with reader.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM audit_event")
        (start,) = cursor.fetchone() or (0,)

    def rows() -> list[tuple[Any, ...]]:
        with reader.cursor() as cursor:
            cursor.execute(
                "SELECT name, result, actor::text, office::text, scope::text FROM audit_event WHERE id > %s ORDER BY id",
                (start,),
            )
            return cursor.fetchall()

    return rows


def test_a_refusal_inside_an_action_stays_although_the_action_was_rolled_back(
    client: Client, cast: SimpleNamespace, told: Any
) -> None:
    assert client.get("/t/refused/").status_code == 403
    who = (str(cast.amina.pk), str(cast.harbour.pk), None)
    assert told() == [("access.refused", "refused", *who)]


def test_a_refusal_nobody_recorded_is_recorded(client: Client, cast: SimpleNamespace, told: Any) -> None:
    case = uuid.uuid4()
    assert client.get(f"/t/silent/{case}/").status_code == 403
    assert told() == [("request.refused", "refused", str(cast.amina.pk), str(cast.harbour.pk), str(case))]


def test_a_failed_request_is_recorded_and_what_it_did_is_not(client: Client, told: Any) -> None:
    assert client.get("/t/broken/").status_code == 500
    assert [row[:2] for row in told()] == [("access.refused", "refused"), ("request.failed", "failed")]


def test_a_page_that_is_not_there_is_recorded_for_who_is_signed_in(client: Client, told: Any) -> None:
    assert client.get("/t/away/").status_code == 404
    assert Client().get("/nothing/here/").status_code in {302, 404}
    assert [row[:2] for row in told()] == [("request.refused", "refused")]


@pytest.fixture
def no_audit(as_role: Connect) -> Any:
    """The application's role may no longer write events."""
    with as_role("superuser").cursor() as cursor:
        cursor.execute("REVOKE ALL ON audit_event FROM wayhome_app")


@pytest.mark.parametrize("page", ["/cases/", "/reports/reading-room/", "/t/refused/", "/t/broken/"])
def test_without_an_event_there_is_no_page(client: Client, no_audit: None, page: str) -> None:
    answer = client.get(page)
    assert answer.status_code == 503
    assert "We cannot save or read just now" in answer.text
    assert "Amina" not in answer.text


def test_a_broken_connection_shows_nothing(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    write = events.store._insert

    def cut(cursor: Any, prepared: Any) -> None:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        write(cursor, prepared)

    monkeypatch.setattr(events.store, "_insert", cut)
    answer = client.get("/cases/")
    connection.close()
    assert answer.status_code == 503
    assert "Amina" not in answer.text
