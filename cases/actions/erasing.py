"""Asking for an erasure, checking it and confirming it by two people; taking_back.py beside it.

The erasure itself is cases/erasing/erasure.py: work of the house, after the time to change one's mind.
"""

from collections.abc import Collection
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import approvals
from accounts.models import Approval
from accounts.permissions import Permission
from accounts.settings_register import value as setting
from audit import events
from cases import access
from cases.actions.recipients import list_recipients
from cases.erasing import closing, erasure
from cases.models import (
    Case,
    CheckedHow,
    ConsentRecord,
    ErasureNotice,
    ErasureReason,
    ErasureRequest,
    ErasureState,
    Extent,
)
from cases.models.erasure import BY_WITHDRAWAL, HER_WISH, OPEN_STATES

if TYPE_CHECKING:
    from accounts.models import User

KIND = "case.erase"
# What must have been said before anybody confirms: what is lost for ever (consent.md 4).
LOSSES = ("permit", "wages", "family")


# Ways of checking in which the person herself was heard.
WITH_HER = (CheckedHow.IN_PERSON, CheckedHow.SAFE_CONTACT)
NOT_POSSIBLE = {
    "person_wished": _("This is the wish of a person: say how it was checked with them."),
    "she_insists": _(
        "Only the person herself can insist that it takes effect at once: speak with her. Otherwise the time to "
        "change one's mind is kept."
    ),
    "supervisor": _(
        "Nobody asked for this themselves: one of the two who confirm it has to supervise the office."
    ),
    "already_asked": _("An erasure of this file is under way already."),
    "already_checked": _("This waits for the second person already."),
    "already_confirmed": _("Two people have confirmed this already."),
    "not_waiting": _("The erasure was taken back or changed since this was asked. Nothing is erased."),
    "too_late": _("This cannot be taken back any more: the erasure has begun."),
    "none": _("No erasure of this file is under way."),
}


