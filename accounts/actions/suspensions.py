"""Shutting an account at once, which any colleague can, and opening it again, which staff managers can (decision 0103)."""

from datetime import timedelta
from typing import Any, NoReturn

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import alerts, approvals, settings_register, standing_in
from accounts.actions.guards import NotYourself, not_oneself, office_ids_of
from accounts.actions.lockdown import holders, may_lock
from accounts.actions.sessions import end_sessions
from accounts.models import Invitation, Lockdown, Office, Suspension, User
from accounts.permissions import Permission, Role
from audit import events


class TooManySuspensions(ValidationError):
    """Somebody who does not manage staff shut out more colleagues in a day than the setting allows."""


def shared_office(actor: User, user: User) -> Office | None:
    """An office of both where the actor may suspend; None where there is none."""
    shared = office_ids_of(user) & set(actor.offices_with(Permission.STAFF_SUSPEND))
    return Office.objects.filter(pk__in=shared).first()


def suspend(*, actor: User | None, user: User, reason: str = "other") -> None:
    """Let a colleague in no longer, at once: sessions and links end, what they asked for is withdrawn.

    Staff managers, supervisors, the data protection officer and the person are told. Raises
    PermissionDenied, NotYourself, ValidationError for a reason of no list, TooManySuspensions.
    """
    office = None if actor is None else shared_office(actor, user)
    if actor is not None and office is None:
        raise PermissionDenied(Permission.STAFF_SUSPEND.value)
    if actor is not None and actor.pk == user.pk:
        raise NotYourself(_("You cannot suspend your own account. Sign out everywhere instead."))
    if reason not in Suspension.Reason:
        raise ValidationError(_("Choose a reason from the list."))
    with transaction.atomic():
        made = _made_today(actor, office)
        if made is None:
            _shut(actor, user, office, reason)
    if made is not None:
        _refuse(actor, office, made)


@transaction.atomic
def suspend_who_locks(*, actor: User, lockdown: Lockdown) -> None:
    """Shut the account of who declared an open lockdown, while it lasts: the remedy against one who locks again and again.

    By anybody who may end it; roles give nothing meanwhile, so the ordinary suspension is out of reach. Raises
    PermissionDenied, NotYourself, ValidationError where the account is shut already.
    """
    user = lockdown.declared_by
    if user is None or lockdown.reopened_at is not None or not may_lock(actor, lockdown.office):
        raise PermissionDenied(Permission.LOCKDOWN.value)
    if actor.pk == user.pk:
        raise NotYourself(_("You cannot suspend your own account. Sign out everywhere instead."))
    _shut(actor, user, lockdown.office or Office.objects.filter(pk__in=office_ids_of(user)).first(), "other")
    told = [one for one in holders(lockdown.office) if one.pk != actor.pk]
    alerts.tell("lockdown.suspended", to=told, about=lockdown)


def _shut(actor: User | None, user: User, office: Office | None, reason: str) -> None:
    """The deed itself."""
    row = User.objects.select_for_update().get(pk=user.pk)
    if not row.is_active:
        raise ValidationError(_("This account is suspended already."))
    suspension = Suspension.objects.create(user=row, office=office, reason=reason, suspended_by=actor)
    User.objects.filter(pk=user.pk).update(is_active=False)
    user.is_active = False
    Invitation.objects.filter(user=user, used_at__isnull=True).update(revoked_at=timezone.now())
    facts = {"user": user.pk, "reason": reason}
    events.record(
        "staff.suspended", subject=user, office=office.pk if office else None, facts=facts, actor=actor
    )
    end_sessions(user=user, reason="suspended")
    approvals.withdraw_all_of(user)
    told = [person for person in watchers(user) if actor is None or person.pk != actor.pk]
    alerts.tell("staff.suspended", to=told, about=suspension)
    alerts.tell("staff.suspended_you", to=[user], occurrence=str(suspension.pk))


def watchers(user: User) -> list[User]:
    """Who is told: staff managers and supervisors of the person's offices, and their data protection officers."""
    found: dict[object, User] = {}
    for office in Office.objects.filter(pk__in=office_ids_of(user)):
        found |= {each.pk: each for each in standing_in.near(Permission.STAFF_MANAGE, office, {user.pk})}
        found |= {each.pk: each for each in standing_in.near(Permission.ACCESS_REVIEW, office, {user.pk})}
        officers = User.objects.filter(
            memberships__office=office, memberships__role=Role.DATA_PROTECTION_OFFICER
        )
        found |= {each.pk: each for each in officers if each.is_current and each.pk != user.pk}
    return list(found.values())


def _made_today(actor: User | None, office: Office | None) -> int | None:
    """How many suspensions the actor made since yesterday where that is the limit; None while one more is allowed."""
    if actor is None or office is None or actor.can(Permission.STAFF_MANAGE, office):
        return None
    # One at a time for one person, so that two at once cannot both be the last one allowed.
    User.objects.select_for_update().get(pk=actor.pk)
    since = timezone.now() - timedelta(days=1)
    made = Suspension.objects.filter(suspended_by=actor, suspended_at__gte=since).count()
    return made if made >= settings_register.value("accounts.suspensions_per_day", office) else None


def _refuse(actor: Any, office: Any, made: int) -> NoReturn:
    """Record the try and tell who manages staff, once a day; this stays although the try fails."""
    facts = {"count": made}
    events.record(
        "staff.suspension_refused",
        subject=actor,
        office=office.pk,
        facts=facts,
        actor=actor,
        result="refused",
    )
    managers = standing_in.near(Permission.STAFF_MANAGE, office, {actor.pk})
    alerts.tell("staff.suspended_many", to=managers, occurrence=f"{actor.pk}.{timezone.localdate()}")
    raise TooManySuspensions(
        _("You have suspended %(count)s colleagues since yesterday. Call an administrator."),
        params={"count": made},
    )


def may_reinstate(actor: User, user: User) -> bool:
    """True for who manages staff of the person's office, or stands in for an office left without."""
    if actor.pk == user.pk:
        return False
    return any(
        standing_in.stands_in(actor, Permission.STAFF_MANAGE, office, {user.pk})
        for office in Office.objects.filter(pk__in=office_ids_of(user))
    )


@transaction.atomic
def reinstate(*, actor: User | None, user: User) -> None:
    """Let a suspended person in again; roles have stayed as they were. The end of the account stays too."""
    not_oneself(actor, user)
    if actor is not None and not may_reinstate(actor, user):
        raise PermissionDenied(Permission.STAFF_MANAGE.value)
    User.objects.filter(pk=user.pk).update(is_active=True)
    user.is_active = True
    Suspension.objects.filter(user=user, lifted_at__isnull=True).update(
        lifted_at=timezone.now(), lifted_by=actor
    )
    events.record("staff.reinstated", subject=user, facts={"user": user.pk}, actor=actor)
    alerts.tell("staff.reinstated", to=[user], occurrence=timezone.now().isoformat())
