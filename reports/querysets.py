"""Which runs."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from accounts.models import User

# A worker that has not finished by then is gone: the hard time limit of a task is shorter (settings).
LEASE = timedelta(minutes=6)
# A run that no worker took by then was lost on the way to the broker.
UNTAKEN = timedelta(seconds=30)


class ReportRunQuerySet(models.QuerySet[Any]):
    """Runs. A page begins with `visible_to`."""

    def visible_to(self, user: "User") -> Self:
        """One's own runs: the file is released to the person who asked, under that person's rights."""
        return self.filter(requester=user) if getattr(user, "is_active", False) else self.none()

    def newest_first(self) -> Self:
        """For lists."""
        return self.order_by("-created_at", "pk")

    def takeable(self, now: datetime) -> Self:
        """What a worker may take: waiting, or left behind by a worker that is gone."""
        return self.filter(Q(state="queued") | Q(state="running", started_at__lt=now - LEASE))

    def due(self, now: datetime) -> Self:
        """What beat publishes again."""
        lost = Q(state="queued", created_at__lt=now - UNTAKEN) | Q(
            state="running", started_at__lt=now - LEASE
        )
        return self.filter(lost).order_by("created_at")
