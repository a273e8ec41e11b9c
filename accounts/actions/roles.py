"""Roles and duties: given, and ended, never by oneself to oneself, and never upward by one person alone."""

from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import alerts, approvals, upward
from accounts.actions.guards import may_manage, must, not_oneself, office_ids_of
from accounts.actions.sessions import end_sessions
from accounts.models import Approval, Duty, Membership, Office, User
from accounts.permissions import DutyCode, Permission, Role
from audit import events


class NeedsSecondPerson(PermissionDenied):
    """One person alone tried to give somebody more than they have."""


# --- asking: at once where nothing is added, else by a second person ---------------------------------------------


@transaction.atomic
def ask_role(
    *,
    actor: User,
    user: User,
    office: Office,
    role: Role,
    reason: str,
    valid_from: datetime | None = None,
    valid_to: datetime | None = None,
) -> Membership | Approval:
    """Give a role, or ask a second person for it where it is upward (decision 0101)."""
    _may_give(actor, user, office)
    first = valid_from or timezone.now()
    if not upward.is_upward(user, office, role, first, valid_to):
        return give_role(
            actor=actor, user=user, office=office, role=role, valid_from=valid_from, valid_to=valid_to
        )
    if Membership.objects.valid().filter(user=user, office=office, role=role, valid_to__isnull=True).exists():
        raise ValidationError(_("The person has this role already."))
    facts = {"role": str(role), **_period(valid_from, valid_to)}
    return approvals.ask("role_upward", actor=actor, subject=user, office=office, reason=reason, facts=facts)


@transaction.atomic
def ask_duty(
    *,
    actor: User,
    user: User,
    office: Office,
    code: DutyCode,
    reason: str,
    valid_from: datetime | None = None,
    valid_to: datetime | None = None,
) -> Duty | Approval:
    """Give a duty, or ask a second person for it where it adds permissions."""
    _may_give(actor, user, office)
    first = valid_from or timezone.now()
    if not upward.is_upward(user, office, code, first, valid_to):
        return give_duty(
            actor=actor, user=user, office=office, code=code, valid_from=valid_from, valid_to=valid_to
        )
    facts = {"duty": str(code), **_period(valid_from, valid_to)}
    return approvals.ask("duty_upward", actor=actor, subject=user, office=office, reason=reason, facts=facts)


def _may_give(actor: User, user: User, office: Office) -> None:
    """Staff managers of the office, for somebody new or somebody they manage already."""
    must(actor, Permission.STAFF_MANAGE, office)
    not_oneself(actor, user)
    if office_ids_of(user):
        may_manage(actor, user)


def _period(valid_from: datetime | None, valid_to: datetime | None) -> dict[str, int | None]:
    """A period as numbers: what is asked holds no text."""
    return {
        "from": int(valid_from.timestamp()) if valid_from else None,
        "to": int(valid_to.timestamp()) if valid_to else None,
    }


def period_of(approval: Approval) -> tuple[datetime | None, datetime | None]:
    """The period that was asked for."""
    first, last = (approval.facts.get(name) for name in ("from", "to"))
    return tuple(datetime.fromtimestamp(each, UTC) if each else None for each in (first, last))  # type: ignore[return-value]  # two of them


def give_approved(approval: Approval, actor: User) -> None:
    """What an approval of `role_upward` or `duty_upward` does: the second person is `actor`."""
    user = User.objects.get(pk=approval.subject_id)
    first, last = period_of(approval)
    if first is not None and first < timezone.now():
        first = None
    given: dict[str, Any] = {"user": user, "office": approval.office, "valid_from": first, "valid_to": last}
    given |= {"actor": approval.asked_by, "second": actor}
    if approval.kind == "role_upward":
        give_role(role=Role(approval.facts["role"]), **given)
    else:
        give_duty(code=DutyCode(approval.facts["duty"]), **given)


# --- giving ------------------------------------------------------------------------------------------------------


@transaction.atomic
def give_role(
    *,
    actor: User | None,
    user: User,
    office: Office,
    role: Role,
    valid_from: datetime | None = None,
    valid_to: datetime | None = None,
    second: User | None = None,
) -> Membership:
    """Give a role at an office, for absence cover with an end. The person's sessions end, so that it counts at once.

    `second` is the person who approved. Raises NeedsSecondPerson without one where the role is upward.
    """
    _check_giver(actor, user, office, Role(role), valid_from, valid_to, second)
    membership = Membership(
        user=user,
        office=office,
        role=Role(role),
        valid_from=valid_from or timezone.now(),
        valid_to=valid_to,
        given_by=actor,
        approved_by=second,
    )
    membership.full_clean()
    membership.save()
    facts = {"user": user.pk, "role": str(role)}
    events.record("role.given", subject=membership, office=office.pk, facts=facts, actor=actor)
    _tell(user, membership)
    return membership


@transaction.atomic
def give_duty(
    *,
    actor: User | None,
    user: User,
    office: Office,
    code: DutyCode,
    valid_from: datetime | None = None,
    valid_to: datetime | None = None,
    second: User | None = None,
) -> Duty:
    """Give a duty (P6) beside a role."""
    _check_giver(actor, user, office, DutyCode(code), valid_from, valid_to, second)
    duty = Duty(
        user=user,
        office=office,
        code=DutyCode(code),
        valid_from=valid_from or timezone.now(),
        valid_to=valid_to,
        given_by=actor,
        approved_by=second,
    )
    duty.full_clean()
    duty.save()
    facts = {"user": user.pk, "duty": str(code)}
    events.record("duty.given", subject=duty, office=office.pk, facts=facts, actor=actor)
    _tell(user, duty)
    return duty


def _check_giver(
    actor: User | None,
    user: User,
    office: Office,
    what: Role | DutyCode,
    valid_from: datetime | None,
    valid_to: datetime | None,
    second: User | None,
) -> None:
    """Who gives manages staff there, is not the person, and is not alone where it is upward."""
    must(actor, Permission.STAFF_MANAGE, office)
    not_oneself(actor, user)
    if actor is None:
        return
    alone = second is None or second.pk in (actor.pk, user.pk)
    if alone and upward.is_upward(user, office, what, valid_from or timezone.now(), valid_to):
        raise NeedsSecondPerson(str(what))


def _tell(user: User, row: Membership | Duty) -> None:
    """The change counts at once and its holder knows of it."""
    user.forget_memberships()
    end_sessions(user=user, reason="role_changed")
    alerts.tell("role.given", to=[user], occurrence=str(row.pk))


# --- ending ------------------------------------------------------------------------------------------------------


@transaction.atomic
def end_role(*, actor: User | None, membership: Membership) -> None:
    """End a role now. The row stays: who was what, and when, is never forgotten."""
    must(actor, Permission.STAFF_MANAGE, membership.office)
    not_oneself(actor, membership.user)
    close_role(membership, actor)


def close_role(membership: Membership, actor: User | None) -> None:
    """Set the end and let it count at once: part of actions that have asked who may."""
    now = timezone.now()
    Membership.objects.filter(pk=membership.pk).update(valid_to=max(now, membership.valid_from))
    facts = {"user": membership.user_id, "role": membership.role}
    events.record("role.ended", subject=membership, office=membership.office_id, facts=facts, actor=actor)
    membership.user.forget_memberships()
    end_sessions(user=membership.user, reason="role_changed")


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
    """The duties that a person has now."""
    return Duty.objects.valid().filter(user=user).select_related("office")
