"""An application to stay: entered as it is known, moved on by what happened (practice.md P18).

Nothing here asks whether the person helps police or court.
"""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction

from accounts.permissions import Permission
from audit import events
from cases import access
from cases.actions import save_section
from cases.models import Case
from cases.sections import SECTIONS
from legal import clocks
from legal.models import Permit, PermitKind, PermitStep
from legal.workflow import STEPS, PermitState, StepKind
from vault.sealed import StaleVersion

if TYPE_CHECKING:
    from accounts.models import User

DAYS = ("valid_from", "valid_until", "appeal_until")
# By kind, what the record's `residence_permit` says of a granted one; kinds that are no permit say nothing there.
GRANTED_AS = {
    PermitKind.HUMANITARIAN: "temporary_humanitarian",
    PermitKind.COOPERATION: "temporary_cooperation",
    PermitKind.PERMANENT: "permanent",
    PermitKind.OTHER: "other",
}
TOLD_AS = {
    PermitState.APPLIED: "applied",
    PermitState.REFUSED: "refused",
    PermitState.FINALLY_REFUSED: "refused",
}


class NothingNew(Exception):
    """The step says what stands already."""


@transaction.atomic
def enter_permit(
    *,
    actor: "User",
    case: Case,
    kind: str,
    state: str = PermitState.PREPARED,
    on: date | None = None,
    note: str = "",
    follows: Permit | None = None,
    **given: Any,
) -> Permit:
    """Enter an application in the state it is known to be in; `given` are days and words of Permit.

    Raises PermissionDenied, FileClosed, ValidationError.
    """
    _open(actor, case)
    row = Permit(case=case, kind=kind, state=state, follows=follows, **given)
    row.full_clean(exclude={"case", "follows"})
    row.save()
    _note(actor, row, StepKind.ENTERED, on, note)
    return row


@transaction.atomic
def take_step(
    *, actor: "User", permit: Permit, step: str, on: date | None = None, note: str = "", **days: date | None
) -> Permit:
    """Note what happened to an application: a name of workflow.STEPS, its day, and the days the step brings.

    Raises PermissionDenied, FileClosed, KeyError for no step, NothingNew when the state and every day stand already.
    """
    _open(actor, permit.case)
    row: Permit = Permit.objects.select_for_update(of=("self",)).get(pk=permit.pk)
    row.case = permit.case
    wanted = {name: days.get(name) for name in STEPS[step].asks if days.get(name) is not None}
    if row.state == STEPS[step].to and all(getattr(row, name) == day for name, day in wanted.items()):
        raise NothingNew
    row.state = STEPS[step].to
    for name, day in wanted.items():
        setattr(row, name, day)
    row.save()
    _note(actor, row, step, on, note)
    return row


@transaction.atomic
def change_permit(*, actor: "User", permit: Permit, base_version: int, **given: Any) -> Permit:
    """Correct what is written of an application: kind, words and days, not its state.

    Raises PermissionDenied, FileClosed, StaleVersion, ValidationError.
    """
    _open(actor, permit.case)
    if permit.version != base_version:
        raise StaleVersion
    changed = [name for name, value in given.items() if getattr(permit, name) != value]
    for name in changed:
        setattr(permit, name, given[name])
    permit.full_clean(exclude={"case", "follows"})
    permit.save()
    _follow(actor, permit)
    _record("permit.changed", actor, permit, {"fields": changed})
    return permit


def _open(actor: "User", case: Case) -> None:
    """Raises PermissionDenied, FileClosed."""
    access.require(actor, Permission.LEGAL_WRITE, case)
    access.require_in_use(case)


def _note(actor: "User", row: Permit, step: str, on: date | None, note: str) -> None:
    """The line of the history, what follows from it, and the event."""
    PermitStep(case=row.case, permit=row, step=step, state=row.state, on=on, noted_by=actor, note=note).save()
    _follow(actor, row)
    _record("permit.step", actor, row, {"kind": step, "status": row.state})


def _follow(actor: "User", row: Permit) -> None:
    clocks.follow(row.case, actor)
    if told := _told(row):
        section = SECTIONS["legal_status"].row_of(row.case)
        save_section(
            actor=actor, case=row.case, section="legal_status", values=told, base_version=section.version
        )


def _told(row: Permit) -> dict[str, Any]:
    """What the newest word about a permit makes of the record's questions about the right to stay (decision 0300)."""
    if row.kind == PermitKind.REFLECTION:
        days = {"reflection_end": row.valid_until}
        return days if row.state == PermitState.GRANTED and row.valid_until else {}
    if row.kind not in GRANTED_AS:
        return {}
    if row.state == PermitState.GRANTED:
        return {"residence_permit": GRANTED_AS[PermitKind(row.kind)], "permit_until": row.valid_until}
    if row.state in TOLD_AS and not _another_stands(row):
        return {"residence_permit": TOLD_AS[PermitState(row.state)], "permit_until": None}
    return {}


def _another_stands(row: Permit) -> bool:
    """Whether another permit of the case is granted: an application beside it does not take it away."""
    rows = Permit.objects.plain().filter(case=row.case, state=PermitState.GRANTED)
    return rows.exclude(pk=row.pk).exists()


def _record(event: str, actor: "User", row: Permit, facts: dict[str, Any]) -> None:
    events.record(event, subject=row, scope=row.case_id, office=row.case.office_id, facts=facts, actor=actor)
