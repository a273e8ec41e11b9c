"""Which roles and duties need a second person (decision 0101): a pure question over permissions and periods."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from accounts.models import Duty, Membership, Office, User
from accounts.permissions import (
    DUTY_PERMISSIONS,
    EVERYONE,
    HEALTH_STANDS_IN,
    ROLE_PERMISSIONS,
    DutyCode,
    Permission,
    Role,
)

P = Permission
# What opens nobody's record, shows no single person and changes nobody's rights. Anything else is upward.
HARMLESS = EVERYONE | {P.INBOX_READ, P.AUDIT_OWN, P.STAFF_SUSPEND, P.REPORT_RUN, P.REPORT_VIEW}


def may_bring(role: Role) -> frozenset[Permission]:
    """The most a role can hold at an office, whoever else works there and whatever the office narrowed."""
    held = ROLE_PERMISSIONS[role]
    return held | HEALTH_STANDS_IN if role is Role.CASEWORKER else held


def held_throughout(
    user: User, office: Office, first: datetime, last: datetime | None
) -> frozenset[Permission]:
    """What the person's present roles and duties hold at the office during the whole of a period."""
    reaches = Q(valid_to__isnull=True) if last is None else Q(valid_to__isnull=True) | Q(valid_to__gte=last)
    here = Q(user=user, office=office, valid_from__lte=first) & reaches
    roles = Membership.objects.filter(here).values_list("role", flat=True)
    duties = Duty.objects.filter(here).values_list("code", flat=True)
    return _union(may_bring(Role(role)) for role in roles) | _union(
        DUTY_PERMISSIONS.get(DutyCode(code), frozenset()) for code in duties
    )


def _union(sets: Iterable[frozenset[Permission]]) -> frozenset[Permission]:
    return frozenset().union(*sets)


def is_upward(
    user: User, office: Office, what: Role | DutyCode, first: datetime, last: datetime | None
) -> bool:
    """True when `what` would let the person do more at the office than they may during the whole period."""
    brings = may_bring(what) if isinstance(what, Role) else DUTY_PERMISSIONS.get(what, frozenset())
    return bool(brings - HARMLESS - held_throughout(user, office, first, last))
