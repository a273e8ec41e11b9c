"""What can happen to an approval: asked, approved, refused, withdrawn, expired, used."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import alerts, factors, settings_register
from accounts.approvals.kinds import (
    KINDS,
    LATER,
    AskerGone,
    DecisionOver,
    FactorTooOld,
    NotApproved,
    NotForYou,
    State,
    Subject,
    deciders,
    may_decide,
)
from accounts.models import Approval, Office, User
from audit import context, events
from audit.facts import CODE


@transaction.atomic
def ask(
    kind: str,
    *,
    actor: User,
    subject: Subject,
    office: Office | None,
    reason: str,
    facts: Mapping[str, Any] | None = None,
    note: str = "",
    scope: uuid.UUID | None = None,
) -> Approval:
    """Ask for a deed; tells those who may approve it. The same asking that still waits is given back.

    `office` None means that anybody who holds the permission anywhere may decide. `scope` is the case the
    subject belongs to. Raises PermissionDenied, FactorTooOld, ValidationError for a reason of no list.
    """
    spec = KINDS[kind]
    require_fresh_factor()
    if not actor.can(spec.ask, office):
        raise PermissionDenied(spec.ask.value)
    if not CODE.fullmatch(reason) or (spec.reasons and reason not in spec.reasons):
        raise ValidationError(_("Choose a reason from the list."))
    label, number = _named(subject)
    same = {"kind": kind, "subject_label": label, "subject_id": number, "facts": _codes(facts or {})}
    waiting = Approval.objects.filter(
        **same, asked_by=actor, office=office, state=State.ASKED, expires_at__gt=timezone.now()
    ).first()
    if waiting is not None:
        return waiting
    hours = spec.waits_hours or settings_register.value("accounts.approval_waits_hours", office)
    approval = Approval(
        **same,
        asked_by=actor,
        office=office,
        reason=reason,
        note=note,
        scope=scope or (number if label == "cases.case" else None),
        expires_at=timezone.now() + timedelta(hours=hours),
    )
    approval.full_clean(exclude={"envelope"})
    approval.save()
    _record("approval.asked", approval, actor)
    alerts.tell("approval.asked", to=deciders(approval), about=approval)
    return approval


def require_fresh_factor() -> None:
    """Raises FactorTooOld within a request whose second factor is older than five minutes."""
    request = context.current().request
    if request is not None and not factors.passed_recently(request):
        raise FactorTooOld


def _named(subject: Subject) -> tuple[str, uuid.UUID]:
    if isinstance(subject, tuple):
        return subject[0].lower(), uuid.UUID(str(subject[1]))
    return subject._meta.label_lower, uuid.UUID(str(subject.pk))


def _codes(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts as stored. Raises ValueError for anything that is no code, identifier, number or flag."""

    def stored(value: Any) -> Any:
        if value is None or isinstance(value, bool | int):
            return value
        if isinstance(value, list | tuple | set | frozenset):
            return [stored(item) for item in value]
        text = str(value)
        if not CODE.fullmatch(text):
            raise ValueError("facts of an approval are codes, identifiers, numbers and flags")
        return text

    return {str(stored(key)): stored(value) for key, value in facts.items()}


def _record(name: str, approval: Approval, actor: User | None, **facts: Any) -> None:
    """One event, filed under what the approval is about."""
    events.record(
        name,
        subject=approval.subject,
        office=approval.office_id,
        scope=approval.scope,
        facts={"kind": approval.kind, "approval": approval.pk, **facts},
        actor=actor,
    )


@transaction.atomic
def approve(*, actor: User, approval: Approval) -> Approval:
    """Agree as the second person; `perform` of the kind runs in this transaction.

    Raises NotForYou, FactorTooOld, DecisionOver, AskerGone, and what `perform` raises.
    """
    row = _lock_for_decision(actor, approval)
    spec = KINDS[row.kind]
    asker = User.objects.get(pk=row.asked_by_id)
    if not asker.can(spec.ask, row.office):
        raise AskerGone(_("Who asked for this may not ask for it any more. Refuse it."))
    hours = spec.lasts_hours or settings_register.value("accounts.approval_lasts_hours", row.office)
    now = timezone.now()
    _change(
        row, state=State.APPROVED, decided_by=actor, decided_at=now, expires_at=now + timedelta(hours=hours)
    )
    _record("approval.approved", row, actor)
    alerts.tell("approval.approved", to=[asker], about=row)
    if spec.perform is not None and spec.perform(row, actor) is not LATER:
        _change(row, used_at=timezone.now())
    return row


