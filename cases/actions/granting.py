"""Access to one case by name: given, and ended. Who may is decided by the actions that call these."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.auth.models import Permission as GuardianPermission
from django.utils import timezone

from accounts.models import User
from accounts.policy import GrantKind
from cases import access
from cases.models import Case, CaseGrant
from cases.models.grants import CODENAMES, USUAL_CODENAME

if TYPE_CHECKING:
    from accounts.models import Office


def grant_access(
    *,
    case: Case,
    user: User,
    given_by: User,
    kind: str,
    reason: str,
    office: "Office | None" = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> CaseGrant:
    """Give somebody access to one case by name, under the office of the case unless another is said.

    Part of other actions: writes no event. A grant of the same kind of key that the person has is replaced.
    """
    grant, _created = CaseGrant.objects.update_or_create(
        user=user,
        content_object=case,
        permission_id=grant_permission(kind),
        defaults={
            "office_id": office.pk if office else case.office_id,
            "kind": kind,
            "reason": reason,
            "given_by": given_by,
            "valid_from": since or timezone.now(),
            "valid_to": until,
        },
    )
    access.forget_reach(case)
    return grant


def grant_permission(kind: str) -> int:
    """The id of guardian's permission that a grant of this kind gives."""
    codename = CODENAMES.get(GrantKind(kind), USUAL_CODENAME)
    found = GuardianPermission.objects.filter(content_type__app_label="cases", codename=codename)
    return found.values_list("pk", flat=True).get()
