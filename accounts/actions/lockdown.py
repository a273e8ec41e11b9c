"""Lockdown (domain/practice.md P34): one step freezes an office or the whole installation, several reopen it.

Frozen means: sessions are ended, no role of the office gives anything, and for the installation every key
but those of signing in and of the audit is wiped from memory and stays wrapped (vault/lock.py).
"""

from collections.abc import Iterable
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import alerts
from accounts.actions.sessions import end_sessions
from accounts.models import Lockdown, Membership, Office, ReopeningVote, User
from accounts.permissions import Permission
from accounts.settings_register import value as setting
from audit import events
from vault import lock

alerts.define("lockdown.declared", _("A lockdown was declared"), "accounts:lockdown-one")
alerts.define(
    "lockdown.repeated",
    _("One person has declared several lockdowns. If there is no reason for it, suspend the account"),
    "accounts:lockdown-one",
)
alerts.define("lockdown.suspended", _("Who declared a lockdown was suspended"), "accounts:lockdown-one")
alerts.define("lockdown.reopened", _("A lockdown has ended"), "accounts:lockdown-one")


class AlreadyLocked(Exception):
    """This office, or the installation, is locked down already."""


def holders(office: Office | None) -> list[User]:
    """Who may declare and reopen: holders of LOCKDOWN at the office, or anywhere for the installation.

    Asked of the memberships themselves, because a locked office gives nobody anything.
    """
    rows = Membership.objects.valid().filter(user__is_active=True, office__is_active=True)
    if office is not None:
        rows = rows.filter(office=office)
    found = {
        row.user
        for row in rows.with_permissions().select_related("user")
        if Permission.LOCKDOWN in row.permissions
    }
    return sorted((user for user in found if user.is_current), key=lambda user: str(user.pk))


def may_lock(user: User, office: Office | None) -> bool:
    """True when `user` may declare a lockdown of `office` (None: everything), or confirm its end."""
    return not user.under_duress and user in holders(office)


def is_locked_out(user: User) -> bool:
    """True when an office where `user` works is locked down."""
    return Membership.objects.valid().filter(user=user, office__locked_at__isnull=False).exists()


def votes_needed(lockdown: Lockdown) -> int:
    """How many people must confirm; never more than there are, so that an office of one can reopen."""
    wanted = int(setting("accounts.reopening_votes", lockdown.office_id))
    return max(1, min(wanted, len(holders(lockdown.office))))


@transaction.atomic
def lock_down(*, actor: User | None, office: Office | None, reason: str) -> Lockdown:
    """Freeze `office`, or everything when None. `actor` None is the operator's command.

    Raises PermissionDenied, AlreadyLocked. Sessions of everybody concerned end with the transaction.
    """
    if actor is not None and not may_lock(actor, office):
        raise PermissionDenied(Permission.LOCKDOWN.value)
    Office.objects.select_for_update().filter(_concerned(office)).order_by("pk").first()
    if Lockdown.objects.filter(office=office, reopened_at__isnull=True).exists():
        raise AlreadyLocked
    lockdown = Lockdown.objects.create(office=office, reason=reason, declared_by=actor)
    Office.objects.filter(_concerned(office), locked_at__isnull=True).update(locked_at=timezone.now())
    events.record(
        "lockdown.declared",
        subject=lockdown,
        office=office.pk if office else None,
        facts={"reason": reason, "scope": "office" if office else "installation"},
        actor=actor,
    )
    alerts.tell("lockdown.declared", to=holders(office), about=lockdown)
    if actor is not None and is_repeated(lockdown):
        alerts.tell("lockdown.repeated", to=[one for one in holders(office) if one != actor], about=lockdown)
    for user in _people(office):
        end_sessions(user=user, reason="lockdown")
    if office is None:
        lock.lock()
    return lockdown


def is_repeated(lockdown: Lockdown) -> bool:
    """True when who declared it has declared more within a day than is usual: nothing stops that but a suspension."""
    since = lockdown.declared_at - timedelta(days=1)
    by_one = Lockdown.objects.filter(declared_by=lockdown.declared_by, declared_at__gt=since)
    made = by_one.filter(declared_at__lte=lockdown.declared_at).count()
    return made > int(setting("accounts.lockdowns_per_day", lockdown.office_id))


def _concerned(office: Office | None) -> Q:
    return Q(pk=office.pk) if office is not None else Q()


def _people(office: Office | None) -> Iterable[User]:
    rows = User.objects.filter(sessions__isnull=False)
    if office is not None:
        rows = rows.filter(memberships__in=Membership.objects.valid().filter(office=office))
    return rows.distinct()


@transaction.atomic
def confirm_reopening(*, actor: User, lockdown: Lockdown) -> bool:
    """Note that `actor` finds it safe to go on; True when enough people have, and the lockdown is over.

    Raises PermissionDenied. The caller has asked for the second factor just now.
    """
    if not may_lock(actor, lockdown.office):
        raise PermissionDenied(Permission.LOCKDOWN.value)
    locked = Lockdown.objects.select_for_update(of=("self",)).select_related("office").get(pk=lockdown.pk)
    if locked.reopened_at is not None:
        return True
    ReopeningVote.objects.get_or_create(lockdown=locked, user=actor)
    count = ReopeningVote.objects.filter(lockdown=locked, user__in=holders(locked.office)).count()
    office = locked.office_id
    events.record("lockdown.confirmed", subject=locked, office=office, facts={"count": count}, actor=actor)
    if count < votes_needed(locked):
        return False
    _reopen(locked, actor)
    return True


def _reopen(lockdown: Lockdown, actor: User) -> None:
    """End a lockdown; an office that is frozen by another one stays so."""
    now = timezone.now()
    Lockdown.objects.filter(pk=lockdown.pk).update(reopened_at=now)
    open_ones = Lockdown.objects.filter(reopened_at__isnull=True)
    if not open_ones.filter(office__isnull=True).exists():
        Office.objects.exclude(pk__in=open_ones.values("office")).update(locked_at=None)
        lock.unlock()
    events.record("lockdown.reopened", subject=lockdown, office=lockdown.office_id, actor=actor)
    alerts.tell("lockdown.reopened", to=holders(lockdown.office), about=lockdown)
