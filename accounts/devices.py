"""Telling people about sign-ins that may not be theirs (confidentiality.md 9): new devices, many failures.

A device is a browser (its name without version numbers) in a network, kept as a keyed hash only.
"""

import re
from datetime import timedelta

from axes.models import AccessAttempt
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import alerts, lockout
from accounts.models import KnownDevice, User
from audit import events
from audit.context import fingerprint, network_of

alerts.define(
    "device.new",
    _("Your account was used from a new device. If it was not you, end that session at once"),
    "accounts:sessions",
)
alerts.define(
    "sign_in.failures",
    _("Somebody typed a wrong password or code for your account several times"),
)
FORGOTTEN_AFTER = timedelta(days=180)


def fingerprint_of(request: HttpRequest) -> str:
    """The device a request comes from, as a keyed hash."""
    browser = re.sub(r"[\d.]+", "", request.headers.get("User-Agent", ""))
    return fingerprint("device", f"{network_of(request)} {browser}")


def notice(request: HttpRequest, user: User) -> None:
    """Remember the device of a sign-in; its owner is told when others are known and this one is not."""
    now = timezone.now()
    known = KnownDevice.objects.filter(user=user)
    mine = fingerprint_of(request)
    if known.filter(fingerprint=mine).update(last_at=now):
        return
    first = not known.exists()
    KnownDevice.objects.create(user=user, fingerprint=mine)
    if not first:
        events.record("device.new", subject=user, actor=user)
        alerts.tell("device.new", to=[user], occurrence=f"{mine}-{now:%Y%m%d}")


def tell_of_failures() -> int:
    """Tell the owners of accounts that had to be delayed, once a day; by beat, so that a guess costs the same
    work whether the account exists or not. Says how many accounts."""
    since = timezone.now() - timedelta(hours=24)
    names = AccessAttempt.objects.filter(
        attempt_time__gt=since, failures_since_start__gte=lockout.ACCOUNT_FAILURES
    ).values("username")
    people = list(User.objects.filter(email__in=names, is_active=True))
    alerts.tell("sign_in.failures", to=people, occurrence=f"{timezone.now():%Y%m%d}")
    return len(people)


def forget_old() -> int:
    """Forget devices nobody has used for half a year."""
    return KnownDevice.objects.filter(last_at__lt=timezone.now() - FORGOTTEN_AFTER).delete()[0]
