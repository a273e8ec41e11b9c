"""Sound and film: taken where the office allows it, kept sealed as they came, and made anew by the worker.

Making a recording anew takes minutes, and a worker may die meanwhile: the row is the truth (confidentiality.md 13).
It is work of the house, not of a person: whoever added it was asked when it was added.
"""

import logging
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.permissions import Permission
from accounts.settings_register import value as setting
from audit import events
from cases import access
from cases.attachments import cleaning, reach, room
from cases.attachments.cleaning import FileRefused
from cases.attachments.keeping import KEY_CLASS, keep
from cases.attachments.kinds import RECORDINGS, Kind
from cases.models import Attachment, Case, WaitingFile
from notifications import outbox
from vault.blobs import SealedBlob
from vault.envelope import VaultError

if TYPE_CHECKING:
    from accounts.models import User
    from cases.actions.files import Upload

log = logging.getLogger("wayhome.cases")

State = WaitingFile.State
# A busy machine may be less busy later; what else goes wrong goes wrong again.
TRIED_AGAIN = frozenset({"too_slow"})
TRIES = 3
LATER = timedelta(minutes=10)
GIVEN = ("attachment_type", "attachment_sensitivity", "description", "name")


def are_taken(case: Case) -> bool:
    """Whether the case's office takes sound and film [INF]."""
    return bool(setting("cases.sound_and_film", case.office_id))


def keep_waiting(
    actor: "User", case: Case, kind: Kind, upload: "Upload", *, is_evidence: bool, said: dict[str, str]
) -> WaitingFile:
    """Keep a recording sealed as it came until it is made anew. Raises FileRefused where this machine cannot."""
    if why := cleaning.cannot_record():
        raise FileRefused(why)
    with transaction.atomic():
        reach.lock_for_adding(actor, case)
        room.require_room(actor, case, len(upload.content), twice=is_evidence)
        row = WaitingFile(case=case, added_by=actor, kind=kind.key, is_evidence=is_evidence, **said)
        row.original = SealedBlob.write(case.pk, KEY_CLASS, [upload.content])
        row.pieces = room.pieces(len(upload.content)) * (2 if is_evidence else 1)
        row.full_clean(exclude={"envelope", "case", "original", "added_by"})
        row.save()
        facts = {"format": kind.key}
        events.record("file.waiting", subject=row, office=case.office_id, actor=actor, facts=facts)
        transaction.on_commit(partial(_publish, row.pk), robust=True)
    return row


def _publish(row: UUID) -> None:
    from cases.tasks import publish_recording  # tasks call the actions

    publish_recording(row)


def due() -> list[UUID]:
    """The recordings that somebody has to make; none where this machine cannot."""
    if cleaning.cannot_record():
        return []
    return list(WaitingFile.objects.due(timezone.now()).values_list("pk", flat=True)[:20])


def make(number: UUID) -> bool:
    """Make one recording anew, if its time has come; False where it was left alone.

    Where it is refused its row stays and says why.
    """
    row = _claim(number)
    if row is None:
        return False
    try:
        content = b"".join(row.original.read())
        cleaned = cleaning.make_anew(kind=RECORDINGS[row.kind], content=content)
    except FileRefused as refused:
        _refuse(row.pk, refused.code)
    except VaultError as problem:
        facts = {"section": "attachments", "reason": type(problem).__name__.lower()}
        events.record(
            "vault.unreadable", subject=row, office=row.case.office_id, facts=facts, result="failed"
        )
        _refuse(row.pk, "broken")
    else:
        _finish(row.pk, cleaned, content)
    return True


@transaction.atomic
def _claim(number: UUID) -> WaitingFile | None:
    """Take a row so that no two workers have it. One at a time for the whole house: others have work, too."""
    now = timezone.now()
    if WaitingFile.objects.filter(state=State.RUNNING).exclude(pk__in=WaitingFile.objects.due(now)).exists():
        return None
    row = (
        WaitingFile.objects.due(now)
        .select_for_update(skip_locked=True, of=("self",))
        .filter(pk=number)
        .first()
    )
    if row is None:
        return None
    if row.case.is_closed_to_use or reach.are_closed(row.case):
        # A withdrawal may be taken back, and an erasure takes the row along: until then it waits.
        WaitingFile.objects.filter(pk=number).update(next_at=now + LATER)
        return None
    WaitingFile.objects.filter(pk=number).update(state=State.RUNNING, next_at=now, attempts=F("attempts") + 1)
    return row


