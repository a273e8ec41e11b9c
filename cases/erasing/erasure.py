"""Carrying out an erasure: work of the house, step by step, each step safe to be killed in and to be repeated.

1 rows   one transaction: keys, then every table that holds anything of the case; the ledger; the tombstone
2 rest   the ledger's file; what the queue still names
3 later  the key table vacuumed, the wrapping keys replaced: looked after until both are done
(confidentiality.md 5)
"""

import logging
import uuid
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from audit import events, retention
from cases.actions.recipients import list_recipients
from cases.erasing import calling_back, certificate, closing, statistics_kept
from cases.finding import cards
from cases.models import (
    Case,
    ErasureRequest,
    ErasureState,
    LegalHold,
    PersonBiodata,
)
from cases.models.scoped import set_quietly
from cases.sections import SECTIONS
from vault import erasing, keys, ledger
from vault.envelope import VaultError

log = logging.getLogger("wayhome.erasure")

# Rows of an erased class that go on empty, because guards and figures ask their coded columns.
GO_ON_EMPTY = frozenset({"cases.personbiodata", "cases.consentrecord", "cases.childprotection"})


def due(now: Any = None) -> list[uuid.UUID]:
    """The requests whose time has come, those that were interrupted first. Holds are asked when they run."""
    now = now or timezone.now()
    rows = ErasureRequest.objects.filter(state__in=(ErasureState.CONFIRMED, ErasureState.RUNNING))
    return [row.pk for row in rows.order_by("-state", "due_at") if row.is_due(now)]


def run(request_id: uuid.UUID) -> bool:
    """Carry out one request as far as it can be; True when it is done. Repeating it changes nothing more."""
    request = _begin(request_id)
    if request is None:
        return False
    try:
        with keys.session():
            is_gone = _rows(request)
    except VaultError as problem:
        reason = type(problem).__name__.lower()
        log.error("an erasure could not go on", extra={"code": "erasure.stopped", "row_id": str(request.pk)})
        _record("erasure.stopped", request, result="failed", reason=reason, step="rows")
        return False
    if not is_gone:
        return False
    _copy_ledger()
    finish(request_id)
    follow_up(request_id)
    return True


@transaction.atomic
def _begin(request_id: uuid.UUID) -> ErasureRequest | None:
    """Lock the request and mark it as running; None where its time has not come or a hold stands against it."""
    request = ErasureRequest.objects.select_for_update(skip_locked=True).filter(pk=request_id).first()
    if request is None or not request.is_due(timezone.now()):
        return None
    if request.rows_gone_at is None and LegalHold.in_force(request.case_uuid).exists():
        return None
    if request.state != ErasureState.RUNNING:
        request.state = ErasureState.RUNNING
        request.save(update_fields=["state"])
    return request


@transaction.atomic
def _rows(seen: ErasureRequest) -> bool:
    """Everything in the database, in one transaction; False where it was taken back meanwhile. Nothing to do twice.

    The case is locked before the request, as wherever a consent is recorded: one of the two comes first.
    """
    case = Case.objects.select_for_update(of=("self",)).plain().filter(pk=seen.case_uuid).first()
    request = ErasureRequest.objects.select_for_update().get(pk=seen.pk)
    if request.rows_gone_at is not None or request.state != ErasureState.RUNNING:
        return request.rows_gone_at is not None
    request.certificate = {
        "held": certificate.counts(request.case_uuid),
        "wrapped_by": certificate.wrapped_by(request.case_uuid, request.key_classes),
    }
    if case is not None:
        _list_later_recipients(request, case)
    if request.key_classes is None:
        if case is not None and statistics_kept.may_be_kept(case):
            request.keeps_statistics = True
            statistics_kept.keep(case)
        counts = retention.erase_everywhere(request.case_uuid)
    elif case is not None:
        counts = {"rows": erase_classes(case, request.key_classes)}
        if closing.withdrawn(case) in ([], ["photo_document"]):
            closing.reopen(case)
    else:
        counts = {}
    entry = ledger.append(request.case_uuid, reason=request.reason, classes=request.key_classes)
    request.ledger_n, request.rows_gone_at = entry.n, timezone.now()
    request.save()
    _record("erasure.done", request, scope=request.extent, number=entry.n, rows=sum(counts.values()))
    return True


def _list_later_recipients(request: ErasureRequest, case: Case) -> None:
    """Who received data between the confirmation and now; what does not open holds no erasure up."""
    try:
        list_recipients(request, case)
    except VaultError:
        log.error(
            "recipients could not be read", extra={"code": "erasure.recipients", "row_id": str(request.pk)}
        )


