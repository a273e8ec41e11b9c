"""Roles and duties: given, and ended, never by oneself to oneself."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.actions.guards import must, not_oneself
from accounts.actions.sessions import end_sessions
from accounts.models import Duty, Membership, Office, User
from accounts.permissions import DutyCode, Permission, Role
from audit import events


@transaction.atomic
def give_role(
    *,
    actor: User | None,
    user: User,
    office: Office,
    role: Role,
    valid_from: datetime | None = None,
    valid_to: datetime | None = None,
) -> Membership:
    """Give a role at an office, for absence cover with an end. The person's sessions end, so that it counts at once."""
    must(actor, Permission.STAFF_MANAGE, office)
    not_oneself(actor, user)
    membership = Membership(
        user=user,
        office=office,
        role=Role(role),
        valid_from=valid_from or timezone.now(),
        valid_to=valid_to,
        given_by=actor,
    )
    membership.full_clean()
    membership.save()
    facts = {"user": user.pk, "role": str(role)}
    events.record("role.given", subject=membership, office=office.pk, facts=facts, actor=actor)
    user.forget_memberships()
    end_sessions(user=user, reason="role_changed")
    return membership


@transaction.atomic
def end_role(*, actor: User | None, membership: Membership) -> None:
    """End a role now. The row stays: who was what, and when, is never forgotten."""
    must(actor, Permission.STAFF_MANAGE, membership.office)
    not_oneself(actor, membership.user)
    now = timezone.now()
    Membership.objects.filter(pk=membership.pk).update(valid_to=max(now, membership.valid_from))
    facts = {"user": membership.user_id, "role": membership.role}
    events.record("role.ended", subject=membership, office=membership.office_id, facts=facts, actor=actor)
    membership.user.forget_memberships()
    end_sessions(user=membership.user, reason="role_changed")


@transaction.atomic
def give_duty(
    *,
    actor: User | None,
    user: User,
    office: Office,
    code: DutyCode,
    valid_from: datetime | None = None,
    valid_to: datetime | None = None,
) -> Duty:
    """Give a duty or a qualification (P6) beside a role; qualifications expire with `valid_to`."""
    must(actor, Permission.STAFF_MANAGE, office)
    not_oneself(actor, user)
    duty = Duty(
        user=user,
        office=office,
        code=DutyCode(code),
        valid_from=valid_from or timezone.now(),
        valid_to=valid_to,
        given_by=actor,
    )
    duty.full_clean()
    duty.save()
    facts = {"user": user.pk, "duty": str(code)}
    events.record("duty.given", subject=duty, office=office.pk, facts=facts, actor=actor)
    end_sessions(user=user, reason="role_changed")
    return duty


@transaction.atomic
def end_duty(*, actor: User | None, duty: Duty) -> None:
    """End a duty now."""
    must(actor, Permission.STAFF_MANAGE, duty.office)
    not_oneself(actor, duty.user)
    Duty.objects.filter(pk=duty.pk).update(valid_to=max(timezone.now(), duty.valid_from))
    facts = {"user": duty.user_id, "duty": duty.code}
    events.record("duty.ended", subject=duty, office=duty.office_id, facts=facts, actor=actor)
    end_sessions(user=duty.user, reason="role_changed")


def duties_now(user: User) -> QuerySet[Duty]:
    """The duties and qualifications that a person has now."""
    return Duty.objects.valid().filter(user=user).select_related("office")
