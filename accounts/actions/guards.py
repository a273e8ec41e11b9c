"""Who may do it: refusals that several actions share."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from accounts.models import Membership, Office, User
from accounts.permissions import Permission


class NotYourself(ValidationError):
    """Somebody tried to give or take something of their own account."""


def must(actor: User | None, permission: Permission, office: Office) -> None:
    """Refuse an actor without the permission at the office concerned. None is the installation itself."""
    if actor is not None and not actor.can(permission, office):
        raise PermissionDenied(permission.value)


def not_oneself(actor: User | None, user: User) -> None:
    """User managers cannot grant themselves (confidentiality.md 7)."""
    if actor is not None and actor.pk == user.pk:
        raise NotYourself(_("You cannot change your own roles. Ask another administrator."))


def may_manage(actor: User | None, user: User) -> None:
    """Refuse an actor who manages staff at none of the offices where the person works, or last worked."""
    if actor is None:
        return
    offices = {membership.office_id for membership in Membership.objects.valid().filter(user=user)}
    if not offices:
        offices = set(Membership.objects.filter(user=user).values_list("office_id", flat=True))
    if not offices & set(actor.offices_with(Permission.STAFF_MANAGE)):
        raise PermissionDenied(Permission.STAFF_MANAGE.value)
