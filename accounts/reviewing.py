"""The access review: which roles somebody has to look at again, and by whom (decision 0103)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from accounts import settings_register, standing_in
from accounts.actions.roles import close_role
from accounts.models import AccessReview, Membership, Office, User
from accounts.permissions import Permission
from audit import events


@dataclass(frozen=True)
class Due:
    """A role to look at: since when it stands unlooked-at, and until when somebody has to."""

    membership: Membership
    looked_at: datetime
    due_at: datetime
    may_review: bool

    @property
    def is_overdue(self) -> bool:
        """True once the day has passed."""
        return self.due_at <= timezone.now()


def roles_of(office: Office) -> QuerySet[Membership]:
    """The roles valid at an office, each with the moment of its last confirmation."""
    last = AccessReview.objects.filter(
        membership=OuterRef("pk"), outcome=AccessReview.Outcome.CONFIRMED
    ).order_by("-reviewed_at")
    rows = Membership.objects.valid().filter(office=office).select_related("user", "office")
    found: QuerySet[Membership] = rows.annotate(
        confirmed_at=Subquery(last.values("reviewed_at")[:1])
    ).order_by("user__display_name", "role")
    return found


def offices_for(reviewer: User) -> list[Office]:
    """The offices whose access this person reviews: the own ones, and those whose last reviewer is themselves reviewed."""
    own = Office.objects.filter(pk__in=reviewer.offices_with(Permission.ACCESS_REVIEW))
    near = Office.objects.filter(is_active=True, organisation__offices__in=own) | Office.objects.filter(
        is_active=True, partner__in=own
    )
    others = [
        office
        for office in near.distinct().exclude(pk__in=[each.pk for each in own])
        if any(due.may_review for due in list_of(office, reviewer))
    ]
    return [*own, *others]


def list_of(office: Office, reviewer: User) -> list[Due]:
    """Every role at an office, the longest unlooked-at first."""
    days = timedelta(days=settings_register.value("accounts.access_review_days", office))
    here = reviewer.can(Permission.ACCESS_REVIEW, office)
    rows = []
    for membership in roles_of(office):
        looked_at = membership.confirmed_at or membership.given_at  # type: ignore[attr-defined]  # annotated above
        may = may_review(reviewer, membership) if not here else membership.user_id != reviewer.pk
        rows.append(Due(membership, looked_at, looked_at + days, may))
    return sorted(rows, key=lambda due: (due.due_at, due.membership.user.display_name))


def may_review(reviewer: User, membership: Membership) -> bool:
    """True for a reviewer of the office, or who stands in there, and never for oneself."""
    if reviewer.pk == membership.user_id:
        return False
    return standing_in.stands_in(reviewer, Permission.ACCESS_REVIEW, membership.office, {membership.user_id})


@transaction.atomic
def review(*, actor: User, membership: Membership, keep: bool) -> AccessReview:
    """Confirm a role, or end it now. Raises PermissionDenied for oneself and for who does not review there."""
    if not may_review(actor, membership):
        raise PermissionDenied(Permission.ACCESS_REVIEW.value)
    outcome = AccessReview.Outcome.CONFIRMED if keep else AccessReview.Outcome.ENDED
    row = AccessReview.objects.create(membership=membership, outcome=outcome, reviewed_by=actor)
    if not keep:
        close_role(membership, actor)
    facts: dict[str, Any] = {"user": membership.user_id, "role": membership.role, "decision": str(outcome)}
    events.record("role.reviewed", subject=membership, office=membership.office_id, facts=facts, actor=actor)
    return row


def overdue(office: Office) -> int:
    """How many roles at an office nobody looked at in time."""
    days = timedelta(days=settings_register.value("accounts.access_review_days", office))
    limit = timezone.now() - days
    return sum(
        (row.confirmed_at or row.given_at) <= limit  # type: ignore[attr-defined]  # annotated above
        for row in roles_of(office)
    )
