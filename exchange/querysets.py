"""Which exports."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.db.models import Q

from accounts.permissions import Permission
from vault.sealed import SealedQuerySet

if TYPE_CHECKING:
    from accounts.models import User

# A worker that has not finished by then is gone: the hard time limit of a task is shorter (settings).
LEASE = timedelta(minutes=6)
UNTAKEN = timedelta(seconds=30)


class ExportQuerySet(SealedQuerySet):  # type: ignore[type-arg]  # of exports; the model imports this module
    """Exports. A page begins with `visible_to`."""

    def visible_to(self, user: "User") -> Self:
        """One's own, and for who approves exports those of the office. Nobody else knows of any; under duress none."""
        if not getattr(user, "is_active", False) or user.under_duress:
            return self.none()
        offices = user.offices_with(Permission.EXPORT_APPROVE)
        return self.filter(Q(requester=user) | Q(office__in=offices))

    def takeable(self, now: datetime) -> Self:
        """What a worker may take: waiting, or left behind by a worker that is gone."""
        return self.filter(Q(state="queued") | Q(state="running", started_at__lt=now - LEASE))

    def due(self, now: datetime) -> Self:
        """What beat publishes again."""
        lost = Q(state="queued", queued_at__lt=now - UNTAKEN)
        return self.filter(lost | Q(state="running", started_at__lt=now - LEASE)).order_by("queued_at")

    def over(self, now: datetime) -> Self:
        """Whose 24 hours have passed while a file or a password still exists."""
        return self.filter(expires_at__lte=now, parts__isnull=False).distinct()