def erase_classes(case: Case, classes: frozenset[str]) -> int:
    """Destroy some classes of keys of a case with what they sealed; the rest of the file goes on.

    Rows are deleted, but for those whose coded columns are needed: they go on empty. Without consent to
    research the coded answers about the person go, too. Returns how many rows lost their content.
    """
    calling_back.call_back(case)
    found = erasing.rows_of_classes(case.pk, classes)
    emptied = [row for row in found if row.sealed_place() in GO_ON_EMPTY]
    keeps_codes = statistics_kept.may_be_kept(case)
    for row in found:
        if row not in emptied:
            row.delete()
    erasing.destroy_classes(case.pk, classes, emptied)
    if "identity" in classes:
        _forget_names(case)
    if "identity" in classes and not keeps_codes:
        _forget_codes(PersonBiodata.objects.plain().get(case=case))
    if not case.is_closed_to_use:
        cards.index(case, PersonBiodata.objects.get(case=case))
    return len(found)


def _forget_names(case: Case) -> None:
    """Empty identifying answers in sections that go on: who referred the person, who interpreted."""
    for section in SECTIONS.values():
        named = [entry.key for entry in section.entries if entry.sensitivity == "identifying"]
        if not section.is_edited or not named or section.model.Sealed.key_class == "identity":
            continue
        rows = section.model._base_manager.filter(**{"pk" if section.model is Case else "case": case.pk})
        for row in rows:
            if any(getattr(row, key) for key in named):
                for key in named:
                    setattr(row, key, "")
                row.save()


def _forget_codes(biodata: PersonBiodata) -> None:
    """Set the coded columns about the person back to what a new file has."""
    kept = {"id", "person", "case", "envelope", "version"}
    fresh = {
        field.name: field.get_default()
        for field in biodata._meta.concrete_fields
        if field.name not in kept and not field.is_relation
    }
    set_quietly(biodata, **fresh)


def replay(scope: uuid.UUID, classes: frozenset[str] | None) -> bool:
    """Erase again what the ledger says was erased (after a restore); True when something was still there.

    Of some classes only where what is there is older than the entry: whoever calls this knows (config/backup). A file
    that is closed stays closed, one that is open stays open.
    """
    case = Case.objects.plain().filter(pk=scope).first()
    with keys.session(), transaction.atomic():
        if classes is None:
            return sum(retention.erase_everywhere(scope).values()) > 0
        return case is not None and erase_classes(case, classes) > 0


def _copy_ledger() -> None:
    """Bring the ledger's file up to date. A full or missing disk stops no erasure: the next one makes it good."""
    try:
        ledger.write_file(settings.ERASURE_LEDGER)
    except OSError:
        log.exception("the erasure ledger's file could not be written", extra={"code": "ledger.not_copied"})


@transaction.atomic
def finish(request_id: uuid.UUID) -> None:
    """The certificate and the end. What still takes time (vacuum, wrapping keys, old backups) stands in it."""
    request = ErasureRequest.objects.select_for_update().get(pk=request_id)
    if request.state != ErasureState.RUNNING or request.rows_gone_at is None:
        return
    request.state, request.done_at = ErasureState.DONE, timezone.now()
    request.certificate = {**request.certificate, "holds": certificate.counts(request.case_uuid)}
    request.certificate["queue"] = certificate.in_queue(request.case_uuid)
    request.save()


def unfinished() -> list[uuid.UUID]:
    """Erasures that are done but for the vacuum or the replacing of the wrapping keys."""
    rows = ErasureRequest.objects.filter(state=ErasureState.DONE)
    return list(
        (rows.filter(vacuumed_at__isnull=True) | rows.filter(rewrapped_at__isnull=True)).values_list(
            "pk", flat=True
        )
    )


@transaction.atomic
def follow_up(request_id: uuid.UUID) -> None:
    """Note what has been done since: the key table vacuumed, the keys that wrapped the erased ones destroyed."""
    request = ErasureRequest.objects.select_for_update(skip_locked=True).filter(pk=request_id).first()
    if request is None or request.rows_gone_at is None:
        return
    if request.vacuumed_at is None:
        request.vacuumed_at = _vacuumed_since(request.rows_gone_at)
    if request.rewrapped_at is None:
        request.rewrapped_at = certificate.wrapping_keys_gone_at(request)
    request.save(update_fields=["vacuumed_at", "rewrapped_at"])


def _vacuumed_since(moment: Any) -> Any:
    """When the server last vacuumed the key table, if that was after `moment`."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT greatest(last_vacuum, last_autovacuum) FROM pg_stat_user_tables"
            " WHERE relname = 'vault_scopekey'"
        )
        found = cursor.fetchone()
    return found[0] if found and found[0] is not None and found[0] > moment else None


def _record(name: str, request: ErasureRequest, result: str = "done", **facts: Any) -> None:
    events.record(
        name,
        subject=request,
        scope=request.case_uuid,
        office=request.office_id,
        facts=facts,
        result=result,
    )
