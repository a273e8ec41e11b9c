"""The register of interpreters, and whom a person chooses, refuses or is given an hour with (practice.md P7)."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts import acting
from accounts.permissions import Permission
from audit import events
from cases import access
from cases.interview import interpreter_clock, interpreters, refusals
from cases.models import (
    Case,
    ChoiceState,
    Interpreter,
    InterpreterBooking,
    InterpreterChoice,
    InterpreterWish,
)
from cases.record import upkeep
from vault.sealed import StaleVersion

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from accounts.models import Office, User


class InterpreterTaken(Exception):
    """The interpreter is booked at that time already. Whose hour it is is not told."""


class InterpreterLeft(Exception):
    """Somebody who interprets for the office no longer."""


class InterpreterRefused(Exception):
    """The person refused this interpreter: nobody books somebody she does not want."""


@transaction.atomic
def register_interpreter(*, actor: "User", office: "Office", **given: Any) -> Interpreter:
    """Put an interpreter on the register of an office. Raises PermissionDenied, ValidationError."""
    row = Interpreter(office=office)
    return _write(actor, row, given, "interpreter.registered")


@transaction.atomic
def change_interpreter(
    *, actor: "User", interpreter: Interpreter, base_version: int, **given: Any
) -> Interpreter:
    """Change what the register says; `base_version` is the version that was read.

    Raises PermissionDenied, ValidationError, StaleVersion.
    """
    _require_keeper(actor, interpreter)
    if interpreter.version != base_version:
        raise StaleVersion
    row = _write(actor, interpreter, given, "interpreter.changed")
    interpreter_clock.follow_interpreter(row, actor=actor)
    return row


@transaction.atomic
def let_interpreter_go(*, actor: "User", interpreter: Interpreter) -> None:
    """Somebody interprets no longer: not proposed any more; the row stays for what was interpreted.

    Raises PermissionDenied.
    """
    _require_keeper(actor, interpreter)
    interpreter.left_at = timezone.now()
    interpreter.save(update_fields=["left_at"])
    events.record("interpreter.left", subject=interpreter, office=interpreter.office_id, actor=actor)
    interpreter_clock.follow_interpreter(interpreter, actor=actor)


@transaction.atomic
def keep_interpreter_wish(*, actor: "User", case: Case, **wished: str) -> InterpreterWish:
    """Keep with whom the person wishes to speak, for every office that later sees the case.

    Raises PermissionDenied, FileClosed, ValidationError.
    """
    access.require(actor, Permission.CASE_EDIT, case)
    access.require_in_use(case)
    row = interpreters.wish_of(case) or InterpreterWish(case=case)
    changed = _set(row, wished)
    row.changed_at, row.changed_by = timezone.now(), actor
    row.full_clean(exclude={"case", "changed_by"})
    row.save()
    facts = {"fields": changed}
    events.record("interpreter.wished", subject=case, office=case.office_id, facts=facts, actor=actor)
    return row


@transaction.atomic
def choose_interpreter(
    *, actor: "User", case: Case, interpreter: Interpreter, despite: "Collection[str]" = ()
) -> InterpreterChoice:
    """The person chooses an interpreter; `despite` are codes of the warnings that were shown.

    Raises PermissionDenied, FileClosed, InterpreterRefused for one she refused (take_back_refusal comes first),
    InterpreterLeft.
    """
    _begin(actor, case, interpreter)
    if refusals.is_refused(case, interpreter):
        raise InterpreterRefused
    facts = {"categories": sorted(despite)}
    return _said(actor, case, interpreter, ChoiceState.CHOSEN, "interpreter.chosen", facts)


@transaction.atomic
def refuse_interpreter(*, actor: "User", case: Case, interpreter: Interpreter) -> InterpreterChoice:
    """The person does not want this interpreter. No reason is asked; the hours to come are cancelled.

    Raises PermissionDenied, FileClosed.
    """
    _begin(actor, case, interpreter)
    row = _said(actor, case, interpreter, ChoiceState.REFUSED, "interpreter.refused", {})
    coming = InterpreterBooking.objects.select_related("case").filter(
        case=case, interpreter=interpreter, cancelled_at=None, starts_at__gt=timezone.now()
    )
    for booking in coming:
        _cancel(actor, booking)
    interpreter_clock.follow(case, actor=actor)
    return row


@transaction.atomic
def take_back_refusal(*, actor: "User", case: Case, interpreter: Interpreter) -> None:
    """The person changed her mind, or the wrong one was noted: proposed again, neither chosen nor refused.

    It holds for this case; at others of hers it is asked there. Cancelled hours stay cancelled. Nothing happens where
    no refusal stands. Raises PermissionDenied, FileClosed.
    """
    _begin(actor, case, interpreter)
    if refusals.is_refused(case, interpreter):
        _said(actor, case, interpreter, ChoiceState.AGAIN, "interpreter.refusal_taken_back", {})


@transaction.atomic
def book_interpreter(
    *, actor: "User", case: Case, interpreter: Interpreter, starts_at: datetime, minutes: int, mode: str
) -> InterpreterBooking:
    """Ask an interpreter for an hour.

    Raises InterpreterTaken, InterpreterRefused, InterpreterLeft, PermissionDenied, FileClosed.
    """
    _begin(actor, case, interpreter)
    if refusals.is_refused(case, interpreter):
        raise InterpreterRefused
    ends_at = starts_at + timedelta(minutes=minutes)
    if _is_taken(interpreter.pk, starts_at, ends_at):
        raise InterpreterTaken
    row = InterpreterBooking.objects.create(
        case=case,
        interpreter=interpreter,
        starts_at=starts_at,
        ends_at=ends_at,
        mode=mode,
        booked_by=actor,
    )
    facts = {"minutes": minutes, "kind": mode}
    _record("interpreter.booked", actor, row, facts)
    interpreter_clock.follow(case, actor=actor)
    return row


@transaction.atomic
def cancel_interpreter_booking(*, actor: "User", booking: InterpreterBooking) -> None:
    """The hour is not needed. Raises PermissionDenied, FileClosed."""
    access.require(actor, Permission.CASE_EDIT, booking.case)
    access.require_in_use(booking.case)
    if booking.cancelled_at is None:
        _cancel(actor, booking)
        interpreter_clock.follow(booking.case, actor=actor)


def _is_taken(interpreter: "UUID", starts_at: datetime, ends_at: datetime) -> bool:
    """Whether another hour of the interpreter, of whatever case, overlaps."""
    with acting.by_rule(refusals.RULE):
        return (
            InterpreterBooking.objects.filter(interpreter=interpreter, cancelled_at=None)
            .filter(starts_at__lt=ends_at, ends_at__gt=starts_at)
            .exists()
        )


def _cancel(actor: "User", booking: InterpreterBooking) -> None:
    booking.cancelled_at = timezone.now()
    booking.save(update_fields=["cancelled_at"])
    _record("interpreter.booking_cancelled", actor, booking, {})


def _record(event: str, actor: "User", row: InterpreterBooking, facts: dict[str, Any]) -> None:
    events.record(event, subject=row, scope=row.case_id, office=row.case.office_id, facts=facts, actor=actor)


def _said(
    actor: "User", case: Case, interpreter: Interpreter, state: str, event: str, facts: dict[str, Any]
) -> InterpreterChoice:
    row: InterpreterChoice
    row, _made = InterpreterChoice.objects.update_or_create(
        case=case,
        interpreter=interpreter,
        defaults={"state": state, "said_at": timezone.now(), "noted_by": actor},
    )
    events.record(event, subject=case, office=case.office_id, facts=facts, actor=actor)
    return row


def _begin(actor: "User", case: Case, interpreter: Interpreter) -> None:
    """Raises PermissionDenied, also for an interpreter of another office's register, FileClosed, and InterpreterLeft.

    Holds the interpreter until the end of the transaction: two who book the same hour meet here, and whoever books
    meets the person's no.
    """
    access.require(actor, Permission.CASE_EDIT, case)
    access.require_in_use(case)
    if interpreter.office_id != case.office_id:
        raise PermissionDenied
    if Interpreter.objects.plain().select_for_update().get(pk=interpreter.pk).left_at is not None:
        raise InterpreterLeft


def _write(actor: "User", row: Interpreter, given: dict[str, Any], event: str) -> Interpreter:
    _require_keeper(actor, row)
    changed = _set(row, given)
    row.full_clean(exclude={"office"})
    row.save()
    facts = {"fields": changed}
    events.record(event, subject=row, office=row.office_id, facts=facts, actor=actor)
    return row


def _set(row: Interpreter | InterpreterWish, given: dict[str, Any]) -> list[str]:
    """Set what differs, sealed and plain alike; gives the names. Raises ValidationError for what a field cannot hold."""
    cleaned = {name: upkeep.clean(row, name, value) for name, value in given.items()}
    changed = [name for name, value in cleaned.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, cleaned[name])
    return changed


def _require_keeper(actor: "User", row: Interpreter) -> None:
    if not actor.can(Permission.INTERPRETER_REGISTER, row.office_id):
        raise PermissionDenied(Permission.INTERPRETER_REGISTER.value)
