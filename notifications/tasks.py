"""Delivery by Celery. The row is the truth: a task claims it with a lease, and the relay sends again what is due."""

import logging
import random
import time
import uuid
from datetime import datetime, timedelta

from celery import shared_task
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from kombu.exceptions import OperationalError

from notifications.channels import SENDERS
from notifications.models import InboxItem, Outbox

log = logging.getLogger("wayhome.notifications")

# Longer than any channel may take; a killed worker's row is free again after it.
LEASE = timedelta(seconds=90)
# The relay leaves a row alone this long after its id went to the broker.
PATIENCE = timedelta(seconds=30)
FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(hours=1)
# About two days of tries.
MOST_ATTEMPTS = 55
BATCH = 500
QUIET_SECONDS = 10.0
KEEP_DELIVERED = timedelta(days=90)
KEEP_READ = timedelta(days=180)


_quiet_until = 0.0


def publish(number: uuid.UUID) -> None:
    """Hand a row's id to the broker; if it cannot be reached the relay will find the row.

    After a failure this process leaves the broker alone for a moment, so that no page waits for it
    once per recipient.
    """
    global _quiet_until
    if time.monotonic() < _quiet_until:
        return
    try:
        deliver.apply_async(args=[str(number)], retry=False)
    except (OperationalError, OSError):
        _quiet_until = time.monotonic() + QUIET_SECONDS
        log.warning("the broker cannot be reached; the relay will send what waits", extra={"row_id": number})


@shared_task(name="notifications.tasks.deliver")
def deliver(number: str) -> None:
    """Deliver one row, unless it is delivered, not due, or another worker's."""
    row = _claim(uuid.UUID(number))
    if row is None:
        return
    try:
        with transaction.atomic():
            SENDERS[row.channel](row)
            _delivered(row)
    except Exception as problem:  # whatever a channel raises, the row must be tried again
        _failed(row, problem)


@shared_task(name="notifications.tasks.relay", expires=15)
def relay() -> None:
    """Publish what is due and not on its way: retries, dead workers' rows, and all of it after a lost broker."""
    now = timezone.now()
    with transaction.atomic():
        due = Outbox.objects.filter(
            _free(now), Q(published_at__isnull=True) | Q(published_at__lte=now - PATIENCE), next_at__lte=now
        )
        numbers = list(
            due.order_by("next_at").select_for_update(skip_locked=True).values_list("pk", flat=True)[:BATCH]
        )
        Outbox.objects.filter(pk__in=numbers).update(published_at=now)
    for number in numbers:
        publish(number)


@shared_task(name="notifications.tasks.tidy")
def tidy() -> None:
    """Forget what was delivered or read long ago."""
    now = timezone.now()
    Outbox.objects.exclude(state=Outbox.State.WAITING).filter(created_at__lt=now - KEEP_DELIVERED).delete()
    InboxItem.objects.filter(read_at__lt=now - KEEP_READ).delete()


def _free(now: datetime) -> Q:
    return Q(state=Outbox.State.WAITING) & (Q(lease_until__isnull=True) | Q(lease_until__lte=now))


def _claim(number: uuid.UUID) -> Outbox | None:
    """Take the row for the time of a lease. One conditional UPDATE, so that two workers cannot both have it."""
    now = timezone.now()
    taken = Outbox.objects.filter(_free(now), pk=number, next_at__lte=now).update(
        lease_until=now + LEASE, attempts=F("attempts") + 1
    )
    return Outbox.objects.select_related("recipient").get(pk=number) if taken else None


def _delivered(row: Outbox) -> None:
    Outbox.objects.filter(pk=row.pk).update(
        state=Outbox.State.DELIVERED, delivered_at=timezone.now(), lease_until=None, last_error=""
    )


def _failed(row: Outbox, problem: Exception) -> None:
    """Try again later, each time later than the last; give up in the end and say so in the log."""
    wait = min(FIRST_WAIT * 2 ** min(row.attempts - 1, 20), LONGEST_WAIT) * random.uniform(0.8, 1.2)  # noqa: S311  # spreads retries, protects nothing
    given_up = row.attempts >= MOST_ATTEMPTS
    Outbox.objects.filter(pk=row.pk).update(
        state=Outbox.State.GIVEN_UP if given_up else Outbox.State.WAITING,
        next_at=timezone.now() + wait,
        lease_until=None,
        last_error=type(problem).__name__,
    )
    log.log(
        logging.ERROR if given_up else logging.WARNING,
        "a notification could not be delivered",
        extra={"row_id": row.pk, "code": type(problem).__name__, "count": row.attempts},
    )
