"""`enqueue`: tell people something, in the transaction of the deed. Delivery follows after the commit.

Every floor names its events at start-up with `register(event, sentence, url_name)`.
"""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from notifications import tasks
from notifications.kinds import UnknownNotification, is_registered, register
from notifications.models import Outbox

__all__ = ["UnknownNotification", "enqueue", "register"]

BOTH = (Outbox.Channel.IN_APP, Outbox.Channel.EMAIL)


def enqueue(
    event: str,
    *,
    to: Iterable[Any],
    about: models.Model | None = None,
    occurrence: str = "",
    channels: Iterable[str] = BOTH,
) -> list[Outbox]:
    """Write one row per person and channel and give those that are new.

    `about` is the record it is about, with a uuid as its key. Told once per event, record and person;
    `occurrence` tells a repetition (a second overdue step, say) from a repeat of the same call.
    Raises UnknownNotification. Ids go to the broker after the commit; if that fails, the relay does it.
    """
    if not is_registered(event):
        raise UnknownNotification(f"{event} is not registered with notifications.outbox")
    now = timezone.now()
    label, subject_id = (about._meta.label_lower, about.pk) if about is not None else ("", None)
    rows = {
        key: Outbox(
            event=event,
            recipient=person,
            channel=channel,
            subject_label=label,
            subject_id=subject_id,
            idempotency_key=key,
            next_at=now,
            published_at=now,
        )
        for person in to
        for channel in channels
        for key in [f"{event}/{subject_id or ''}/{occurrence}/{person.pk}/{channel}"]
    }
    Outbox.objects.bulk_create(rows.values(), ignore_conflicts=True)
    written = list(Outbox.objects.filter(pk__in=[row.pk for row in rows.values()]))
    for row in written:
        transaction.on_commit(partial(tasks.publish, row.pk), robust=True)
    return written
