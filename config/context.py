"""What every template may use."""

from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from accounts import factors, printing
from accounts.approvals import waiting_for
from accounts.models import User
from notifications.context import unread


def house(request: HttpRequest) -> dict[str, Any]:
    """The mode, the writing direction, the reference of this request and two counts (lazy)."""
    return {
        "demonstration": settings.DEMONSTRATION,
        "production": settings.PRODUCTION,
        "language_direction": "rtl" if translation.get_language_bidi() else "ltr",
        "request_reference": getattr(request, "id", None),
        "exit_url": settings.EXIT_URL,
        "idle_seconds": int(settings.SESSION_IDLE.total_seconds()),
        "print_mark": printing.mark_of(request),
        **unread(request),
        "approvals_count": SimpleLazyObject(lambda: _waiting(request)),
    }


def _waiting(request: HttpRequest) -> int:
    """How many askings wait for this person; nobody is told before the second factor, and no case is reached then."""
    return len(waiting_for(cast("User", request.user))) if factors.passed(request) else 0
