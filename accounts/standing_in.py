"""Who is the second person where an office has none (decision 0102).

Those who hold the permission at the office itself; if nobody there does but the people concerned, those at
other offices of the same organisation; if there is nobody either, those at the partner office that was
named in advance. The next circle counts only while the nearer one is empty.
"""

import uuid
from collections.abc import Collection, Iterable

from django.db.models import Q, QuerySet

from accounts.approvals import holders
from accounts.models import Approval, Membership, Office, User
from accounts.permissions import Permission


def circles(office: Office) -> Iterable[list[uuid.UUID]]:
    """The offices to ask, nearest first."""
    yield [office.pk]
    siblings = Office.objects.filter(organisation=office.organisation_id, is_active=True)
    yield list(siblings.exclude(pk=office.pk).values_list("pk", flat=True))
    yield [office.partner_id] if office.partner_id else []


def near(permission: Permission, office: Office, without: Collection[uuid.UUID] = ()) -> list[User]:
    """The people of the nearest circle that has any, leaving out those concerned."""
    people = [person for person in holders(permission) if person.pk not in without]
    for offices in circles(office):
        found = [person for person in people if any(person.can(permission, each) for each in offices)]
        if found:
            return found
    return []


def stands_in(person: User, permission: Permission, office: Office, without: Collection[uuid.UUID]) -> bool:
    """True when this person belongs to the nearest circle for `office`."""
    return any(each.pk == person.pk for each in near(permission, office, without))


def decides(approval: Approval, person: User) -> bool:
    """Who may be the second person for a change of staff: a rule for kinds (Kind.decides)."""
    if approval.office is None:
        return False
    concerned = {approval.asked_by_id, approval.subject_id}
    return stands_in(person, Permission.STAFF_APPROVE, approval.office, concerned)


def within(person: User) -> Q:
    """The askings of offices in whose circles this person could be (Kind.within)."""
    return Q(office__in=offices_within(person, Permission.STAFF_APPROVE))


def offices_within(person: User, permission: Permission) -> QuerySet[Office]:
    """The offices in whose circles this person could be for `permission`: the own, their organisation's, partners."""
    own = person.offices_with(permission)
    found = Office.objects.filter(Q(pk__in=own) | Q(partner__in=own) | Q(organisation__offices__in=own))
    return found.values("pk")  # type: ignore[return-value]  # for use in a condition


def offices_of(user: User) -> list[Office]:
    """The offices where somebody works, or else those where they worked last."""
    rows = Membership.objects.filter(user=user).select_related("office").order_by("-valid_from")
    now = [row.office for row in rows if row.is_valid]
    return list({office.pk: office for office in now or [row.office for row in rows[:1]]}.values())