@transaction.atomic
def _finish(number: UUID, cleaned: cleaning.Cleaned, content: bytes) -> None:
    """The recording becomes a file. Its room was granted when it came, so it is not asked for again."""
    row = WaitingFile.objects.select_for_update(of=("self",)).filter(pk=number, state=State.RUNNING).first()
    if row is None:
        return
    # Read anew: making it took minutes. No lock is needed, because the recording has been the case's all along.
    case = Case.objects.plain().get(pk=row.case_id)
    if case.is_closed_to_use or reach.are_closed(case):
        later = timezone.now() + LATER
        WaitingFile.objects.filter(pk=number).update(
            state=State.WAITING, next_at=later, attempts=F("attempts") - 1
        )
        return
    given = {name: getattr(row, name) for name in GIVEN}
    made = Attachment(case=row.case, added_by=row.added_by, added_at=row.added_at, **given)
    actor, original = row.added_by, content if row.is_evidence else None
    erase(row)
    keep(actor, made, cleaned, original)


@transaction.atomic
def _refuse(number: UUID, code: str) -> None:
    row = WaitingFile.objects.select_for_update(of=("self",)).filter(pk=number, state=State.RUNNING).first()
    if row is None:
        return
    if code in TRIED_AGAIN and row.attempts < TRIES:
        WaitingFile.objects.filter(pk=number).update(state=State.WAITING, next_at=timezone.now() + LATER)
        return
    row.state, row.problem = State.REFUSED, code
    row.save()
    events.record(
        "file.refused",
        subject=row,
        office=row.case.office_id,
        actor=row.added_by,
        facts={"reason": code},
        result="refused",
    )
    outbox.enqueue("file.refused", to=[row.added_by], about=row.case, occurrence=str(row.pk))


def waiting_files(user: "User", case: Case) -> list[WaitingFile]:
    """The recordings that wait, are made or were refused, of those this person may know of."""
    reach.require_open(case)
    rows = WaitingFile.objects.filter(case=case).select_related("added_by")
    return [row for row in rows if reach.may_read(user, case, row)]


def refused_file(user: "User", case: Case, row: UUID | str) -> WaitingFile:
    """One that was refused. Raises WaitingFile.DoesNotExist for what is not the reader's to know of."""
    reach.require_open(case)
    found: WaitingFile = WaitingFile.objects.get(case=case, pk=row, state=State.REFUSED)
    if not reach.may_read_original(user, case, found):
        raise WaitingFile.DoesNotExist
    return found


@transaction.atomic
def take_back(*, actor: "User", case: Case, row: UUID | str) -> bytes:
    """What was uploaded and could not be made anew, as it came, with the event of its release.

    Raises WaitingFile.DoesNotExist, FileClosed and VaultError.
    """
    found = refused_file(actor, case, row)
    content = b"".join(found.original.read())
    facts = {"format": found.kind, "code": "original"}
    events.record("file.downloaded", subject=found, office=case.office_id, actor=actor, facts=facts)
    return content


@transaction.atomic
def forget_refused(*, actor: "User", case: Case, row: UUID | str) -> None:
    """Erase a recording that was refused. Raises WaitingFile.DoesNotExist, PermissionDenied, FileClosed."""
    access.require(actor, Permission.DOCUMENT_WRITE, case)
    reach.require_open(case)
    found = WaitingFile.objects.get(case=case, pk=row, state=State.REFUSED)
    if not reach.may_change(actor, case, found):
        raise WaitingFile.DoesNotExist
    events.record(
        "file.removed", subject=found, office=case.office_id, actor=actor, facts={"format": found.kind}
    )
    erase(found)


@transaction.atomic
def erase_refused_files() -> int:
    """Erase refused recordings that nobody wanted back within 30 days [INF]; for the nightly task."""
    gone = 0
    for row in WaitingFile.objects.filter(state=State.REFUSED).select_related("case"):
        days = int(setting("cases.removed_rows_days", row.case.office_id))
        if row.added_at < timezone.now() - timedelta(days=days):
            erase(row)
            gone += 1
    return gone


def erase(row: WaitingFile) -> None:
    """Delete a recording with its content."""
    content = row.original
    row.delete()
    content.delete()
