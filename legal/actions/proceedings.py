"""Proceedings, hearings and claims: entered as they are known, moved on by what happened (practice.md P17).

Nothing here asks whether the person helps police or court, and no stage asks for another before it.
"""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from audit import events
from cases import access
from cases.actions import force_assessment
from cases.colleagues import who_work_on
from cases.models import Case
from cases.models.scoped import CaseRow
from legal import clocks
from legal.models import Claim, Hearing, HearingState, Proceeding, ProceedingStep, Stage
from vault.sealed import StaleVersion

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def enter_proceeding(
    *,
    actor: "User",
    case: Case,
    kind: str,
    stage: str = Stage.PREPARED,
    on: date | None = None,
    note: str = "",
    **words: str,
) -> Proceeding:
    """Enter a proceeding at the stage it is known to be at; `words` are the sealed texts of Proceeding.

    Raises PermissionDenied, FileClosed, ValidationError.
    """
    _open(actor, case)
    row = Proceeding(case=case, kind=kind, stage=stage, **words)
    row.full_clean(exclude={"case"})
    row.save()
    _note(actor, row, on, note)
    return row


@transaction.atomic
def move_proceeding(
    *, actor: "User", row: Proceeding, stage: str, on: date | None = None, note: str = ""
) -> Proceeding:
    """Note the stage that was reached. The same one again is a new line: something happened, or its day was learned.

    Raises PermissionDenied, FileClosed, ValidationError.
    """
    _open(actor, row.case)
    moved: Proceeding = Proceeding.objects.select_for_update(of=("self",)).get(pk=row.pk)
    moved.case, moved.stage = row.case, stage
    moved.full_clean(exclude={"case"})
    moved.save()
    _note(actor, moved, on, note)
    return moved


@transaction.atomic
def change_proceeding(*, actor: "User", row: Proceeding, base_version: int, **given: str) -> Proceeding:
    """Correct what is written, not its stage. Raises PermissionDenied, FileClosed, StaleVersion, ValidationError."""
    _open(actor, row.case)
    _record("proceeding.changed", actor, row, {"fields": _changed(row, base_version, given)})
    return row


@transaction.atomic
def enter_hearing(
    *, actor: "User", proceeding: Proceeding, is_prepared: bool = False, **given: Any
) -> Hearing:
    """Enter a hearing: its preparation gets a clock, and the risk is assessed again before it.

    Raises PermissionDenied, FileClosed, ValidationError.
    """
    case = proceeding.case
    _open(actor, case)
    row = Hearing(case=case, proceeding=proceeding, **given)
    row.prepared_at = timezone.now() if is_prepared else None
    _of_this_case(row)
    row.full_clean(exclude={"case", "proceeding"})
    row.save()
    force_assessment(case, "hearing", actor=actor)
    clocks.follow(case, actor)
    _record("hearing.entered", actor, row, {"status": row.state})
    return row


@transaction.atomic
def change_hearing(
    *, actor: "User", row: Hearing, base_version: int, is_prepared: bool, **given: Any
) -> Hearing:
    """Another hour, what protects the person, who goes along, whether it is prepared.

    Raises PermissionDenied, FileClosed, StaleVersion, ValidationError.
    """
    _open(actor, row.case)
    given["prepared_at"] = (row.prepared_at or timezone.now()) if is_prepared else None
    # A hearing that was put off and has a day again is planned.
    if row.state == HearingState.POSTPONED and given.get("starts_at") != row.starts_at:
        given["state"] = HearingState.PLANNED
    changed = _changed(row, base_version, given)
    clocks.follow(row.case, actor)
    _record("hearing.changed", actor, row, {"fields": changed})
    return row


@transaction.atomic
def close_hearing(*, actor: "User", row: Hearing, state: str, outcome: str = "") -> Hearing:
    """How it went. After one that took place the risk is assessed again. Raises PermissionDenied, ValidationError.

    A file that is closed to use takes it all the same: it has happened.
    """
    access.require(actor, Permission.LEGAL_WRITE, row.case)
    row.state, row.outcome = state, outcome
    row.full_clean(exclude={"case", "proceeding"})
    row.save()
    if state == HearingState.HELD:
        force_assessment(row.case, "hearing", actor=actor)
    clocks.follow(row.case, actor)
    _record("hearing.closed", actor, row, {"status": state})
    return row


@transaction.atomic
def enter_claim(*, actor: "User", proceeding: Proceeding, **given: Any) -> Claim:
    """Enter what is claimed; amounts are Money or None. Raises PermissionDenied, FileClosed, ValidationError."""
    _open(actor, proceeding.case)
    row = Claim(case=proceeding.case, proceeding=proceeding, **given)
    row.full_clean(exclude={"case", "proceeding"})
    row.save()
    _record("claim.entered", actor, row, {})
    return row


@transaction.atomic
def change_claim(*, actor: "User", row: Claim, base_version: int, **given: Any) -> Claim:
    """Note what was awarded or received. Raises PermissionDenied, FileClosed, StaleVersion, ValidationError."""
    _open(actor, row.case)
    _record("claim.changed", actor, row, {"fields": _changed(row, base_version, given)})
    return row


def _open(actor: "User", case: Case) -> None:
    """Raises PermissionDenied, FileClosed."""
    access.require(actor, Permission.LEGAL_WRITE, case)
    access.require_in_use(case)


def _changed(row: CaseRow, base_version: int, given: dict[str, Any]) -> list[str]:
    """Write what differs and give its names. Raises StaleVersion, ValidationError."""
    if row.version != base_version:
        raise StaleVersion
    changed = [name for name, value in given.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, given[name])
    if isinstance(row, Hearing):
        _of_this_case(row)
    row.full_clean(exclude={"case", "proceeding"})
    row.save()
    return changed


def _of_this_case(row: Hearing) -> None:
    """Raises ValidationError for who does not work on the case, or an interpreter booked for another."""
    if row.booking is not None and row.booking.case_id != row.case_id:
        raise ValidationError({"booking": _("This interpreter is booked for another case.")})
    if row.companion_id and row.companion_id not in {one.pk for one in who_work_on(row.case)}:
        raise ValidationError({"companion": _("Choose somebody who works on the case.")})


def _note(actor: "User", row: Proceeding, on: date | None, note: str) -> None:
    """The line of the history, and the event."""
    ProceedingStep(case=row.case, proceeding=row, stage=row.stage, on=on, noted_by=actor, note=note).save()
    _record("proceeding.step", actor, row, {"status": row.stage})


def _record(event: str, actor: "User", row: Any, facts: dict[str, Any]) -> None:
    events.record(event, subject=row, scope=row.case_id, office=row.case.office_id, facts=facts, actor=actor)
