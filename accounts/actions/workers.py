"""Qualifications entered and withdrawn, supervision talks recorded (domain/practice.md P6)."""

import uuid
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions.guards import may_manage, not_oneself, office_ids_of
from accounts.models import (
    Qualification,
    QualificationEvidence,
    QualificationKind,
    SupervisionTalk,
    TalkKind,
    User,
)
from accounts.permissions import Permission
from audit import events


@transaction.atomic
def give_qualification(
    *,
    actor: User | None,
    user: User,
    kind: QualificationKind | str,
    since: date,
    until: date | None = None,
    evidence: str = "",
) -> Qualification:
    """Note that `user` is qualified. It adds no permission, so one staff manager suffices, never the person.

    Raises PermissionDenied, NotYourself, ValidationError where the end lies before the beginning.
    """
    may_manage(actor, user)
    not_oneself(actor, user)
    if until is not None and until < since:
        raise ValidationError(_("The end lies before the beginning."))
    row = Qualification.objects.create(
        user=user, kind=QualificationKind(kind), since=since, until=until, entered_by=actor
    )
    if evidence.strip():
        QualificationEvidence(qualification=row, note=evidence.strip()).save()
    facts = {"user": user.pk, "kind": row.kind, "effect_from": since.isoformat()}
    events.record("qualification.given", subject=row, facts=facts, actor=actor)
    return row


@transaction.atomic
def withdraw_qualification(*, actor: User, qualification: Qualification) -> None:
    """End a qualification now. The row stays: who was qualified when somebody was interviewed is not forgotten."""
    row = (
        Qualification.objects.select_for_update(of=("self",)).select_related("user").get(pk=qualification.pk)
    )
    may_manage(actor, row.user)
    not_oneself(actor, row.user)
    if row.withdrawn_at is not None:
        return
    row.withdrawn_at, row.withdrawn_by = timezone.now(), actor
    row.save(update_fields=["withdrawn_at", "withdrawn_by"])
    events.record(
        "qualification.withdrawn", subject=row, facts={"user": row.user_id, "kind": row.kind}, actor=actor
    )


def supervises(actor: User, user: User) -> bool:
    """True when `actor` is a supervisor at an office where `user` works, and somebody else."""
    shared = office_ids_of(user) & set(actor.offices_with(Permission.SUPERVISE))
    return actor.pk != user.pk and bool(shared)


@transaction.atomic
def record_talk(
    *, actor: User, user: User, held_on: date, kind: TalkKind | str, note: str = ""
) -> SupervisionTalk:
    """Note a talk that `actor` held with `user`. Raises PermissionDenied, ValidationError for a day to come."""
    if not supervises(actor, user):
        raise PermissionDenied(Permission.SUPERVISE.value)
    if held_on > timezone.localdate() + timedelta(days=1):
        raise ValidationError(_("This day has not come yet."))
    row = SupervisionTalk(user=user, held_on=held_on, kind=TalkKind(kind), held_by=actor, note=note.strip())
    row.save()
    office = _shared_office(actor, user)
    facts = {"user": user.pk, "kind": row.kind}
    events.record("talk.recorded", subject=row, office=office, facts=facts, actor=actor)
    return row


def _shared_office(actor: User, user: User) -> uuid.UUID | None:
    shared = office_ids_of(user) & set(actor.offices_with(Permission.SUPERVISE))
    return min(shared, default=None)
