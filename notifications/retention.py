"""How notifications are exported and erased: by the record they are about, or by the person they were sent to."""

import uuid
from typing import Any

from django.db.models import Model, Q, QuerySet

from audit import retention
from notifications.models import InboxItem, Outbox


def _of(model: type[Model], scope: uuid.UUID) -> QuerySet[Any]:
    return model._default_manager.filter(Q(subject_id=scope) | Q(recipient_id=scope))


def _register(model: type[Model], *fields: str) -> None:
    def export(scope: uuid.UUID) -> list[dict[str, Any]]:
        return list(_of(model, scope).order_by("created_at").values(*fields))

    def erase(scope: uuid.UUID) -> int:
        return _of(model, scope).delete()[0]

    retention.register(model._meta.label, export=export, erase=erase)


def register() -> None:
    """Answer for both tables."""
    _register(Outbox, "event", "channel", "state", "created_at", "delivered_at")
    _register(InboxItem, "event", "created_at", "read_at")
