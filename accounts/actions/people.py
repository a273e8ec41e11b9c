"""People: accounts made and extended; one-time links."""

import hashlib
import secrets
import uuid
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import settings_register
from accounts.actions.guards import UPWARD, may_manage, must, not_oneself, office_ids_of
from accounts.actions.sessions import end_sessions
from accounts.models import Approval, Invitation, Office, User
from accounts.permissions import Permission
from audit import events

INVITATION_LASTS = timedelta(days=3)


class InvitationOver(ValidationError):
    """The link was used, withdrawn or is too old."""


@transaction.atomic
def create_user(
    *,
    actor: User | None,
    email: str,
    display_name: str,
    password: str | None = None,
    password_hash: str = "",
    **fields: Any,
) -> User:
    """A new user without any role.

    Administrators give no password (they invite instead); `password` and `password_hash` (the same
    encoded password for a whole cast) are for set-up without an actor.
    """
    if actor is not None and (password or password_hash or not actor.can(Permission.STAFF_INVITE)):
        raise PermissionDenied(Permission.STAFF_INVITE.value)
    user = User.objects.create_user(email=email, password=password, display_name=display_name, **fields)
    if password_hash:
        user.password = password_hash
        user.save(update_fields=["password"])
    return user


def staff_of(offices: list[uuid.UUID]) -> QuerySet[User]:
    """The users who have or had a role at one of these offices, or for whom one was asked there."""
    asked = Approval.objects.plain().filter(kind__in=UPWARD, office__in=offices).values("subject_id")
    return User.objects.filter(
        Q(memberships__office__in=offices) | Q(memberships__isnull=True, pk__in=asked)
    ).distinct().order_by("display_name")  # fmt: skip


@transaction.atomic
def extend(*, actor: User | None, user: User, until: date) -> None:
    """Give an account a new last day, at most as far away as the setting allows (from today)."""
    may_manage(actor, user)
    not_oneself(actor, user)
    offices = office_ids_of(user)
    most = min((settings_register.value("accounts.account_lasts_days", each) for each in offices), default=0)
    today = timezone.localdate()
    if not today <= until <= today + timedelta(days=most):
        raise ValidationError(_("Choose a day within the next %(days)s days."), params={"days": most})
    end = datetime.combine(until + timedelta(days=1), time.min, tzinfo=UTC)
    User.objects.filter(pk=user.pk).update(valid_until=end)
    user.valid_until = end
    facts = {"user": user.pk, "effect_from": until.isoformat()}
    events.record("staff.extended", subject=user, facts=facts, actor=actor)
    if not user.is_current:
        end_sessions(user=user, reason="suspended")


def _token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def invite(*, actor: User | None, user: User, office: Office, role: str = "") -> str:
    """A one-time link's token for somebody without a password, or who lost it. Only its hash is kept.

    Former links of the person end. The caller hands the link over; it is shown once.
    """
    must(actor, Permission.STAFF_INVITE, office)
    may_manage(actor, user)
    not_oneself(actor, user)
    return make_link(user, office, actor, role)


def make_link(user: User, office: Office | None, actor: User | None, role: str = "") -> str:
    """Write the link's hash and give its token: part of actions that have asked who may."""
    Invitation.objects.filter(user=user, used_at__isnull=True, revoked_at__isnull=True).update(
        revoked_at=timezone.now()
    )
    token = secrets.token_urlsafe(32)
    row = Invitation.objects.create(
        user=user,
        token_hash=_token_hash(token),
        created_by=actor,
        expires_at=timezone.now() + INVITATION_LASTS,
    )
    facts = {"user": user.pk} | ({"role": str(role)} if role else {})
    events.record(
        "staff.invited", subject=row, office=office.pk if office else None, facts=facts, actor=actor
    )
    return token


def find_invitation(token: str) -> Invitation | None:
    """The open invitation of this token, or None: unknown, used, withdrawn and expired look the same."""
    row = Invitation.objects.select_related("user").filter(token_hash=_token_hash(token)).first()
    return row if row and row.is_open and row.user.is_current else None


@transaction.atomic
def accept_invitation(*, token: str, password: str) -> User:
    """Set the person's own password by a one-time link. Raises InvitationOver when it is not open any more."""
    row = Invitation.objects.select_for_update().filter(token_hash=_token_hash(token)).first()
    if row is None or not row.is_open or not row.user.is_current:
        raise InvitationOver(_("This link has been used or is too old. Ask for a new one."))
    Invitation.objects.filter(pk=row.pk).update(used_at=timezone.now())
    row.user.set_password(password)
    row.user.save(update_fields=["password"])
    end_sessions(user=row.user, reason="password_changed")
    events.record("staff.joined", subject=row.user, actor=row.user)
    return row.user
