"""The certificate of an erasure: every store that could hold something of the case, before and after.

It holds codes, counts and dates only, so it may be printed, handed over and kept.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import redis
from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models import Case, ErasureNotice, ErasureRequest
from vault.models import BackupRun, RingKey, ScopeKey

# Columns without a foreign key that may hold a case's identifier.
NAMED = frozenset({"scope", "subject_id", "case_uuid", "case_id"})

# What may stay, and why.
STAYS: dict[str, Any] = {
    "cases.erasurerequest": _("The record of this erasure: identifiers, codes, counts and dates"),
    "vault.erasureledger": _("The erasure ledger, so that no backup brings the file back"),
    "vault.manifest": _("The mark that this file was erased; nothing can be written under it again"),
    "accounts.approval": _("Who asked and who confirmed"),
    "cases.disclosure": _("Who received data; kept with the rest of the file"),
}
QUEUE, AUDIT = "queue", "audit"
# Named on every certificate, also where they held nothing: what had been taken out of the file and waited.
ALWAYS_NAMED = frozenset({"exchange.exportcase"})


def counts(case: uuid.UUID) -> dict[str, int]:
    """How many rows of each table name this case; tables with none included, they were looked at."""
    found: dict[str, int] = {}
    for model in apps.get_models():
        columns = [field for field in model._meta.concrete_fields if _may_name_a_case(model, field)]
        if not columns or not model._meta.managed or model._meta.proxy:
            continue
        condition = models.Q()
        for column in columns:
            condition |= models.Q(**{column.attname: case})
        rows: Any = models.QuerySet(model).filter(condition)
        found[model._meta.label_lower] = rows.count()
    return found


def _may_name_a_case(model: type[models.Model], field: Any) -> bool:
    if field.is_relation:
        return bool(field.related_model is Case)
    return (model is Case and field.primary_key) or field.attname in NAMED


def in_queue(case: uuid.UUID) -> int:
    """How many keys of the broker name the case, in whatever spelling; -1 when the broker does not answer."""
    wanted = (str(case).encode(), case.hex.encode(), case.bytes)
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=5, socket_connect_timeout=2) as broker:
            return sum(
                any(word in key + (broker.dump(key) or b"") for word in wanted)
                for key in broker.scan_iter(count=1000)
            )
    except redis.RedisError:
        return -1


def wrapped_by(case: uuid.UUID, classes: frozenset[str] | None) -> list[list[Any]]:
    """Which wrapping keys (class, version) wrapped the keys that are about to be destroyed."""
    rows = ScopeKey.objects.filter(scope=case)
    if classes is not None:
        rows = rows.filter(key_class__in=classes)
    return [list(pair) for pair in sorted(rows.values_list("key_class", "kek_version").distinct())]


def wrapping_keys_gone_at(request: ErasureRequest) -> Any:
    """When the last of the keys that wrapped the erased ones was destroyed; None while one can still be used."""
    moments: list[Any] = [request.rows_gone_at]
    for key_class, version in request.certificate.get("wrapped_by", []):
        row = RingKey.objects.filter(name=f"kek.{key_class}", version=version).first()
        if row is not None and row.state != RingKey.State.RETIRED:
            return None
        moments += [row.state_since] if row is not None else []
    return max(moments)


@dataclass(frozen=True)
class Store:
    """One line of the certificate."""

    label: str | Promise
    held: int | None
    holds: int | None
    note: str | Promise = ""
    until: datetime | None = None

    @property
    def is_clear(self) -> bool:
        return not self.holds or bool(self.note)


def stores(request: ErasureRequest) -> Iterator[Store]:
    """The lines of the certificate, as they are now."""
    held, holds = request.certificate.get("held", {}), request.certificate.get("holds", {})
    for label in sorted(holds, key=lambda label: (-held.get(label, 0), label)):
        before, after = held.get(label, 0), holds[label]
        if before or after or label in ALWAYS_NAMED:
            yield Store(_name(label), before, after, _why(request, label) if after else "")
    empty = sum(1 for label in holds.keys() - ALWAYS_NAMED if not held.get(label) and not holds[label])
    yield Store(_("Other tables that could name the file (%(count)s)") % {"count": empty}, 0, 0)
    queue = request.certificate.get(QUEUE, 0)
    yield Store(
        _("Queue of background work"),
        None,
        max(queue, 0),
        _("Could not be asked; it carries identifiers only") if queue < 0 else "",
    )
    yield Store(
        _("Reports and charts"), None, 0, _("Hold counts of groups; no file of a person is kept in them")
    )
    yield Store(
        _("Record of actions"),
        None,
        None,
        _("Who did what and when, by identifier, without anything about the person"),
    )
    if request.keeps_statistics:
        yield Store(_("Statistics"), None, 1, _("Coded answers under a new identity, by consent to research"))
    yield from _backups(request)


def _why(request: ErasureRequest, label: str) -> Any:
    if request.key_classes is not None and label not in STAYS:
        return _("The rest of the file goes on")
    return STAYS.get(label, "")


def _name(label: str) -> str:
    return str(apps.get_model(label)._meta.verbose_name_plural)


def _backups(request: ErasureRequest) -> Iterator[Store]:
    """Each backup that was made before the erasure: its keys expire, its data stay ciphertext."""
    gone = request.rows_gone_at
    for run in BackupRun.objects.filter(made_at__lt=gone).order_by("-made_at")[:50] if gone else ():
        note = _(
            "Opens only with the recipient key and the root key together, and only until its key part is removed;"
            " a restore erases the file again"
        )
        yield Store(
            _("Backup of %(date)s") % {"date": f"{run.made_at:%Y-%m-%d}"},
            None,
            None,
            note,
            run.keys_expire_at,
        )


def recipients(request: ErasureRequest) -> list[ErasureNotice]:
    """Who must be told; names that were destroyed after the last answer are left out."""
    return list(ErasureNotice.objects.plain().filter(erasure=request))
