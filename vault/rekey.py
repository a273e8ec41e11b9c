"""New keys for one scope, because the old ones are suspected to have leaked.

`begin` gives every class of the scope a key of the next generation. From then on whatever is saved is sealed
with it; the job seals the rest anew. Both generations can be read meanwhile; when no envelope needs the old
one any more it is deleted and struck off the manifest. Versions of rows stay: nobody's edit is disturbed.

A file's content has a key of its own inside its envelope, so that is made anew, too (vault/blobs.py).
"""

import uuid
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models, transaction

from vault import cell, envelope, keys, manifest
from vault.envelope import KeyMissing, Tampered, VaultError
from vault.models import Manifest, RotationJob
from vault.sealed import SealedModel, sealed_models
from vault.takeover import NOWHERE, Batch, Position, Work

ROWS = 100
USING = DEFAULT_DB_ALIAS


@transaction.atomic
def begin(scope: uuid.UUID) -> RotationJob:
    """Make the next generation of all keys of a scope, and the job that takes its rows over.

    Raises KeyMissing where there is no such scope, it is erased, or it is being done already.
    """
    if not Manifest.objects.filter(scope=scope).exists():
        raise KeyMissing("Nothing is sealed under this identifier.")
    with keys.session() as opened:
        locked = keys.lock(scope, USING)
        keys.must_live(locked)
        if RotationJob.objects.filter(scope=scope).exclude(state=RotationJob.State.DONE).exists():
            raise KeyMissing("The keys of this scope are being replaced already.")
        newest = newest_of(locked)
        for key_class, generation in newest.items():
            keys.add_generation(locked, key_class, generation + 1, opened, USING)
        keys.store(locked, USING)
    return RotationJob.objects.create(
        kind=RotationJob.Kind.SCOPE,
        name="scope",
        scope=scope,
        from_version=max(newest.values(), default=0),
        to_version=max(newest.values(), default=0) + 1,
        total=len(locked.rows),
    )


def newest_of(listed: manifest.Manifest) -> dict[str, int]:
    """Return the newest generation of each class that a scope has keys of."""
    return {name: listed.newest_generation(name) for name, _ in sorted(listed.keys)}


class Rows(Work):
    """The sealed rows of one scope, in the order of their ids."""

    def remaining(self, job: RotationJob) -> int:
        """Rows (also lost ones) whose envelope is not known to be of the newest generation."""
        with keys.session() as opened:
            listed = opened.manifest_of(self._scope(job), USING, fresh=True).parse()
        if listed.destroyed:
            return 0
        newest, up_to_date = newest_of(listed), 0
        for row in stored(listed.rows):
            if (row.sealed_place(), row.pk) in listed.rows and not _is_behind(row, newest):
                up_to_date += 1
        return len(listed.rows) - up_to_date

    def batch(self, job: RotationJob, after: Position | None, wait: bool, limit: int) -> Batch:
        start = after.scope if after else NOWHERE
        with keys.session():
            locked = keys.lock(self._scope(job), USING)
            if locked.destroyed:
                return Batch(0, None)
            newest = newest_of(locked)
            wanted = sorted((known for known in locked.rows if known[1] > start), key=lambda known: known[1])
            wanted = wanted[: min(limit, ROWS)]
            done = sum(seal_anew(row, locked, newest) for row in stored(wanted))
            if done:
                keys.store(locked, USING)
        return Batch(done, Position(0, wanted[-1][1]) if wanted else None)

    def close(self, job: RotationJob) -> None:
        """Open every row once more, then delete the old generations and strike them off the manifest."""
        with keys.session() as opened:
            locked = keys.lock(self._scope(job), USING)
            if locked.destroyed:
                return
            for row in stored(locked.rows):
                cell.open_row(row)
            strike_off(locked, newest_of(locked), opened)
            keys.store(locked, USING)

    @staticmethod
    def _scope(job: RotationJob) -> uuid.UUID:
        if job.scope is None:
            raise KeyMissing("The job names no scope.")
        return job.scope


def strike_off(locked: manifest.Manifest, newest: dict[str, int], opened: keys.Session) -> None:
    """Delete the generations before the newest of each class; the caller stores the manifest."""
    old = [known for known in locked.keys if known[1] < newest.get(known[0], 0)]
    with connections[USING].cursor() as cursor:
        for key_class, generation in old:
            cursor.execute(
                "DELETE FROM vault_scopekey WHERE scope = %s AND key_class = %s AND generation = %s",
                [locked.scope, key_class, generation],
            )
            del locked.keys[key_class, generation]
    opened.forget(locked.scope)


def stored(listed: Iterable[tuple[str, uuid.UUID]]) -> Iterator[SealedModel]:
    """Give the rows that a manifest lists, as far as they are there, model by model."""
    by_place: dict[str, list[uuid.UUID]] = {}
    for place, row in listed:
        by_place.setdefault(place, []).append(row)
    for model in sealed_models():
        if ids := by_place.get(model.sealed_place()):
            rows: Any = model._base_manager.using(USING).filter(pk__in=ids)
            yield from rows


def _is_behind(row: SealedModel, newest: dict[str, int]) -> bool:
    try:
        return envelope.read_header(bytes(row.envelope)).generation < newest[row.sealed_key_class()]
    except (VaultError, KeyError):
        return True


def seal_anew(row: SealedModel, locked: manifest.Manifest, newest: dict[str, int]) -> int:
    """Seal one row of a locked scope with the newest key of its class; return 1 if that was needed and done.

    A row that is not what the manifest lists is left as it is.
    """
    if not _is_behind(row, newest):
        return 0
    opened, key_class = keys.current(), row.sealed_key_class()
    try:
        header = envelope.read_header(bytes(row.envelope))
        generation = newest[key_class]
        with transaction.atomic(using=USING):
            cell.open_row(row)
            row.vault_renew()
    except (VaultError, KeyError):
        return 0
    place = opened.place_of(row, USING)
    key = opened.section_key(locked, key_class, generation, place.section, USING)
    content = cell.encode(row)
    sealed = envelope.seal(key, content, place, version=header.version, generation=generation)
    written = models.QuerySet(type(row), using=USING).filter(pk=row.pk).update(envelope=sealed)
    if not written:
        raise Tampered(f"A row of {place.table} went while its scope was locked.")
    locked.rows[place.table, place.row] = manifest.line_of(header.version, sealed)
    return 1
