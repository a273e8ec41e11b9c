"""Somebody who is assisted is held, to be expelled or prosecuted: the alarm and what is done about it (P18)."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from accounts.permissions import Permission
from audit import events
from cases import access
from cases.actions import pressing
from cases.models import Case
from legal import clocks, custody
from legal.models import Custody, CustodyDeed
from notifications import outbox

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def note_custody(*, actor: "User", case: Case, kind: str, since: datetime, **words: str) -> Custody:
    """Note a detention, an expulsion order or a prosecution: its deeds get their hours, and people are told at once.

    `words` are the sealed texts of Custody. Raises PermissionDenied, ValidationError. A file that is closed to use
    takes it all the same: the danger is the person's.
    """
    access.require(actor, Permission.LEGAL_WRITE, case)
    row = Custody(case=case, kind=kind, since=since, noted_by=actor, **words)
    row.full_clean(exclude={"case", "noted_by"})
    row.save()
    for deed in custody.deeds_for(row):
        deed.save()
    pressing.weaken_since(actor, case, since)
    clocks.follow(case, actor)
    _record("custody.noted", actor, row, {"kind": kind})
    people = [person for person in clocks.told(case) if person.pk != actor.pk]
    outbox.enqueue("custody.alarm", to=people, about=case, occurrence=str(row.pk))
    return row


@transaction.atomic
def note_deed(*, actor: "User", deed: CustodyDeed, is_possible: bool = True, note: str = "") -> CustodyDeed:
    """A deed is done, or could not be done and why. Noted again, the newer word counts. Raises PermissionDenied."""
    access.require(actor, Permission.LEGAL_WRITE, deed.case)
    deed.done_at, deed.done_by = (timezone.now(), actor) if is_possible else (None, None)
    deed.is_possible, deed.note = is_possible, note
    deed.save()
    clocks.follow(deed.case, actor)
    facts = {
        "kind": deed.deed,
        "late": timezone.now() > deed.due_at,
        "status": "done" if is_possible else "not",
    }
    _record("custody.deed", actor, deed, facts)
    return deed


@transaction.atomic
def end_custody(
    *, actor: "User", row: Custody, ended_at: datetime | None = None, outcome: str = ""
) -> Custody:
    """It is over: released, order lifted, acquitted, or whatever happened. Raises PermissionDenied."""
    access.require(actor, Permission.LEGAL_WRITE, row.case)
    row.ended_at, row.outcome = ended_at or timezone.now(), outcome
    row.save()
    clocks.follow(row.case, actor)
    _record("custody.ended", actor, row, {"kind": row.kind})
    return row


def _record(event: str, actor: "User", row: Custody | CustodyDeed, facts: dict[str, Any]) -> None:
    events.record(event, subject=row, scope=row.case_id, office=row.case.office_id, facts=facts, actor=actor)
