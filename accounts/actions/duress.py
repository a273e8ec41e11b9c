"""Signing in under duress (domain/practice.md P34): a quiet day on the screen, an alert elsewhere."""

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import alerts
from accounts.actions.sessions import end_sessions
from accounts.models import DuressPassword, Duty, Membership, User
from accounts.passwords import normal
from accounts.permissions import DutyCode, Role
from audit import events

alerts.define(
    "duress.signed_in",
    gettext_lazy(
        "A colleague has signed in under duress. Do not call or write to them; act by your evacuation plan"
    ),
    "accounts:duress-alert",
)

# Who is told: those who are to act for a member of staff in danger.
TOLD_ROLES = (Role.SUPERVISOR, Role.DATA_PROTECTION_OFFICER)


class SameAsPassword(ValidationError):
    """The emergency password is the ordinary one: nobody could tell the two sign-ins apart."""


@transaction.atomic
def set_duress_password(*, user: User, password: str) -> None:
    """Give oneself an emergency password. Raises SameAsPassword."""
    if user.check_password(password) and not user.under_duress:
        raise SameAsPassword(_("Choose one that differs from your ordinary password."))
    DuressPassword.objects.update_or_create(
        user=user, defaults={"password_hash": make_password(normal(password))}
    )
    events.record("duress.password_set", subject=user, actor=user)


@transaction.atomic
def remove_duress_password(*, user: User) -> None:
    """Do without an emergency password again."""
    DuressPassword.objects.filter(user=user).delete()
    events.record("duress.password_removed", subject=user, actor=user)


@transaction.atomic
def alert_duress(*, user: User, session_key: str, occurrence: str) -> None:
    """Record a sign-in under duress, end the person's other sessions, and tell those who are to act."""
    events.record("duress.signed_in", subject=user, actor=user)
    end_sessions(user=user, reason="duress", keep=session_key)
    alerts.tell("duress.signed_in", to=told_of(user), about=user, occurrence=occurrence)


def told_of(user: User) -> list[User]:
    """Supervisors, data protection officers and security focal points of the person's offices, not the person."""
    offices = Membership.objects.valid().filter(user=user).values("office")
    by_role = Membership.objects.valid().filter(office__in=offices, role__in=TOLD_ROLES)
    by_duty = Duty.objects.valid().filter(office__in=offices, code=DutyCode.SECURITY_FOCAL_POINT)
    ids = {*by_role.values_list("user", flat=True), *by_duty.values_list("user", flat=True)} - {user.pk}
    return list(User.objects.filter(pk__in=ids, is_active=True).order_by("pk"))


def told_about(reader: User) -> QuerySet[User]:
    """The other way round: the people of whose alerts this person is told."""
    by_role = Membership.objects.valid().filter(user=reader, role__in=TOLD_ROLES).values("office")
    by_duty = Duty.objects.valid().filter(user=reader, code=DutyCode.SECURITY_FOCAL_POINT).values("office")
    at = Membership.objects.valid().filter(Q(office__in=by_role) | Q(office__in=by_duty))
    return User.objects.filter(pk__in=at.values("user")).exclude(pk=reader.pk)
