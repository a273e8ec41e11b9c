"""How what waits to be fetched is destroyed: by a no, by the clock, by a right that was lost."""

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Permission
from audit import events
from exchange.models import Export, ExportCase, ExportPart
from vault import keys

if TYPE_CHECKING:
    from vault.blobs import SealedBlob

State = Export.State


def take_away(export: Export, problem: str = Export.Problem.CHANGED) -> None:
    """Destroy a file that may not leave, or give up its making. Which case it is about is said to nobody."""
    shred(export)
    # A file that was fetched before its password stays fetched.
    state = {State.READY: State.EXPIRED, State.RUNNING: State.FAILED}.get(State(export.state), export.state)
    Export.objects.filter(pk=export.pk).update(state=state, problem=problem, shredded_at=timezone.now())
    record("export.shredded", export, None, {"reason": str(problem)})


def forget_held() -> int:
    """Delete the notes of which cases were in files that are gone; for the hourly task."""
    gone = ExportCase.objects.exclude(export__state__in=(State.RUNNING, State.READY))
    return int(gone.delete()[0])


def shred_overdue() -> int:
    """Destroy files and passwords whose 24 hours have passed; for the hourly task. Gives their number."""
    gone = 0
    for export in Export.objects.over(timezone.now())[:100]:
        with transaction.atomic():
            locked = Export.objects.select_for_update(of=("self",)).get(pk=export.pk)
            gone += shred(locked)
            if locked.state == State.READY:
                Export.objects.filter(pk=locked.pk).update(state=State.EXPIRED, shredded_at=timezone.now())
            record("export.shredded", locked, None, {"reason": "expired"})
    return gone


def shred_of_who_may_not() -> int:
    """Destroy what waits for somebody who may not export at its office any more; for the hourly task."""
    gone = 0
    for export in Export.objects.plain().filter(parts__isnull=False).select_related("requester").distinct():
        with transaction.atomic():
            locked = Export.objects.select_for_update(of=("self",)).get(pk=export.pk)
            if locked.state in (State.READY, State.RELEASED) and not export.requester.can(
                Permission.EXPORT_ASK, locked.office_id
            ):
                take_away(locked, Export.Problem.NOT_ALLOWED)
                gone += 1
    return gone


def shred(export: Export) -> int:
    """Destroy the file and the password with their keys; the line in the ledger stays."""
    parts = list(ExportPart.objects.filter(export=export))
    for part in parts:
        destroy(part)
    return len(parts)


def destroy(part: ExportPart) -> None:
    """Delete one part with its content and its keys."""
    content: SealedBlob | None = part.content
    scope = part.vault_scope()
    part.delete()
    if content is not None:
        content.delete()
    keys.destroy_scope(scope)


def record(name: str, export: Export, actor: User | None, facts: dict[str, Any]) -> None:
    """Write an event about an export, at its office and under its purpose."""
    events.record(
        name, subject=export, office=export.office_id, actor=actor, facts=facts, purpose=export.purpose
    )
