"""What somebody sends who does not use our pages: nothing breaks, and nothing is reached."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client, RequestFactory

from accounts import actions, lockout
from accounts.models import Membership, Office
from accounts.permissions import Role

NONSENSE = ["\x00", "-1", "nobody", "31/02/1999", "9" * 30]


@pytest.mark.parametrize("nonsense", NONSENSE)
def test_nobody_of_the_cast_is_a_404(cast: SimpleNamespace, settings: Any, nonsense: str) -> None:
    settings.DEMONSTRATION = True
    assert Client().post("/demonstration/", {"user": nonsense}).status_code == 404


@pytest.mark.parametrize("nonsense", NONSENSE)
def test_a_day_that_is_none_is_no_holiday(cast: SimpleNamespace, client_of: Any, nonsense: str) -> None:
    office = Office.objects.get(name=cast.jonas.memberships_now()[0].office.name)
    address = f"/administration/offices/{office.pk}/holidays/remove/"
    assert client_of(cast.jonas).post(address, {"day": nonsense}).status_code == 404


def test_guesses_behind_a_proxy_are_counted_by_the_caller(settings: Any) -> None:
    """Otherwise fifty wrong passwords from anywhere would keep everybody out."""

    def seen(forwarded: str) -> str | None:
        request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=forwarded)
        return lockout.network(request)

    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert seen("198.51.100.7") == seen("1.2.3.4, 198.51.100.9") == "198.51.100.0"
    assert seen("2001:db8::1") == "2001:db8::"
    settings.SECURE_PROXY_SSL_HEADER = None
    assert seen("198.51.100.7") == "10.0.0.0"


def test_who_went_to_another_office_gets_no_link_from_the_former_one(cast: SimpleNamespace) -> None:
    """A link makes a new password: whoever hands it out must manage where the person works now."""
    elsewhere = cast.lina.memberships_now()[0].office
    here = cast.jonas.memberships_now()[0].office
    actions.end_role(actor=None, membership=Membership.objects.get(user=cast.dana))
    actions.give_role(actor=None, user=cast.dana, office=elsewhere, role=Role.CASEWORKER)
    with pytest.raises(PermissionDenied):
        actions.invite(actor=cast.jonas, user=cast.dana, office=here)


def test_exit_ends_the_session_also_from_an_old_page(cast: SimpleNamespace, client_of: Any) -> None:
    client = client_of(cast.amina)
    client.handler.enforce_csrf_checks = True
    assert client.post("/leave/").headers["Location"] == "/left/"
    assert client.get("/account/").status_code == 302


@pytest.mark.parametrize(
    "path",
    [
        "/a%0ab",
        "/%0d%0aSet-Cookie:x=1",
        "//evil.example",
        "/\\evil.example",
        "/%09/evil.example",
        "/%00",
        "javascript:a",
    ],
)
def test_the_step_from_outside_leads_nowhere_else(db: None, path: str) -> None:
    answer = Client().get(f"/continue/?next={path}")
    assert (answer.status_code, answer.headers["Refresh"]) == (200, "0; url=/")
