"""Slowing down guesses (confidentiality.md 9): django-axes with our own counting.

Five failures of an account within a day, of password or second factor, start a delay that doubles from
one minute to fifteen; fifty from one network do the same for the network, and many from everywhere within an
hour for all devices that nobody has signed in from yet. Attempts during a delay are refused without being
looked at and do not prolong it, so nobody can be shut out for good. A security key passes every delay,
because a signature cannot be guessed (decision 0160). Counters live in PostgreSQL. What was typed is never
kept: rows hold the account's e-mail address, the network and a count.
"""

import hashlib
import math
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.db import connection
from django.db.models import F, Max, Q, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import alerts, devices
from accounts.models import User
from audit import events
from audit.context import network_of

alerts.define(
    "sign_in.failures",
    _("Somebody typed a wrong password or code for your account several times"),
)
ACCOUNT_FAILURES = 5
LONGEST_DELAY = timedelta(minutes=15)
REMEMBERED = timedelta(days=1)
# Failures from everywhere count for this long only: a delay for all devices must not outlast what caused it.
REMEMBERED_EVERYWHERE = timedelta(hours=1)


def username(request: HttpRequest | None, credentials: Mapping[str, Any] | None) -> str:
    """The account an attempt is about, as axes stores it: the e-mail address in small letters."""
    given = credentials or {}
    return str(given.get("email") or given.get("username") or "").strip().lower()[:255]


def network(request: HttpRequest) -> str | None:
    """The network an attempt came from: /24 of IPv4, /64 of IPv6; behind a proxy the caller's, not the proxy's."""
    found = network_of(request)
    return found.partition("/")[0] if found else None


def delay(failures: int, limit: int) -> timedelta:
    """How long to wait after the last of so many failures: nothing below the limit, then 1, 2, 4 … 15 minutes."""
    if failures < limit:
        return timedelta(0)
    return min(timedelta(minutes=2 ** min(failures - limit, 10)), LONGEST_DELAY)


def locked_until(account: str, request: HttpRequest) -> datetime | None:
    """The moment until which this account, or everybody where the request comes from, has to wait; None when free.

    An empty account is nobody's: then the network and everywhere count alone.
    """
    now = timezone.now()
    rules = [(Q(ip_address=network(request)), settings.SIGN_IN_NETWORK_FAILURES, REMEMBERED)]
    if account:
        rules.append((Q(username=account), ACCOUNT_FAILURES, REMEMBERED))
    if not devices.is_known(request):
        rules.append((Q(), settings.SIGN_IN_FAILURES_EVERYWHERE, REMEMBERED_EVERYWHERE))
    moments: list[datetime] = []
    for rows, limit, remembered in rules:
        recent = AccessAttempt.objects.filter(rows, attempt_time__gt=now - remembered)
        found = recent.aggregate(failures=Sum("failures_since_start"), last=Max("attempt_time"))
        if found["last"] is not None:
            moments.append(found["last"] + delay(found["failures"], limit))
    until = max(moments, default=None)
    return until if until and until > now else None


def one_at_a_time(account: str) -> None:
    """Let attempts on one account pass one after the other, so that parallel guesses are counted too."""
    number = int.from_bytes(hashlib.sha256(account.encode()).digest()[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


class Handler(AxesDatabaseHandler):
    """axes' signals and backend, with the counting above."""

    def is_locked(self, request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> bool:
        account = username(request, credentials)
        one_at_a_time(account)
        return locked_until(account, request) is not None

    def user_login_failed(
        self, sender: Any, credentials: Mapping[str, Any], request: HttpRequest | None = None, **kwargs: Any
    ) -> None:
        if request is None:
            return
        account, origin = username(request, credentials), network(request)
        if getattr(request, "axes_locked_out", False):
            return
        row, created = AccessAttempt.objects.select_for_update().get_or_create(
            username=account, ip_address=origin, user_agent="", defaults={"failures_since_start": 1}
        )
        if not created:
            fresh = row.attempt_time > timezone.now() - REMEMBERED
            failures = F("failures_since_start") + 1 if fresh else 1
            AccessAttempt.objects.filter(pk=row.pk).update(
                failures_since_start=failures, attempt_time=timezone.now()
            )
        method = kwargs.get("method", "password")
        events.record("session.refused", facts={"reason": "wrong", "method": method}, result="refused")
        if account and locked_until(account, request):
            request.axes_locked_out = True  # type: ignore[attr-defined]  # read by axes' middleware
            request.axes_credentials = dict(credentials)  # type: ignore[attr-defined]

    def user_logged_in(self, sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
        AccessAttempt.objects.filter(username=user.email.lower()).delete()

    def user_logged_out(self, sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
        """Signing out leaves nothing here; the audit has it."""


def locked_out(
    request: HttpRequest, original: HttpResponse | None, credentials: Mapping[str, Any] | None
) -> HttpResponse:
    """The page of axes' middleware for everybody who has to wait: the same whether the account exists or not."""
    until = locked_until(username(request, credentials), request)
    seconds = (until - timezone.now()).total_seconds() if until else 60.0
    minutes = max(1, math.ceil(seconds / 60))
    response = render(request, "accounts/locked_out.html", {"minutes": minutes}, status=429)
    response.headers["Retry-After"] = str(minutes * 60)
    return response


def failures_now() -> dict[str, int]:
    """Wrong passwords and codes of the last day by address, known or not; who signed in since is not in it."""
    recent = AccessAttempt.objects.filter(attempt_time__gt=timezone.now() - REMEMBERED).exclude(username="")
    summed = recent.values("username").annotate(failures=Sum("failures_since_start"))
    return dict(summed.values_list("username", "failures"))


def failures_everywhere() -> int:
    """Wrong passwords, codes and keys of the last hour, whoever they were for."""
    recent = AccessAttempt.objects.filter(attempt_time__gt=timezone.now() - REMEMBERED_EVERYWHERE)
    return int(recent.aggregate(failures=Sum("failures_since_start"))["failures"] or 0)


def tell_of_failures() -> int:
    """Tell the owners of accounts that had to be delayed, once a day; by beat, so that a guess costs the same
    work whether the account exists or not. Says how many accounts."""
    names = [name for name, failures in failures_now().items() if failures >= ACCOUNT_FAILURES]
    people = list(User.objects.filter(email__in=names, is_active=True))
    alerts.tell("sign_in.failures", to=people, occurrence=f"{timezone.now():%Y%m%d}")
    return len(people)
