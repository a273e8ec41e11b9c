"""Handing over: offered, accepted, declined, withdrawn. A case is never without an owner (decision 0104)."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import acting
from accounts.models import Office, User
from accounts.permissions import Permission
from audit import events
from cases import access, hand_over
from cases.actions.granting import grant_access
from cases.models import Case, CaseGrant, ConflictOfInterest, GrantKind, GrantReason, HandOver, HandOverCase
from cases.models.scoped import set_quietly
from notifications import outbox

State = HandOverCase.State


class CannotTake(ValidationError):
    """The chosen colleague cannot be given the case."""


@transaction.atomic
def begin_hand_over(
    *, actor: User, leaver: User, last_day: date, choices: Mapping[UUID, User], leaves: bool = True
) -> HandOver:
    """Offer each case to its new worker, and let the leaver's access to it end with the last day.

    Who `leaves` the offices of these cases keeps nothing there: every access of theirs ends with that day, as a
    co-worker of colleagues too. A case of theirs that nobody takes stands among those that need somebody then.

    `choices` are cases and their new workers. The actor gives cases of colleagues to others as a supervisor,
    or hands over own ones. Raises PermissionDenied for a case beyond that, CannotTake, ValidationError.
    """
    if not choices:
        raise ValidationError(_("Choose who takes at least one case."))
    cases = {case.pk: case for case in hand_over.cases_of(actor, leaver).filter(pk__in=list(choices))}
    if cases.keys() != choices.keys():
        raise PermissionDenied(Permission.CASE_ASSIGN.value)
    row = HandOver.objects.create(leaver=leaver, last_day=last_day, made_by=actor)
    for case_id, user in choices.items():
        _offer(row, cases[case_id], user)
    if leaves:
        for office in {case.office_id: case.office for case in cases.values()}.values():
            _end_all(leaver, office, end_of(last_day, office))
    facts = {"user": leaver.pk, "count": len(choices), "effect_from": last_day.isoformat()}
    events.record("hand_over.begun", subject=row, facts=facts, actor=actor)
    return row


def _offer(row: HandOver, case: Case, user: User) -> None:
    case = Case.objects.plain().select_for_update(of=("self",)).select_related("office").get(pk=case.pk)
    if case.owner_id != row.leaver_id:
        raise ValidationError(_("A case has another worker by now. Look at the list again."))
    _check(case, user, row.leaver)
    offer = HandOverCase.objects.create(hand_over=row, case=case, office=case.office, to=user)
    _end_access(case, row.leaver, end_of(row.last_day, case.office))
    facts = {"user": user.pk, "effect_from": row.last_day.isoformat()}
    events.record("hand_over.offered", subject=case, office=case.office_id, facts=facts, actor=row.made_by)
    outbox.enqueue("hand_over.offered", to=[user], about=offer)


def _check(case: Case, user: User, leaver: User) -> None:
    """Only who can work on it takes a case, and never somebody who must not meet the person."""
    fits = user.pk != leaver.pk and user.can(Permission.CASE_EDIT, case.office_id)
    if not fits or ConflictOfInterest.objects.blocking().filter(case=case, user=user).exists():
        raise CannotTake(
            _("%(name)s cannot take the case %(reference)s. Choose somebody else."),
            params={"name": user.display_name, "reference": case.reference},
        )


def end_of(day: date, office: Office) -> datetime:
    """The end of a day at an office; now for a day that is over."""
    local = datetime.combine(day + timedelta(days=1), time.min, tzinfo=office.zone)
    return max(local.astimezone(UTC), timezone.now())


def _end_all(leaver: User, office: Office, until: datetime) -> None:
    """Let every access of the leaver to cases of an office end no later than that, also where the actor reaches none."""
    with acting.by_rule("hand_over"):
        at_office = Case.objects.order_by().filter(office=office).values("pk")
        grants = CaseGrant.objects.valid().filter(user=leaver, content_object__in=at_office)
        later = grants.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=until)).values_list("pk", flat=True)
        CaseGrant.objects.filter(pk__in=list(later)).update(valid_to=until)


def _end_access(case: Case, leaver: User, until: datetime) -> None:
    """Let every access of the leaver to the case end no later than that."""
    for grant in CaseGrant.objects.valid().filter(content_object=case, user=leaver):
        if grant.valid_to is None or grant.valid_to > until:
            CaseGrant.objects.filter(pk=grant.pk).update(valid_to=until)


@transaction.atomic
def accept_hand_over(*, actor: User, offer: HandOverCase) -> HandOverCase:
    """Take the case: its new worker from now on; the leaver reads it until the last day.

    Raises PermissionDenied for anybody but who was asked, ValidationError for an offer that is over, CannotTake.
    """
    row = _lock(actor, offer)
    if not row.hand_over.made_by.is_current:
        raise ValidationError(_("Who offered the case has left. Ask the supervisor to offer it again."))
    with acting.by_rule("hand_over"):
        case = (
            Case.objects.plain().select_for_update(of=("self",)).select_related("office").get(pk=row.case_id)
        )
        if case.owner_id != row.hand_over.leaver_id:
            raise ValidationError(_("The case has another worker by now. There is nothing to take over."))
        _check(case, actor, row.hand_over.leaver)
        _close(row, State.ACCEPTED)
        _transfer(case, actor, row.hand_over)
    facts = {"user": row.hand_over.leaver_id}
    events.record("hand_over.accepted", subject=case, office=case.office_id, facts=facts, actor=actor)
    _tell("hand_over.accepted", row, actor)
    return row


def _transfer(case: Case, new: User, row: HandOver) -> None:
    """The new worker owns the case; what the leaver keeps is a co-worker's access with an end."""
    until = end_of(row.last_day, case.office)
    _end_access(case, row.leaver, until)
    former = CaseGrant.objects.filter(content_object=case, kind=GrantKind.OWNER).exclude(user=new)
    former.update(kind=GrantKind.CO_WORKER)
    grant_access(
        case=case, user=new, given_by=row.made_by, kind=GrantKind.OWNER, reason=GrantReason.HAND_OVER
    )
    set_quietly(case, owner=new)
    access.forget_reach(case)


