"""Celery: make what two people agreed on. The row is the truth; the message carries its id."""

import hashlib
import logging
import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation
from kombu.exceptions import OperationalError

from accounts import acting
from accounts.permissions import Permission
from accounts.settings_register import kept, value
from audit import events
from exchange import destroying, files, selection
from exchange.models import Export, ExportCase, ExportPart
from notifications import outbox
from paper.marks import Mark
from paper.pdf import PdfFailed
from vault.blobs import SealedBlob

if TYPE_CHECKING:
    from accounts.models import User

log = logging.getLogger("wayhome.exchange")

BATCH = 100
MAX_ATTEMPTS = 3
State, Problem, What = Export.State, Export.Problem, ExportPart.What


class CannotBeMade(Exception):
    """Why there is no file: a code of Export.Problem."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


def publish(export_id: uuid.UUID) -> None:
    """Hand an id to the broker; if it cannot be reached, relay() finds the row."""
    try:
        make.apply_async(args=[str(export_id)], retry=False)
    except (OperationalError, OSError):
        log.warning("the broker cannot be reached; the relay will send this", extra={"row_id": export_id})


@shared_task(name="exchange.tasks.make")
def make(export_id: str) -> None:
    """Make one export as its requester, under what the requester may do now."""
    export = _claim(uuid.UUID(export_id))
    if export is None:
        return
    with acting.as_user(export.requester), kept(), translation.override(export.requester.language or "en"):
        try:
            ids = _noted(export, export.requester)
            with transaction.atomic():
                _make(export, export.requester, ids)
        except CannotBeMade as problem:
            _fail(export, problem.problem)
        except (PdfFailed, SoftTimeLimitExceeded):
            _fail(export, Problem.TOO_MANY)
        except Exception as problem:  # whatever it is, the person must be told
            log.exception("an export could not be made", extra={"row_id": export.pk})
            _fail(export, Problem.BROKEN, type(problem).__name__)


@shared_task(name="exchange.tasks.relay", expires=30)
def relay() -> None:
    """Publish again what no worker took or a dead worker left behind."""
    for export_id in Export.objects.due(timezone.now()).values_list("pk", flat=True)[:BATCH]:
        publish(export_id)


@shared_task(name="exchange.tasks.tidy", expires=3600, system="tidy_files")
def tidy() -> None:
    """Destroy files and passwords whose hours are over."""
    destroying.shred_overdue()
    destroying.shred_of_who_may_not()
    destroying.forget_held()


def _claim(export_id: uuid.UUID) -> Export | None:
    """Take the row by one conditional UPDATE, so that two workers cannot both have it."""
    now = timezone.now()
    takeable = Export.objects.takeable(now).filter(pk=export_id)
    if not takeable.update(state=State.RUNNING, started_at=now, attempts=F("attempts") + 1):
        return None
    return Export.objects.select_related("requester", "office").get(pk=export_id)


def _noted(export: Export, user: "User") -> list[uuid.UUID]:
    """Which cases are looked at under today's rights, committed before the first of them is read."""
    if export.attempts > MAX_ATTEMPTS:
        raise CannotBeMade(Problem.BROKEN)
    if not user.is_current or not user.can(Permission.EXPORT_ASK, export.office):
        raise CannotBeMade(Problem.NOT_ALLOWED)
    try:
        return selection.note(export, user)
    except selection.TooMany:
        raise CannotBeMade(Problem.TOO_MANY) from None


def _make(export: Export, user: "User", ids: list[uuid.UUID]) -> None:
    """Write, seal, and finish the row with event and notice."""
    found = selection.select(export, user, ids)
    if not found.rows:
        raise CannotBeMade(Problem.EMPTY)
    password = files.new_password()
    content = _content(export, found, password)
    _keep(export, content, password)
    _finish(export, found, content)


def _content(export: Export, found: selection.Selection, password: str) -> bytes:
    mark = Mark(str(export.requester_id), timezone.now(), str(export.pk))
    header = selection.header(export)
    if export.format == Export.Format.PDF:
        return files.paper(header, found.rows, mark, password)
    return files.in_zip(files.workbook(header, found.rows, mark), password)


def _keep(export: Export, content: bytes, password: str) -> None:
    """File and password, each under a key of its own."""
    file = ExportPart(export=export, what=What.FILE)
    file.content = SealedBlob.write(file.pk, "export", [content])
    file.save()
    ExportPart(export=export, what=What.PASSWORD, password=password).save()


def _finish(export: Export, found: selection.Selection, content: bytes) -> None:
    now = timezone.now()
    if Export.objects.select_for_update(of=("self",)).plain().get(pk=export.pk).state != State.RUNNING:
        raise CannotBeMade(Problem.CHANGED)  # called back while it was being made
    with acting.by_rule("export_notes"):
        held = [case.pk for case in found.cases]
        ExportCase.objects.filter(export=export).exclude(case__in=held).delete()
    hours = int(value("exchange.download_hours", export.office_id))
    export.cases, export.withheld = [str(case.pk) for case in found.cases], found.withheld
    export.state, export.rows, export.left_out = State.READY, len(found.rows), sum(found.left_out.values())
    export.sha256, export.size = hashlib.sha256(content).hexdigest(), len(content)
    export.ready_at, export.expires_at = now, now + timedelta(hours=hours)
    export.save()
    for case in found.cases:
        facts = {"fields": export.columns, "restricted": export.is_external}
        events.record(
            "case.exported", subject=case, office=case.office_id, facts=facts, purpose=export.purpose
        )
    facts = {
        "rows": export.rows,
        "count": export.left_out,
        "file_hash": export.sha256,
        "format": export.format,
        "fields": export.columns,
    }
    events.record("export.made", subject=export, office=export.office_id, facts=facts, purpose=export.purpose)
    outbox.enqueue("export.ready", to=[export.requester], about=export)


@transaction.atomic
def _fail(export: Export, problem: str, reason: str = "") -> None:
    failed = Export.objects.filter(pk=export.pk, state=State.RUNNING).update(
        state=State.FAILED, problem=problem
    )
    log.warning("an export failed", extra={"row_id": export.pk, "code": reason or str(problem)})
    if failed:
        events.record(
            "export.failed",
            subject=export,
            office=export.office_id,
            facts={"reason": str(problem)},
            result="failed",
        )
        outbox.enqueue("export.failed", to=[export.requester], about=export)
