"""Who may do it: refusals that several actions share."""

import uuid

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from accounts.models import Approval, Membership, Office, User
from accounts.permissions import Permission

# The kinds of approval by which somebody gets a role or a duty (accounts.actions.roles).
UPWARD = ("role_upward", "duty_upward")


class NotYourself(ValidationError):
    """Somebody tried to give or take something of their own account."""


def must(actor: User | None, permission: Permission, office: Office) -> None:
    """Refuse an actor without the permission at the office concerned. None is the installation itself."""
    if actor is not None and not actor.can(permission, office):
        raise PermissionDenied(permission.value)


def not_oneself(actor: User | None, user: User) -> None:
    """User managers cannot grant themselves (confidentiality.md 7)."""
    if actor is not None and actor.pk == user.pk:
        raise NotYourself(_("You cannot change your own account. Ask another administrator."))


def office_ids_of(user: User) -> set[uuid.UUID]:
    """Where the person works, or last worked, or is to work once a second person has agreed."""
    mine = Membership.objects.filter(user=user)
    for found in (
        mine.valid().values_list("office_id", flat=True),
        mine.values_list("office_id", flat=True),
        Approval.objects.filter(
            subject_label="accounts.user", subject_id=user.pk, kind__in=UPWARD, office__isnull=False
        ).values_list("office_id", flat=True),
    ):
        if ids := {office_id for office_id in found if office_id is not None}:
            return ids
    return set()


def may_manage(actor: User | None, user: User) -> None:
    """Refuse an actor who manages staff at none of the person's offices."""
    if actor is not None and not office_ids_of(user) & set(actor.offices_with(Permission.STAFF_MANAGE)):
        raise PermissionDenied(Permission.STAFF_MANAGE.value)
