"""Telling people about sign-ins from a new device (confidentiality.md 9).

A device is a browser (its name without version numbers) in a network, kept as a keyed hash only.
"""

import re
from datetime import timedelta

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import alerts
from accounts.models import KnownDevice, User
from audit import events
from audit.context import fingerprint, network_of

alerts.define(
    "device.new",
    _("Your account was used from a new device. If it was not you, end that session at once"),
    "accounts:sessions",
)
FORGOTTEN_AFTER = timedelta(days=180)


def fingerprint_of(request: HttpRequest) -> str:
    """The device a request comes from, as a keyed hash."""
    browser = re.sub(r"[\d.]+", "", request.headers.get("User-Agent", ""))
    return fingerprint("device", f"{network_of(request)} {browser}")


def is_known(request: HttpRequest) -> bool:
    """True when somebody of this installation has signed in from this device; whose it was is not asked."""
    return KnownDevice.objects.filter(fingerprint=fingerprint_of(request)).exists()


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


def forget_old() -> int:
    """Forget devices nobody has used for half a year."""
    return KnownDevice.objects.filter(last_at__lt=timezone.now() - FORGOTTEN_AFTER).delete()[0]