@transaction.atomic
def decline_hand_over(*, actor: User, offer: HandOverCase, reason: str) -> HandOverCase:
    """Say no, with a reason code: the case goes back to the supervisor's list."""
    row = _lock(actor, offer)
    if reason not in HandOverCase.DeclineReason:
        raise ValidationError(_("Choose a reason from the list."))
    _close(row, State.DECLINED, decline_reason=reason)
    _record("hand_over.declined", row, actor, user=row.hand_over.leaver_id, reason=reason)
    _tell("hand_over.declined", row, actor)
    return row


@transaction.atomic
def withdraw_hand_over(*, actor: User, offer: HandOverCase) -> HandOverCase:
    """Take an unanswered offer back, to choose somebody else. The end of the leaver's access stays."""
    row = _locked(offer)
    own = row.hand_over.made_by_id == actor.pk
    if not own and not hand_over.to_give(actor).filter(pk=row.case_id).exists():
        raise PermissionDenied(Permission.CASE_ASSIGN.value)
    _require_open(row)
    _close(row, State.WITHDRAWN)
    _record("hand_over.withdrawn", row, actor, user=row.to_id)
    return row


def _lock(actor: User, offer: HandOverCase) -> HandOverCase:
    """The offer, locked, for the person it was made to."""
    row = _locked(offer)
    if row.to_id != actor.pk:
        raise PermissionDenied(Permission.CASE_HAND_OVER.value)
    _require_open(row)
    return row


def _locked(offer: HandOverCase) -> HandOverCase:
    """The offer's row. Who was asked does not reach the case yet and writes by the rule alone (row security)."""
    with acting.by_rule("hand_over"):
        rows = HandOverCase.objects.select_for_update(of=("self",))
        locked: HandOverCase = rows.select_related("hand_over__leaver", "hand_over__made_by").get(pk=offer.pk)
        return locked


def _require_open(row: HandOverCase) -> None:
    if row.state != State.OFFERED:
        raise ValidationError(_("This was answered already, or taken back."))


def _close(row: HandOverCase, state: str, **more: Any) -> None:
    columns = {"state": state, "answered_at": timezone.now(), **more}
    for name, given in columns.items():
        setattr(row, name, given)
    with acting.by_rule("hand_over"):
        HandOverCase.objects.filter(pk=row.pk).update(**columns)


def _record(name: str, row: HandOverCase, actor: User, **facts: Any) -> None:
    """One event in the case's own record; its subject is named without a look into it."""
    subject = ("cases.case", row.case_id)
    events.record(name, subject=subject, scope=row.case_id, office=row.office_id, facts=facts, actor=actor)


def _tell(event: str, row: HandOverCase, actor: User) -> None:
    """Tell who offered it and the supervisors of the office."""
    office_id = row.office_id
    members = User.objects.filter(memberships__office=office_id, is_active=True).distinct()
    told = {one.pk: one for one in members if one.can(Permission.CASE_ASSIGN, office_id)}
    told[row.hand_over.made_by_id] = row.hand_over.made_by
    told.pop(actor.pk, None)
    outbox.enqueue(event, to=told.values(), about=row)
