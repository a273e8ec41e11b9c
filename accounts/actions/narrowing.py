"""An office narrows a role for itself: one person is enough to take something away, two give it back. Nobody widens."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import approvals
from accounts.actions.guards import must
from accounts.actions.sessions import end_sessions_of_role
from accounts.models import Approval, Office, OfficeRoleNarrowing, User
from accounts.permissions import EVERYONE, ROLE_PERMISSIONS, Permission, Role
from audit import events

KIND = "narrowing_end"
REASONS = {
    "needed": gettext_lazy("The work needs it"),
    "mistake": gettext_lazy("It was taken away by mistake"),
    "other": gettext_lazy("Another reason"),
}
# An office that could take these away could blind whoever watches over it, or leave nobody to stop a thief.
OVERSIGHT = frozenset(
    {Role.DATA_PROTECTION_OFFICER, Role.USER_ADMINISTRATOR, Role.SYSTEM_ADMINISTRATOR},
)
ALWAYS_KEPT: frozenset[Permission] = EVERYONE | {
    Permission.INBOX_READ,
    Permission.STAFF_SUSPEND,
    Permission.LOCKDOWN,
    Permission.BREAK_GLASS_REVIEW,
    Permission.CONFLICT_DECLARE,
    Permission.AUDIT_OWN,
}


def can_be_taken(role: Role) -> list[Permission]:
    """What an office may take out of a role, in the order of the list of permissions."""
    if role in OVERSIGHT:
        return []
    held = ROLE_PERMISSIONS[role] - ALWAYS_KEPT
    return [permission for permission in Permission if permission in held]


@transaction.atomic
def narrow_role(
    *, actor: User | None, office: Office, role: Role, permission: Permission
) -> OfficeRoleNarrowing:
    """Take a permission out of a role at this office; counts at once. Nothing here can add one.

    Raises PermissionDenied, ValidationError for what the role does not hold or what may not be taken.
    """
    must(actor, Permission.STAFF_MANAGE, office)
    role, permission = Role(role), Permission(permission)
    if permission not in can_be_taken(role):
        raise ValidationError(_("This cannot be taken out of this role."))
    row, _made = OfficeRoleNarrowing.objects.get_or_create(
        office=office, role=role, permission=permission, defaults={"set_by": actor}
    )
    _record("role.narrowed", row, actor)
    end_sessions_of_role(office, role)
    return row


def ask_to_give_back(*, actor: User, row: OfficeRoleNarrowing, reason: str) -> Approval:
    """Ask a second person to end a narrowing: more rights for somebody are a change upward. Raises as approvals.ask."""
    return approvals.ask(KIND, actor=actor, subject=row, office=row.office, reason=reason)


def give_back(approval: Approval, actor: User) -> None:
    """Part of the approval: the role is what the house's table says again."""
    row = OfficeRoleNarrowing.objects.filter(pk=approval.subject_id).select_related("office").first()
    if row is None:
        raise ValidationError(_("This has been given back already."))
    _record("role.restored", row, actor)
    office, role = row.office, Role(row.role)
    row.delete()
    end_sessions_of_role(office, role)


def describe(approval: Approval) -> approvals.Rows:
    """Which role would hold what again."""
    row = OfficeRoleNarrowing.objects.filter(pk=approval.subject_id).first()
    if row is None:
        return []
    return [
        {"label": _("Role"), "value": Role(row.role).label},
        {"label": _("Could then"), "value": Permission(row.permission).label},
    ]


def _record(name: str, row: OfficeRoleNarrowing, actor: User | None) -> None:
    facts = {"role": row.role, "permission": row.permission}
    events.record(name, subject=row, office=row.office_id, facts=facts, actor=actor)
