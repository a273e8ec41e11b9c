"""Taking an erasure back: the person changed her mind, or agrees again to what she had withdrawn (decision 0251)."""

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.permissions import Permission
from audit import events
from cases import access
from cases.actions.erasing import (
    ErasureNotPossible,
    forget_confirmation,
    lock_case,
    locked,
    open_request,
    record,
    waiting_for,
)
from cases.child import record as child_record
from cases.erasing import closing
from cases.models import Case, ConsentRecord, ErasureRequest, ErasureState

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def take_back_erasure(*, actor: "User", case: Case) -> ErasureRequest:
    """The person changed her mind: everything is as it was, the consent too. Raises ErasureNotPossible."""
    if not (
        access.may(actor, Permission.CASE_ERASE, case) or access.may(actor, Permission.CONSENT_RECORD, case)
    ):
        raise PermissionDenied
    lock_case(case)
    request = locked(case)
    if not request.can_be_taken_back:
        raise ErasureNotPossible("too_late")
    _take_back(actor, request)
    # A consent whose withdrawal was carried out long ago is not among its causes and stays withdrawn.
    for kind in closing.withdrawn(case):
        if kind in request.causes:
            _agree_as_before(actor, case, kind)
    closing.reopen(case)
    return request


def taken_back_by_consent(*, actor: "User", case: Case, kind: str) -> None:
    """A new consent takes back what the withdrawal of it began, as long as nothing is destroyed; the rest goes on.

    Raises ErasureNotPossible where it comes too late.
    """
    request = waiting_for(case)
    if request is not None and kind in request.causes:
        if not request.can_be_taken_back:
            raise ErasureNotPossible("too_late")
        causes = {cause: extent for cause, extent in request.causes.items() if cause != kind}
        if causes:
            _go_on_for(actor, request, causes)
        else:
            _take_back(actor, request)
    if open_request(case) is None and "data_processing" not in closing.withdrawn(case):
        closing.reopen(case)


def _go_on_for(actor: "User", request: ErasureRequest, causes: dict[str, str]) -> None:
    """Less is to go: two people look at what is left."""
    before = request.key_classes
    request.follow_causes(causes)
    if request.key_classes != before:
        forget_confirmation(request, actor)
        request.state = ErasureState.ASKED
    request.save()
    record("erasure.asked", actor, request, reason=request.reason, scope=request.extent)


def _take_back(actor: "User", request: ErasureRequest) -> None:
    forget_confirmation(request, actor)
    request.state = ErasureState.TAKEN_BACK
    request.taken_back_by, request.taken_back_at = actor, timezone.now()
    request.save()
    record("erasure.taken_back", actor, request, scope=request.extent)


def _agree_as_before(actor: "User", case: Case, kind: str) -> None:
    """Record again what stood before the withdrawal: a yes, or that one had ended by then."""
    from cases.actions.consenting import take_effect

    said = ConsentRecord.objects.filter(case=case).newest_of(kind)
    last = next((row for row in said if row.consent_status != "withdrawn"), None)
    if last is None:
        return
    again = copy_of(last, actor)
    # Nobody agrees for a child who is suspected by now (consent.md 5).
    again.giver_suspected = again.giver_suspected or child_record.is_suspect(case, again.consent_giver)
    again.save()
    take_effect(actor, case, again)
    facts = {"consent_type": kind, "status": again.consent_status}
    events.record("consent.recorded", subject=case, office=case.office_id, actor=actor, facts=facts)


def copy_of(row: ConsentRecord, actor: "User") -> ConsentRecord:
    """The same decision for a new row, said now; not saved."""
    again = ConsentRecord(case_id=row.case_id, recorded_by=actor)
    kept = {"id", "case", "recorded_at", "recorded_by", "envelope", "version", "consent_date", "on_paper"}
    for field in (*row._meta.concrete_fields, *row.sealed_fields()):
        if field.name not in kept:
            setattr(again, field.name, getattr(row, field.name))
    return again
