"""A colleague lost every second factor: one person asks for the reset, another one approves it (decision 0102).

At once where both saw the person face to face; else after a delay, within which the person who signs in
with a factor, or anybody who may decide, calls it off.
"""

from datetime import datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import alerts, approvals, settings_register, standing_in
from accounts.actions.guards import not_oneself
from accounts.actions.people import make_link
from accounts.actions.sessions import end_sessions
from accounts.models import Approval, Office, RecoveryCode, TotpSecret, User
from accounts.permissions import Permission
from audit import events

KIND = "second_factor_reset"
# The one-time link after a reset may be made within this time.
LINK_WITHIN = timedelta(days=3)


def helper_offices(actor: User, user: User) -> list[Office]:
    """The actor's offices from which this colleague can be helped: a shared one, or one that stands in for theirs."""
    found: dict[Any, Office] = {}
    for home in standing_in.offices_of(user):
        if not standing_in.stands_in(actor, Permission.STAFF_APPROVE, home, {user.pk}):
            continue
        for circle in standing_in.circles(home):
            mine = [office for office in circle if actor.can(Permission.STAFF_APPROVE, office)]
            found |= {office.pk: office for office in Office.objects.filter(pk__in=mine)}
    return list(found.values())


@transaction.atomic
def ask_reset(*, actor: User, user: User, identified: bool = False) -> Approval:
    """Ask a second person to agree that a colleague begins anew. Asking twice is asking once.

    The second person is of the asker's office (or stands in for it). Raises NotYourself, PermissionDenied.
    """
    not_oneself(actor, user)
    offices = helper_offices(actor, user)
    if not offices:
        raise PermissionDenied(Permission.STAFF_APPROVE.value)
    waiting = open_reset(user)
    if waiting is not None:
        return waiting
    facts = {"identified": identified, "away": offices[0] not in standing_in.offices_of(user)}
    approval = approvals.ask(
        KIND, actor=actor, subject=user, office=offices[0], reason="factor_lost", facts=facts
    )
    events.record("second_factor.reset_asked", subject=user, facts={"user": user.pk}, actor=actor)
    return approval


def open_reset(user: User) -> Approval | None:
    """The reset that waits for a second person, or for its time."""
    rows = approvals.of_subject(user, [KIND]).filter(expires_at__gt=timezone.now(), used_at__isnull=True)
    return rows.filter(state__in=(Approval.State.ASKED, Approval.State.APPROVED)).first()


def takes_effect(approval: Approval) -> datetime:
    """When an approved reset is carried out."""
    if approval.decided_at is None or approval.facts["identified"]:
        return approval.decided_at or approval.expires_at
    hours = settings_register.value("accounts.reset_delay_hours", approval.office)
    return approval.decided_at + timedelta(hours=hours)


def on_approval(approval: Approval, actor: User) -> object:
    """At the approval: carry it out now, or leave it to `carry_out_due` and tell the person of the delay."""
    user = User.objects.get(pk=approval.subject_id)
    if approval.facts["identified"]:
        _reset(user, actor)
        return None
    alerts.tell("second_factor.reset_approved", to=[user], about=approval)
    return approvals.LATER


def carry_out_due() -> int:
    """Carry out the approved resets whose delay is over (by beat); says how many."""
    rows = Approval.objects.plain().filter(
        kind=KIND, state=Approval.State.APPROVED, used_at__isnull=True, expires_at__gt=timezone.now()
    )
    due = [row for row in rows.select_related("office") if takes_effect(row) <= timezone.now()]
    done = 0
    for row in due:
        with transaction.atomic():
            user = User.objects.select_for_update().get(pk=row.subject_id)
            try:
                approvals.require_approved(KIND, user, facts=row.facts)
            except approvals.NotApproved:
                continue
            _reset(user, None)
            done += 1
    return done


def call_off_by_owner(user: User) -> None:
    """The person signed in with a factor, so nothing was lost: what waits is called off."""
    waiting = open_reset(user)
    if waiting is not None and waiting.state == Approval.State.APPROVED:
        approvals.close(waiting)


def _reset(user: User, actor: User | None) -> None:
    """Take away every factor and the password, and end the sessions."""
    Authenticator.objects.filter(user=user).delete()
    TotpSecret.objects.filter(user=user).delete()
    RecoveryCode.objects.filter(user=user).delete()
    user.set_unusable_password()
    user.save(update_fields=["password"])
    events.record("second_factor.reset", subject=user, facts={"user": user.pk}, actor=actor)
    end_sessions(user=user, reason="factor_changed")
    alerts.tell("second_factor.reset", to=[user], occurrence=timezone.now().isoformat())


@transaction.atomic
def link_after_reset(*, actor: User, approval: Approval) -> str:
    """The one-time link for who begins anew, for the person who asked for the reset, to hand over in person."""
    user = User.objects.get(pk=approval.subject_id)
    if not may_make_link(actor, approval):
        raise PermissionDenied(Permission.STAFF_APPROVE.value)
    return make_link(user, approval.office, actor)


def may_make_link(actor: User, approval: Approval) -> bool:
    """Within three days of the reset, for who asked for it, while the person has neither password nor factor."""
    if approval.kind != KIND or approval.asked_by_id != actor.pk or approval.used_at is None:
        return False
    user = User.objects.get(pk=approval.subject_id)
    fresh = timezone.now() - approval.used_at < LINK_WITHIN
    return fresh and user.is_current and not user.has_usable_password()


def describe(approval: Approval) -> approvals.Rows:
    """What would happen, for the page of the approval."""
    user = User.objects.get(pk=approval.subject_id)
    seen = approval.facts["identified"]
    rows = [
        {"label": _("Member of staff"), "value": user.display_name},
        {
            "label": _("What happens"),
            "value": _("Every second factor and the password are taken away; the person begins anew."),
        },
        {
            "label": _("Identified"),
            "value": _("Both of you have seen the person face to face. It takes effect at once.")
            if seen
            else _("Not seen by two people. It takes effect after a delay, and the person is told now."),
        },
    ]
    if approval.used_at and not user.has_usable_password():
        link = reverse("accounts:reset-link", args=[approval.pk])
        rows.append(
            {"label": _("One-time link"), "value": _("For who asked"), "url": link, "action": _("Make")}
        )
    return rows
