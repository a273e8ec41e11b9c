"""The inbox shows the own lines and nobody else's."""

import uuid
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from notifications import views
from notifications.models import InboxItem

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]


def lines(person: User, number: int = 1) -> list[InboxItem]:
    return InboxItem.objects.bulk_create(
        InboxItem(outbox_id=uuid.uuid4(), recipient=person, event="test.happened") for _ in range(number)
    )


def test_a_line_is_opened_and_read(cast: SimpleNamespace, client_of: ClientOf) -> None:
    (item,) = lines(cast.bruno)
    client = client_of(cast.bruno)
    page = client.get(reverse("inbox"))
    assert page.status_code == 200
    assert "A new case waits for you" in page.content.decode()
    opened = client.get(reverse("inbox_open", args=[item.pk]))
    assert (opened.status_code, opened.headers["Location"]) == (302, reverse("home"))
    item.refresh_from_db()
    assert item.read_at is not None


def test_nobody_else_sees_or_opens_it(cast: SimpleNamespace, client_of: ClientOf) -> None:
    (item,) = lines(cast.bruno)
    client = client_of(cast.emil)
    assert "A new case waits for you" not in client.get(reverse("inbox")).content.decode()
    assert client.get(reverse("inbox_open", args=[item.pk])).status_code == 404
    client.post(reverse("inbox_read_all"))
    item.refresh_from_db()
    assert item.read_at is None


def test_the_header_counts_what_is_unread(cast: SimpleNamespace, client_of: ClientOf) -> None:
    lines(cast.bruno, 3)
    client = client_of(cast.bruno)
    assert client.get(reverse("inbox")).context["unread_count"] == 3
    client.post(reverse("inbox_read_all"))
    assert client.get(reverse("inbox")).context["unread_count"] == 0


def test_long_inboxes_come_in_pages(cast: SimpleNamespace, client_of: ClientOf) -> None:
    lines(cast.bruno, views.PAGE + 2)
    client = client_of(cast.bruno)
    first = client.get(reverse("inbox"))
    rest = client.get(first.context["next_url"])
    shown = [item.pk for page in (first, rest) for item in page.context["items"]]
    assert len(shown) == len(set(shown)) == views.PAGE + 2
    assert (rest.context["next_url"], rest.context["previous_url"]) == ("", reverse("inbox"))


def test_an_empty_inbox_says_so(cast: SimpleNamespace, client_of: ClientOf) -> None:
    assert "Nothing waits for you" in client_of(cast.bruno).get(reverse("inbox")).content.decode()


def test_a_line_of_an_event_that_is_gone_still_shows(cast: SimpleNamespace, client_of: ClientOf) -> None:
    InboxItem.objects.create(outbox_id=uuid.uuid4(), recipient=cast.bruno, event="gone.long_ago")
    assert "Something happened" in client_of(cast.bruno).get(reverse("inbox")).content.decode()
