"""Rotation of the ring's keys, while everybody goes on working.

begin    a new version for all new work; the old one only reads (decrypt_only); a job says what is left
run      takes the rest over in batches (vault/takeover.py); killed anywhere, it loses its batch and goes on
finish   only when nothing is left and a random sample opens
retire   after the time of grace the old key's wrapped form is destroyed: old dumps stay closed for ever

Nothing here asks who may do this: the commands and pages do (config/keys_desk.py).
"""

import os
import time
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from vault import rekey, rekey_class, ring, root, takeover
from vault.envelope import KEY_BYTES, VaultError
from vault.models import RingKey, RotationJob
from vault.ring import NAMES, context_of
from vault.takeover import Batch, Position, Work

State = RotationJob.State
Kind = RotationJob.Kind
# What was authenticated with these is never written again, and must stay checkable.
NEVER_RETIRED: Final = frozenset({"audit", "ledger"})
# The data part of a backup is kept long, and its manifests must stay checkable: retired by hand only, once
# no data part from before the rotation is kept.
RETIRED_BY_HAND: Final = frozenset({"manifest"})
# `rows` has a copy in PostgreSQL (vault/row_keys.py): `manage.py sync_row_security --rotate` replaces both.
REPLACEABLE: Final = tuple(name for name in NAMES if name != "rows")
SILENT: Final = timedelta(minutes=5)
# Kinds that replace keys of records, not of the ring.
_OF_RECORDS: Final[dict[str, Work]] = {Kind.SCOPE: rekey.Rows(), Kind.CLASS: rekey_class.Scopes()}


class RotationRefused(VaultError):
    """This rotation cannot be done now. The message says why, and nothing was changed."""


def kind_of(name: str) -> RotationJob.Kind:
    """Return what has to be done when a key of the ring is replaced. Raises RotationRefused for an unknown name."""
    if name not in NAMES:
        raise RotationRefused(f"There is no key {name}. There are: {', '.join(REPLACEABLE)}.")
    if name not in REPLACEABLE:
        raise RotationRefused(
            f"The key {name} has a copy that only the owner's role may replace: see its own command."
        )
    if name.startswith("kek."):
        return Kind.KEK
    return {"manifest": Kind.MANIFEST, "index": Kind.INDEX}.get(name, Kind.SWITCH)


def work_of(job: RotationJob) -> Work:
    """Return what takes over the rest of a job."""
    return _OF_RECORDS.get(job.kind) or takeover.WORKS[job.kind]


def preview(name: str) -> RotationJob:
    """Return the job that `begin` would make, unsaved: nothing is changed. Raises RotationRefused."""
    kind = kind_of(name)
    if RotationJob.objects.filter(name=name, scope=None).exclude(state=State.DONE).exists():
        raise RotationRefused(f"The key {name} is being replaced already.")
    newest = RingKey.objects.filter(name=name).order_by("-version").first()
    if newest is None or newest.state != RingKey.State.ACTIVE:
        raise RotationRefused(f"The key {name} has no active version to replace.")
    job = RotationJob(kind=kind, name=name, from_version=newest.version, to_version=newest.version + 1)
    job.total = work_of(job).expected(job)
    return job


def begin(name: str) -> RotationJob:
    """Make the next version of a key of the ring and its job. Raises RotationRefused.

    Waits for transactions that are wrapping with the old version; none will after this one has committed.
    """
    with ring.changing() as described:
        job = preview(name)
        fresh = os.urandom(KEY_BYTES)
        provider = root.of_check_value(bytes(described.root_check))
        RingKey.objects.filter(name=name, version=job.from_version).update(
            state=RingKey.State.DECRYPT_ONLY, state_since=timezone.now()
        )
        RingKey.objects.create(
            name=name,
            version=job.to_version,
            wrapped=provider.wrap(fresh, context_of(described.uuid.bytes, name, job.to_version)),
            check_value=root.check_value(fresh),
        )
        if job.kind == Kind.SWITCH:
            _done(job)
        job.save()
    return job


def run(
    job_id: uuid.UUID,
    *,
    seconds: float | None = None,
    batch: int = takeover.BATCH,
    tell: Callable[[RotationJob], None] = lambda job: None,
) -> RotationJob:
    """Work on a job until it is done or stuck, or for so many seconds; return it as it is then.

    The first round passes by what others hold locked; the next ones wait for it. A round that waits, moves
    nothing and leaves something means that what is left cannot be opened: the job is stuck.
    """
    ends = None if seconds is None else time.monotonic() + seconds
    after: Position | None = None
    waiting, moved = False, 0
    while True:
        job = RotationJob.objects.get(pk=job_id)
        if job.state == State.DONE:
            return job
        try:
            found = _one_batch(job, after, waiting, batch)
        except VaultError:
            return _stuck(job)  # not one item but the ground under all of them, such as a scope's manifest
        job.refresh_from_db()
        tell(job)
        after, moved = found.after, moved + found.done
        if after is None:
            try:
                job = finish(job_id)
            except VaultError:
                return _stuck(job)
            if job.state == State.DONE:
                return job
            if waiting and not moved:
                return _stuck(job)
            waiting, moved = True, 0
        if ends is not None and time.monotonic() > ends:
            return job


