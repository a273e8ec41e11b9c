"""Who acts: from the request, a task, or said outright."""

import uuid

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory, override_settings

from audit import context
from audit.context import acting, current, from_request, network_of


class Somebody:
    def __init__(self) -> None:
        self.pk = uuid.uuid4()


def test_nobody_acts_where_nothing_was_said() -> None:
    assert (current().user_id, current().session, current().origin, current().system) == (
        None,
        None,
        None,
        "",
    )


def test_a_context_inside_keeps_what_it_does_not_change() -> None:
    somebody = Somebody()
    with acting(system="task:render"), acting(user=somebody):
        assert (current().system, current().user_id) == ("task:render", somebody.pk)
    assert current().system == ""


def test_the_person_of_a_request_is_read_when_asked() -> None:
    """Sign-in happens inside the request."""
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    with from_request(request):
        assert current().user_id is None
        request.user = somebody = Somebody()  # type: ignore[assignment]
        assert current().user_id == somebody.pk


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("", None),
        ("not an address", None),
    ],
)
def test_only_the_network_of_an_address_counts(address: str, network: str | None) -> None:
    assert network_of(RequestFactory().get("/", REMOTE_ADDR=address)) == network


def test_a_proxys_word_counts_only_behind_a_proxy() -> None:
    request = RequestFactory().get(
        "/", REMOTE_ADDR="192.0.2.1", HTTP_X_FORWARDED_FOR="198.51.100.9, 203.0.113.5"
    )
    assert network_of(request) == "192.0.2.0/24"
    with override_settings(SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https")):
        assert network_of(request) == "203.0.113.0/24"


@pytest.mark.django_db
def test_origin_and_session_are_hashes_nobody_can_undo() -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.77")
    with from_request(request):
        origin = current().origin
    assert origin is not None and len(origin) == 16 and "192" not in origin
    assert context.fingerprint("session", "x") != context.fingerprint("origin", "x")
