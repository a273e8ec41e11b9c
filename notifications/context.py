"""The count of unread lines in the header of every page."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from notifications.models import InboxItem


def unread(request: HttpRequest) -> dict[str, Any]:
    """`unread_count`, asked of the database only where a template shows it."""

    def count() -> int:
        user = getattr(request, "user", None)
        if user is None or not user.is_authenticated:
            return 0
        return InboxItem.objects.shown_to(user).filter(read_at__isnull=True).count()

    return {"unread_count": SimpleLazyObject(count)}
