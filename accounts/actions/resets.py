"""A colleague lost every second factor: one administrator asks for the reset, another approves it."""

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions.guards import may_manage, not_oneself
from accounts.actions.people import invite
from accounts.actions.sessions import end_sessions
from accounts.models import FactorReset, Office, RecoveryCode, TotpSecret, User
from audit import events


class SameAdministrator(ValidationError):
    """Who asked for a reset cannot approve it."""


def open_reset(user: User) -> FactorReset | None:
    """The reset that waits for a second administrator, if one was asked for."""
    return FactorReset.objects.filter(user=user, approved_at__isnull=True).first()


@transaction.atomic
def ask_reset(*, actor: User, user: User) -> FactorReset:
    """Ask another administrator to approve that a colleague begins anew. Asking twice is asking once."""
    may_manage(actor, user)
    not_oneself(actor, user)
    reset, made = FactorReset.objects.get_or_create(user=user, approved_at=None, defaults={"asked_by": actor})
    if made:
        events.record("second_factor.reset_asked", subject=user, facts={"user": user.pk}, actor=actor)
    return reset


@transaction.atomic
def approve_reset(*, actor: User, reset: FactorReset, office: Office) -> str:
    """Take away every factor and the password, and give the token of a one-time link to hand over in person.

    Raises SameAdministrator for who asked, NotYourself for the colleague concerned.
    """
    user = reset.user
    may_manage(actor, user)
    not_oneself(actor, user)
    if reset.asked_by_id == actor.pk:
        raise SameAdministrator(_("You asked for this reset. Another administrator has to approve it."))
    FactorReset.objects.filter(pk=reset.pk).update(approved_by=actor, approved_at=timezone.now())
    Authenticator.objects.filter(user=user).delete()
    TotpSecret.objects.filter(user=user).delete()
    RecoveryCode.objects.filter(user=user).delete()
    user.set_unusable_password()
    user.save(update_fields=["password"])
    events.record("second_factor.reset", subject=user, facts={"user": user.pk}, actor=actor)
    end_sessions(user=user, reason="factor_changed")
    return invite(actor=actor, user=user, office=office)
