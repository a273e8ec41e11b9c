"""What a finished sign-in brings with it."""

import uuid
from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from accounts import devices, factors
from accounts.actions import resets
from accounts.actions.duress import alert_duress
from accounts.middleware import DURESS, begin_clock, follow_user, leave_user
from accounts.models import SignedInSession, User
from audit import events

# Sessions of one person at a time; the oldest ends when one more begins.
PARALLEL = 2


@receiver(user_logged_in, dispatch_uid="accounts.begin_session")
def begin_session(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Start the session's clocks, end the oldest session beyond two, and record the sign-in."""
    begin_clock(request)
    kept = SignedInSession.objects.filter(user=user).order_by("-started_at").values_list("pk", flat=True)
    over = list(kept)[PARALLEL - 1 :]
    if over:
        SignedInSession.objects.filter(pk__in=over).delete()
        facts = {"reason": "too_many", "count": len(over), "user": user.pk}
        events.record("session.ended", subject=user, facts=facts, actor=user)
    method = factors.signed_in_with(request, user)
    events.record("session.signed_in", subject=user, facts={"method": method}, actor=user)
    devices.notice(request, user)
    user.under_duress = bool(request.session.get(DURESS))
    if user.under_duress:
        key = request.session.session_key or ""
        alert_duress(user=user, session_key=key, occurrence=str(uuid.uuid4()))
    follow_user(request)
    if hasattr(request, "user") and not user.under_duress and factors.passed(request):
        resets.call_off_by_owner(user)


@receiver(user_logged_out, dispatch_uid="accounts.leave_rows")
def leave_rows(sender: Any, request: HttpRequest, **kwargs: Any) -> None:
    """What still happens in this request happens under nobody's rows."""
    leave_user(request)
