"""An outbox row is written with the deed, once, and delivered once."""

import uuid
from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from accounts.models import User
from notifications import channels, outbox, tasks
from notifications.models import InboxItem, Outbox

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_broker(monkeypatch: pytest.MonkeyPatch) -> list[uuid.UUID]:
    """What would have gone to the broker."""
    sent: list[uuid.UUID] = []
    monkeypatch.setattr(tasks, "publish", sent.append)
    return sent


def test_one_row_per_person_and_channel(person: User) -> None:
    rows = outbox.enqueue("test.happened", to=[person], about=person)
    assert sorted(row.channel for row in rows) == ["email", "in_app"]


def test_the_same_call_again_writes_nothing(person: User) -> None:
    outbox.enqueue("test.happened", to=[person, person], about=person)
    assert outbox.enqueue("test.happened", to=[person], about=person) == []
    assert len(outbox.enqueue("test.happened", to=[person], about=person, occurrence="2")) == 2
    assert Outbox.objects.count() == 4


def test_nothing_is_told_of_what_did_not_happen(person: User) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        outbox.enqueue("test.happened", to=[person])
        raise RuntimeError
    assert not Outbox.objects.exists()


def test_an_event_nobody_registered_is_refused(person: User) -> None:
    with pytest.raises(outbox.UnknownNotification):
        outbox.enqueue("test.unheard", to=[person])


@pytest.mark.django_db(transaction=True)
def test_ids_go_to_the_broker_after_the_commit(person: User, no_broker: list[uuid.UUID]) -> None:
    with transaction.atomic():
        rows = outbox.enqueue("test.happened", to=[person])
        assert no_broker == []
    assert sorted(no_broker) == sorted(row.pk for row in rows)


def deliver_all(person: User) -> None:
    for row in outbox.enqueue("test.happened", to=[person], about=person):
        tasks.deliver(str(row.pk))
        tasks.deliver(str(row.pk))


@override_settings(
    EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend", SITE_URL="https://house.example"
)
def test_delivered_once_however_often_it_is_tried(person: User) -> None:
    deliver_all(person)
    assert InboxItem.objects.filter(recipient=person).count() == 1
    assert len(mail.outbox) == 1
    assert set(Outbox.objects.values_list("state", "attempts")) == {("delivered", 1)}


@override_settings(
    EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend", SITE_URL="https://house.example"
)
@pytest.mark.parametrize(
    ("language", "sentence"), [("en", "You have work waiting."), ("", "You have work waiting.")]
)
def test_mail_says_the_same_to_everybody(person: User, language: str, sentence: str) -> None:
    person.language = language
    person.save()
    deliver_all(person)
    (message,) = mail.outbox
    assert (message.subject, message.body) == ("Wayhome", f"{sentence}\n\nhttps://house.example/inbox/\n")
    assert message.to == [person.email]
    assert message.message().get_content_type() == "text/plain"
    assert "Bruno" not in message.message().as_string()


@override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend")
def test_somebody_who_left_gets_no_mail(person: User) -> None:
    person.is_active = False
    person.save()
    deliver_all(person)
    assert mail.outbox == []


def broken(row: Outbox) -> None:
    raise OSError("bruno@wayhome.example refused")


def test_a_failure_is_tried_again_later_each_time(person: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(channels.SENDERS, "email", broken)
    (row,) = outbox.enqueue("test.happened", to=[person], channels=["email"])
    waits = []
    for _ in range(3):
        Outbox.objects.update(next_at=timezone.now())
        tasks.deliver(str(row.pk))
        row.refresh_from_db()
        waits.append(row.next_at - timezone.now())
    assert (row.state, row.attempts, row.last_error, row.lease_until) == ("waiting", 3, "OSError", None)
    assert waits == sorted(waits) and timedelta(seconds=10) < waits[0] < waits[2] < timedelta(minutes=2)


def test_in_the_end_it_is_given_up_and_said(
    person: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(channels.SENDERS, "email", broken)
    (row,) = outbox.enqueue("test.happened", to=[person], channels=["email"])
    Outbox.objects.update(attempts=tasks.MOST_ATTEMPTS - 1)
    tasks.deliver(str(row.pk))
    row.refresh_from_db()
    assert row.state == "given_up"
    assert "bruno" not in caplog.text and caplog.records[-1].levelname == "ERROR"


def test_a_row_under_another_workers_lease_is_left_alone(person: User) -> None:
    (row,) = outbox.enqueue("test.happened", to=[person], channels=["in_app"])
    Outbox.objects.update(lease_until=timezone.now() + timedelta(minutes=1))
    tasks.deliver(str(row.pk))
    assert not InboxItem.objects.exists()


@pytest.mark.parametrize(
    ("changed", "published"),
    [
        ({}, False),  # on its way since a moment
        ({"published_at": -60}, True),  # the broker lost it
        ({"published_at": None}, True),
        ({"published_at": -60, "next_at": 60}, False),  # not due
        ({"published_at": -60, "lease_until": 60}, False),  # a worker has it
        ({"published_at": -120, "lease_until": -1}, True),  # that worker died
        ({"published_at": -60, "state": "delivered"}, False),
    ],
)
def test_the_relay_publishes_what_is_due_and_not_on_its_way(
    person: User, no_broker: list[uuid.UUID], changed: dict[str, object], published: bool
) -> None:
    (row,) = outbox.enqueue("test.happened", to=[person], channels=["in_app"])
    now = timezone.now()
    moments = {k: now + timedelta(seconds=v) if isinstance(v, int) else v for k, v in changed.items()}
    Outbox.objects.filter(pk=row.pk).update(**moments)
    tasks.relay()
    tasks.relay()
    assert no_broker == ([row.pk] if published else [])


def test_old_news_is_forgotten(person: User) -> None:
    deliver_all(person)
    long_ago = timezone.now() - timedelta(days=400)
    Outbox.objects.filter(channel="in_app").update(created_at=long_ago)
    InboxItem.objects.update(read_at=long_ago)
    tasks.tidy()
    assert (Outbox.objects.count(), InboxItem.objects.count()) == (1, 0)


def test_exported_and_erased_with_the_record_it_is_about(person: User) -> None:
    from audit import retention

    deliver_all(person)
    about_it = retention.registered()["notifications.inboxitem"]
    assert [row["event"] for row in about_it.export(person.pk)] == ["test.happened"]
    assert (about_it.erase(person.pk), about_it.export(person.pk)) == (1, [])
