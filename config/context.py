"""What every template may use."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation

from notifications.context import unread


def house(request: HttpRequest) -> dict[str, Any]:
    """The mode, the writing direction, the reference of this request and the unread count (lazy)."""
    return {
        "demonstration": settings.DEMONSTRATION,
        "production": settings.PRODUCTION,
        "language_direction": "rtl" if translation.get_language_bidi() else "ltr",
        "request_reference": getattr(request, "id", None),
        "exit_url": settings.EXIT_URL,
        "idle_seconds": int(settings.SESSION_IDLE.total_seconds()),
        **unread(request),
    }