@transaction.atomic
def refuse(*, actor: User, approval: Approval, reason: str) -> Approval:
    """Say no as the second person, with a reason code. Raises NotForYou, FactorTooOld, DecisionOver."""
    row = _lock_for_decision(actor, approval)
    if reason not in Approval.RefusalReason:
        raise ValidationError(_("Choose a reason from the list."))
    _change(row, state=State.REFUSED, decided_by=actor, decided_at=timezone.now(), decision_reason=reason)
    _record("approval.refused", row, actor, reason=reason)
    alerts.tell("approval.refused", to=[row.asked_by], about=row)
    return row


@transaction.atomic
def withdraw(*, actor: User, approval: Approval) -> Approval:
    """Take one's own asking back, or call off what was approved and is not done yet.

    The second may who asked and whoever may decide. Raises NotForYou, DecisionOver when it is over or done.
    """
    row = _lock(approval)
    if row.asked_by_id != actor.pk and not (row.is_unused and may_decide(actor, row)):
        raise NotForYou
    if row.is_unused:
        return close(row, actor)
    if not row.is_open:
        raise DecisionOver(_("This was decided already, or it is too old."))
    _change(row, state=State.WITHDRAWN, decided_at=timezone.now())
    _record("approval.withdrawn", row, actor)
    return row


@transaction.atomic
def close(approval: Approval, actor: User | None = None) -> Approval:
    """End an approval that nobody made use of. Part of actions that have asked who may."""
    row = _lock(approval)
    if row.is_unused:
        _change(row, expires_at=timezone.now())
        _record("approval.withdrawn", row, actor)
        telling = [person for person in (row.asked_by, row.decided_by) if person and person != actor]
        alerts.tell("approval.withdrawn", to=telling, about=row)
    return row


def withdraw_all_of(person: User) -> int:
    """Take back everything that somebody asked for and nobody decided or used: their account is not trusted."""
    rows = Approval.objects.plain().select_for_update().filter(asked_by=person, state=State.ASKED)
    for row in rows:
        _change(row, state=State.WITHDRAWN, decided_at=timezone.now())
        _record("approval.withdrawn", row, None)
    return len(rows)


@transaction.atomic
def expire() -> int:
    """Close what nobody decided in time (by beat); says how many."""
    rows = Approval.objects.plain().select_for_update(skip_locked=True)
    late = list(rows.filter(state=State.ASKED, expires_at__lte=timezone.now()).order_by("pk")[:500])
    for row in late:
        _change(row, state=State.EXPIRED)
        _record("approval.expired", row, None)
        alerts.tell("approval.expired", to=[row.asked_by], about=row)
    return len(late)


def _lock(approval: Approval) -> Approval:
    return Approval.objects.select_for_update(of=("self",)).get(pk=approval.pk)


def _lock_for_decision(actor: User, approval: Approval) -> Approval:
    require_fresh_factor()
    row = _lock(approval)
    if not may_decide(actor, row):
        raise NotForYou
    if not row.is_open:
        raise DecisionOver(_("This was decided already, or it is too old."))
    return row


def _change(row: Approval, **columns: Any) -> None:
    """Set plain columns; the sealed note is left as it is."""
    for name, given in columns.items():
        setattr(row, name, given)
    Approval.objects.filter(pk=row.pk).update(**columns)


@transaction.atomic
def require_approved(kind: str, subject: Subject, *, facts: Mapping[str, Any] | None = None) -> Approval:
    """The unused approval of a deed, which is used up by asking. For kinds without `perform`.

    With `facts` only an approval of exactly these. Raises NotApproved when there is none, it is too old,
    or one of the two persons may not ask for or approve it any more.
    """
    label, number = _named(subject)
    rows = Approval.objects.select_for_update(of=("self",)).filter(
        kind=kind, subject_label=label, subject_id=number, state=State.APPROVED, used_at__isnull=True
    )
    rows = rows.filter(expires_at__gt=timezone.now())
    if facts is not None:
        rows = rows.filter(facts=_codes(facts))
    row = rows.order_by("decided_at").first()
    if row is None or not _still_stands(row):
        raise NotApproved(kind)
    _change(row, used_at=timezone.now())
    _record("approval.used", row, None)
    return row


def _still_stands(row: Approval) -> bool:
    """Both persons could do today what they did then."""
    people = User.objects.in_bulk([row.asked_by_id, row.decided_by_id])
    asker, decider = people[row.asked_by_id], people[row.decided_by_id]  # type: ignore[index]  # approved: there is one
    return asker.can(KINDS[row.kind].ask, row.office) and may_decide(decider, row)


def of_subject(subject: Subject, kinds: Iterable[str] | None = None) -> models.QuerySet[Approval]:
    """Everything asked about a record, the newest first, without opening notes."""
    label, number = _named(subject)
    rows = Approval.objects.plain().filter(subject_label=label, subject_id=number).order_by("-asked_at")
    found: models.QuerySet[Approval] = rows if kinds is None else rows.filter(kind__in=list(kinds))
    return found