def _one_batch(job: RotationJob, after: Position | None, waiting: bool, limit: int) -> Batch:
    """One batch and its count, in one transaction."""
    with transaction.atomic():
        found = work_of(job).batch(job, after, waiting, limit)
        RotationJob.objects.filter(pk=job.pk).update(
            state=State.RUNNING, done=F("done") + found.done, problems=0, heartbeat=timezone.now()
        )
    return found


def finish(job_id: uuid.UUID) -> RotationJob:
    """End a job if nothing is left and a random sample opens; return it, ended or not.

    Raises VaultError where nothing is left and the sample does not open: the old key is then kept.
    """
    with transaction.atomic():
        job = RotationJob.objects.select_for_update().get(pk=job_id)
        if job.state != State.DONE and not work_of(job).remaining(job):
            work_of(job).close(job)
            _done(job)
            job.save()
    return job


def _done(job: RotationJob) -> None:
    job.state, job.finished_at, job.problems = State.DONE, timezone.now(), 0
    job.heartbeat = job.finished_at
    if job.kind not in _OF_RECORDS and job.name not in NEVER_RETIRED | RETIRED_BY_HAND:
        job.retire_after = job.finished_at + timedelta(days=settings.VAULT_KEY_GRACE_DAYS)


def _stuck(job: RotationJob) -> RotationJob:
    try:
        left = work_of(job).remaining(job)
    except VaultError:
        left = job.total
    RotationJob.objects.filter(pk=job.pk, state=State.RUNNING).update(
        state=State.STUCK, problems=max(left, 1), heartbeat=timezone.now()
    )
    job.refresh_from_db()
    return job


def retire(name: str, version: int, *, at_once: bool = False) -> bool:
    """Destroy the wrapped form of an old version; return whether this call did it. Raises RotationRefused.

    Refused while it is active, while anything still needs it, and before the time of grace is over, which
    `at_once` (an erasure, a key known to have leaked) does not wait for.
    """
    with ring.changing():
        row = RingKey.objects.select_for_update().filter(name=name, version=version).first()
        if row is None:
            raise RotationRefused(f"There is no key {name} version {version}.")
        if row.state == RingKey.State.RETIRED:
            return False
        if reason := _still_needed(row, at_once):
            raise RotationRefused(reason)
        row.wrapped, row.state, row.state_since = b"", RingKey.State.RETIRED, timezone.now()
        row.save()
    return True


def _still_needed(row: RingKey, at_once: bool) -> str:
    """Why a version cannot be destroyed yet; empty if it can."""
    named = f"The key {row.name} version {row.version}"
    if row.name in NEVER_RETIRED:
        return f"{named} is kept: what it authenticated must stay checkable."
    if row.state == RingKey.State.ACTIVE:
        return f"{named} is in use: replace it first."
    if RotationJob.objects.filter(name=row.name, scope=None).exclude(state=State.DONE).exists():
        return f"{named} is needed by the rotation under way."
    newest = RotationJob(kind=kind_of(row.name), name=row.name, to_version=row.version + 1)
    if left := work_of(newest).remaining(newest):
        return f"{named} is still needed by {left} stored items: run `manage.py keys resume`."
    due = row.state_since + timedelta(days=settings.VAULT_KEY_GRACE_DAYS)
    if not at_once and timezone.now() < due:
        return f"{named} is kept until {due:%Y-%m-%d %H:%M} UTC, for backups of keys."
    return ""


def retire_due() -> list[str]:
    """Destroy every old version whose time of grace is over; return their names. What is still needed stays.

    Stragglers (a backup was restored) set their finished job going again.
    """
    destroyed = []
    over = RotationJob.objects.filter(state=State.DONE, retire_after__lte=timezone.now())
    for job in over.order_by("finished_at"):
        for row in RingKey.objects.filter(
            name=job.name, version__lt=job.to_version, state=RingKey.State.DECRYPT_ONLY
        ):
            if work_of(job).remaining(job):
                _reopen(job)
                break
            try:
                if retire(row.name, row.version):
                    destroyed.append(f"{row.name} {row.version}")
            except RotationRefused:
                continue
    return destroyed


def _reopen(job: RotationJob) -> None:
    try:
        with transaction.atomic():
            RotationJob.objects.filter(pk=job.pk).update(state=State.RUNNING, finished_at=None)
    except IntegrityError:
        return  # a later rotation of the same key is under way and takes these, too


def unfinished() -> list[RotationJob]:
    """Return the jobs that somebody has to go on with, the oldest first."""
    return list(RotationJob.objects.filter(state=State.RUNNING).order_by("started_at"))