class ErasureNotPossible(ValidationError):
    """The step does not fit the state the erasure is in; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(NOT_POSSIBLE[code], code=code)


def open_request(case: Case) -> ErasureRequest | None:
    """The erasure of this case that is under way, if there is one."""
    return ErasureRequest.objects.filter(case_uuid=case.pk, state__in=OPEN_STATES).first()


def requests_for(user: "User") -> QuerySet[ErasureRequest]:
    """Erasures that this person may know of.

    Those of the offices whose cases are all within reach, when the case is visible or gone for good, and those
    the person took part in. A case that is there and hidden is never looked for: row security hides it, too,
    and nobody could tell it from one that is gone.
    """
    offices = set(user.offices_with(Permission.CASE_OFFICE)) & set(user.offices_with(Permission.CASE_ERASE))
    visible = Q(case_uuid__in=Case.objects.order_by().visible_to(user).values("pk"))
    gone = Q(extent=Extent.WHOLE, rows_gone_at__isnull=False)
    supervised = Q(office__in=offices) & (visible | gone)
    took_part = Q(asked_by=user) | Q(checked_by=user) | Q(approved_by=user)
    return ErasureRequest.objects.filter(supervised | took_part)


def start_on_withdrawal(*, actor: "User", case: Case, consent: ConsentRecord) -> None:
    """What follows from withdrawing data processing or photos, in the same transaction."""
    closing.close(case)
    _start(actor, case, consent.consent_type, BY_WITHDRAWAL[consent.consent_type])


@transaction.atomic
def ask_erasure(*, actor: "User", case: Case, extent: str, reason: str) -> ErasureRequest:
    """Ask for an erasure: the file is closed to everybody at once. Raises PermissionDenied, ErasureNotPossible."""
    access.require(actor, Permission.CASE_ERASE, case)
    if extent not in Extent.values or reason not in ErasureReason.values:
        raise ValidationError("not an extent or a reason of an erasure")
    lock_case(case)
    if open_request(case):
        raise ErasureNotPossible("already_asked")
    closing.close(case)
    return _start(actor, case, reason, extent)


def _start(actor: "User", case: Case, cause: str, extent: str) -> ErasureRequest:
    """A new request; or the one under way with one cause more, to be checked anew where more is to go."""
    known = waiting_for(case)
    if known is not None and not known.can_be_taken_back:
        # Its rows are gone, the certificate is not written yet: it ends, and what is asked now is another.
        erasure.finish(known.pk)
        known = None
    if known is None:
        known = ErasureRequest(case_uuid=case.pk, office_id=case.office_id, asked_by=actor)
    elif known.causes.get(cause) == extent:
        return known
    before = known.key_classes if known.causes else frozenset()
    known.follow_causes({**known.causes, cause: extent})
    if known.key_classes != before:
        forget_confirmation(known, actor)
        known.state = ErasureState.ASKED
    known.save()
    record("erasure.asked", actor, known, reason=known.reason, scope=known.extent)
    return known


@transaction.atomic
def check_erasure(
    *, actor: "User", case: Case, checked_how: str, told: Collection[str], at_once: bool
) -> ErasureRequest:
    """Confirm as the first person: the wish was checked by a safe channel, and what is lost was said.

    Asks somebody else to confirm, too. Raises PermissionDenied, ValidationError unless every loss was told,
    ErasureNotPossible.
    """
    access.require(actor, Permission.CASE_ERASE, case)
    request = locked(case)
    if request.state == ErasureState.CHECKED and _waits_for_approval(request):
        raise ErasureNotPossible("already_checked")
    if request.state not in (ErasureState.ASKED, ErasureState.CHECKED):
        raise ErasureNotPossible("already_confirmed")
    if checked_how not in CheckedHow.values:
        raise ValidationError("not a way of checking")
    if checked_how == CheckedHow.NO_PERSON and request.reasons & HER_WISH:
        raise ErasureNotPossible("person_wished")
    if at_once and (request.reasons - HER_WISH or checked_how not in WITH_HER):
        raise ErasureNotPossible("she_insists")
    if checked_how != CheckedHow.NO_PERSON and set(told) != set(LOSSES):
        raise ValidationError("what is lost has not been said")
    request.checked_by, request.checked_at = actor, timezone.now()
    request.checked_how, request.is_at_once = checked_how, at_once
    request.state = ErasureState.CHECKED
    asked = approvals.ask(
        KIND,
        actor=actor,
        subject=(request._meta.label_lower, request.pk),
        office=case.office,
        reason=request.reason,
        facts={"extent": request.extent, "checked": checked_how, "at_once": at_once},
        scope=case.pk,
    )
    request.approval = asked.pk
    request.save()
    record("erasure.checked", actor, request, method=checked_how, scope=request.extent)
    return request


def confirm_erasure(approval: Approval, actor: "User") -> None:
    """The second person agrees (called by accounts.approvals, in its transaction): the clock starts.

    Raises PermissionDenied for somebody who does not reach the case, ErasureNotPossible.
    """
    request = ErasureRequest.objects.select_for_update().get(pk=approval.subject_id)
    if request.state != ErasureState.CHECKED or request.approval != approval.pk:
        raise ErasureNotPossible("not_waiting")
    case = Case.objects.visible_to(actor).filter(pk=request.case_uuid).first()
    if case is None or actor.pk == request.checked_by_id:
        raise PermissionDenied
    access.require(actor, Permission.CASE_ERASE, case)
    if not _is_supervised(request, actor):
        raise ErasureNotPossible("supervisor")
    now = timezone.now()
    days = 0 if request.is_at_once else setting("cases.erasure_days", request.office_id)
    request.state, request.approved_by, request.approved_at = ErasureState.CONFIRMED, actor, now
    request.due_at = now + timedelta(days=days)
    request.save()
    list_recipients(request, case)
    record("erasure.confirmed", actor, request, scope=request.extent, count=days)
    if not days:
        from cases import tasks  # tasks call the actions

        transaction.on_commit(partial(tasks.erase.delay, str(request.pk)), robust=True)


def may_confirm(approval: Approval, person: "User") -> bool:
    """Whether somebody may be the second person: one who reaches the case and may erase at its office."""
    request = ErasureRequest.objects.filter(pk=approval.subject_id).first()
    if request is None or person.pk == request.checked_by_id:
        return False
    case = Case.objects.visible_to(person).plain().filter(pk=request.case_uuid).first()
    may = case is not None and access.may(person, Permission.CASE_ERASE, case)
    return may and _is_supervised(request, person)


def _is_supervised(request: ErasureRequest, second: "User") -> bool:
    """Where nobody asks for it herself, one of the two supervises: two who work on a file do not end it alone."""
    if not request.reasons - HER_WISH:
        return True
    both = (request.checked_by, second)
    return any(one is not None and one.can(Permission.CASE_OFFICE, request.office_id) for one in both)


def within_reach(person: "User") -> Q:
    """The askings whose case row security shows to somebody: `may_confirm` says which of them are theirs."""
    return Q(scope__in=Case.objects.order_by().values("pk"))


def forget_confirmation(request: ErasureRequest, actor: "User") -> None:
    """Undo what two people confirmed: the wish has changed.

    An asking of somebody else stays open until it ends by itself; approving it finds nothing to confirm.
    """
    asked = _asked_of(request)
    if asked is not None and asked.is_open and asked.asked_by_id == actor.pk:
        approvals.withdraw(actor=actor, approval=asked)
    for notice in ErasureNotice.objects.filter(erasure=request):
        notice.delete()
    request.approval = request.approved_by = request.approved_at = request.due_at = None


def may_see(user: "User", request: ErasureRequest) -> bool:
    """Whether somebody may read the state and the certificate of an erasure, also after the case is gone."""
    return requests_for(user).filter(pk=request.pk).exists()


def lock_case(case: Case) -> None:
    """The case before its request, always in this order. Raises ErasureNotPossible for one that is gone by now."""
    if not Case.objects.select_for_update(of=("self",)).plain().filter(pk=case.pk).exists():
        raise ErasureNotPossible("too_late")


def waiting_for(case: Case) -> ErasureRequest | None:
    """The request under way, locked."""
    rows = ErasureRequest.objects.select_for_update()
    return rows.filter(case_uuid=case.pk, state__in=OPEN_STATES).first()


def locked(case: Case) -> ErasureRequest:
    """The request under way, locked. Raises ErasureNotPossible where there is none."""
    request = waiting_for(case)
    if request is None:
        raise ErasureNotPossible("none")
    return request


def _waits_for_approval(request: ErasureRequest) -> bool:
    asked = _asked_of(request)
    return asked is not None and asked.is_open


def _asked_of(request: ErasureRequest) -> Approval | None:
    return Approval.objects.plain().filter(pk=request.approval).first() if request.approval else None


def record(name: str, actor: "User", request: ErasureRequest, **facts: object) -> None:
    """The event of a step."""
    events.record(
        name, subject=request, scope=request.case_uuid, office=request.office_id, actor=actor, facts=facts
    )
