"""What takes over when a key of the ring was replaced: keys, manifests and search tags made anew, in batches."""

import uuid
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from typing import Any, Final, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection

from vault import manifest, ring, root
from vault.envelope import KeyMissing, Tampered, VaultError
from vault.models import RotationJob
from vault.session import dek_context

BATCH: Final = 2000
SAMPLE: Final = 50
NOWHERE: Final = uuid.UUID(int=0)


class Position(NamedTuple):
    """How far a round has come: the last version and scope (or row) it looked at."""

    version: int
    scope: uuid.UUID


class Batch(NamedTuple):
    """How many were taken over, and where to go on; no position means that the round is over."""

    done: int
    after: Position | None


class Work(ABC):
    """What taking over asks of each kind of job."""

    @abstractmethod
    def remaining(self, job: RotationJob) -> int:
        """Return how many still need a version older than the job's new one."""

    def expected(self, job: RotationJob) -> int:
        """Return how many a job has to take over that is about to begin."""
        return self.remaining(job)

    @abstractmethod
    def batch(self, job: RotationJob, after: Position | None, wait: bool, limit: int) -> Batch:
        """Take the next ones over; with `wait` also those that are locked elsewhere. What cannot be opened stays."""

    def close(self, job: RotationJob) -> None:  # noqa: B027  # not every kind has something to look at
        """Look at a random sample before the job ends. Raises VaultError."""


def _rows(statement: str, given: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return list(cursor.fetchall())


def _locked(statement: str, given: list[Any], wait: bool) -> list[tuple[Any, ...]]:
    """The rows in an index's order, locked until the transaction ends; those locked elsewhere are passed by or waited for.

    By the statistics, which lag behind, all that is left would be sorted for each batch.
    """
    _plan_without("sort", "bitmapscan", "seqscan")
    return _rows(f"{statement} FOR UPDATE {'' if wait else 'SKIP LOCKED'}", given)


def _write(statement: str, given: list[Any]) -> int:
    """Write rows that `_locked` gave, by where they lie: by keys each may be compared with all that is left."""
    _plan_without("hashjoin", "mergejoin", "indexscan", "bitmapscan")
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return int(cursor.rowcount)


def _plan_without(*ways: str) -> None:
    """Until the transaction ends, plan with none of these wherever there is another way."""
    with connection.cursor() as cursor:
        cursor.execute("".join(f"SET LOCAL enable_{way} = off; " for way in ways))


def _listed(column: Iterable[Any]) -> str:
    """An array as PostgreSQL writes it."""
    return "{" + ",".join(map(str, column)) + "}"


def _places(column: Iterable[str]) -> str:
    """An array of places of rows: `(block,line)`, which has a comma."""
    return _listed(f'"{place}"' for place in column)


def _count(statement: str, given: list[Any]) -> int:
    return int(_rows(statement, given)[0][0])


class Nothing(Work):
    """For keys that only new work uses."""

    def remaining(self, job: RotationJob) -> int:
        return 0

    def batch(self, job: RotationJob, after: Position | None, wait: bool, limit: int) -> Batch:
        return Batch(0, None)


class Keks(Work):
    """Keys of scopes, unwrapped with the old key of their class and wrapped with the new one."""

    def remaining(self, job: RotationJob) -> int:
        return _count(
            "SELECT count(*) FROM vault_scopekey WHERE key_class = %s AND kek_version < %s",
            [job.name.removeprefix("kek."), job.to_version],
        )

    def batch(self, job: RotationJob, after: Position | None, wait: bool, limit: int) -> Batch:
        start = after or Position(0, NOWHERE)
        key_class = job.name.removeprefix("kek.")
        found = _locked(
            "SELECT kek_version, scope, generation, wrapped, ctid FROM vault_scopekey"
            " WHERE key_class = %s AND kek_version < %s AND (kek_version, scope) > (%s, %s)"
            " ORDER BY kek_version, scope LIMIT %s",
            [key_class, job.to_version, *start, limit],
            wait,
        )
        done = self._store(job, key_class, self._wrapped_anew(job, key_class, found))
        return Batch(done, Position(found[-1][0], found[-1][1]) if found else None)

    @staticmethod
    def _wrapped_anew(
        job: RotationJob, key_class: str, found: list[tuple[Any, ...]]
    ) -> list[tuple[str, str]]:
        """Where each row lies, and its key wrapped with the new one."""
        deployment = ring.get().deployment
        new = ring.key(job.name, job.to_version)
        olds = {version: _cipher(job.name, version) for version in {row[0] for row in found}}
        made = []
        for version, scope, generation, wrapped, place in found:
            bound = dek_context(deployment, scope, key_class, generation)
            try:
                dek = root.unwrap_with(olds[version], bytes(wrapped), bound)
            except (InvalidTag, VaultError):
                continue  # tampered with: it stays as it is, and the job says so
            made.append((place, root.wrap_key(new, dek, bound).hex()))
        return made

    @staticmethod
    def _store(job: RotationJob, key_class: str, made: list[tuple[str, str]]) -> int:
        if not made:
            return 0
        places, wrapped = zip(*made, strict=True)
        return _write(
            "UPDATE vault_scopekey k SET wrapped = decode(n.wrapped, 'hex'), kek_version = %s"
            " FROM unnest(%s::tid[], %s::text[]) AS n (place, wrapped)"
            " WHERE k.ctid = n.place AND k.key_class = %s AND k.kek_version < %s",
            [job.to_version, _places(places), _listed(wrapped), key_class, job.to_version],
        )

    def close(self, job: RotationJob) -> None:
        """Unwrap some of the new forms, wherever chance begins."""
        key_class = job.name.removeprefix("kek.")
        deployment = ring.get().deployment
        cipher = _cipher(job.name, job.to_version)
        found = _rows(
            "SELECT scope, generation, wrapped FROM vault_scopekey WHERE key_class = %s AND kek_version = %s"
            " AND scope > %s ORDER BY scope LIMIT %s",
            [key_class, job.to_version, uuid.uuid4(), SAMPLE],
        )
        for scope, generation, wrapped in found:
            try:
                root.unwrap_with(
                    cipher, bytes(wrapped), dek_context(deployment, scope, key_class, generation)
                )
            except InvalidTag:
                raise Tampered("A key that was wrapped anew does not open.") from None


def _cipher(name: str, version: int) -> AESGCM | None:
    """One key of the ring, ready for many; None where the ring does not hold it."""
    try:
        return AESGCM(ring.key(name, version))
    except KeyMissing:
        return None


# The version of the key stands in the third to sixth byte of a payload, the highest first.
_COUNT_MANIFESTS: Final = (
    "SELECT count(*) FROM vault_manifest"
    " WHERE substring(payload from 3 for 4) < decode(lpad(to_hex(%s), 8, '0'), 'hex')"
)
_MANIFESTS: Final = (
    "SELECT scope, payload, mac, ctid FROM vault_manifest"
    " WHERE scope > %s AND substring(payload from 3 for 4) < decode(lpad(to_hex(%s), 8, '0'), 'hex')"
    " ORDER BY scope LIMIT %s"
)


class Manifests(Work):
    """Manifests authenticated with the new key. One that does not fit the old one is left: it was changed."""

    def remaining(self, job: RotationJob) -> int:
        return _count(_COUNT_MANIFESTS, [job.to_version])

    def batch(self, job: RotationJob, after: Position | None, wait: bool, limit: int) -> Batch:
        start = after.scope if after else NOWHERE
        found = _locked(_MANIFESTS, [start, job.to_version, limit], wait)
        made = self._authenticated_anew(job, found)
        if made:
            places, payloads, macs = zip(*made, strict=True)
            _write(
                "UPDATE vault_manifest m SET payload = decode(n.payload, 'hex'), mac = decode(n.mac, 'hex')"
                " FROM unnest(%s::tid[], %s::text[], %s::text[]) AS n (place, payload, mac)"
                " WHERE m.ctid = n.place",
                [_places(places), _listed(payloads), _listed(macs)],
            )
        return Batch(len(made), Position(0, found[-1][0]) if found else None)

    @staticmethod
    def _authenticated_anew(job: RotationJob, found: list[tuple[Any, ...]]) -> list[tuple[str, str, str]]:
        deployment = ring.get().deployment
        new = ring.key("manifest", job.to_version)
        made = []
        for scope, payload, mac, place in found:
            try:
                old = ring.key("manifest", manifest.ring_version(bytes(payload)))
                known = manifest.verify(old, deployment, scope, bytes(payload), bytes(mac))
            except VaultError:
                continue
            fresh = manifest.under_version(known.payload, job.to_version)
            made.append((place, fresh.hex(), manifest.authenticate(new, deployment, scope, fresh).hex()))
        return made

    def close(self, job: RotationJob) -> None:
        deployment = ring.get().deployment
        key = ring.key("manifest", job.to_version)
        for scope, payload, mac in _rows(
            "SELECT scope, payload, mac FROM vault_manifest WHERE scope > %s ORDER BY scope LIMIT %s",
            [uuid.uuid4(), SAMPLE],
        ):
            manifest.verify(key, deployment, scope, bytes(payload), bytes(mac))


class Rebuild(NamedTuple):
    """How an app makes its search tags anew (see `register_rebuild`)."""

    total: Callable[[], int]
    remaining: Callable[[], int]
    batch: Callable[[uuid.UUID, bool, int], tuple[int, uuid.UUID | None]]


REBUILDS: dict[str, Rebuild] = {}


def register_rebuild(
    name: str,
    *,
    total: Callable[[], int],
    remaining: Callable[[], int],
    batch: Callable[[uuid.UUID, bool, int], tuple[int, uuid.UUID | None]],
) -> None:
    """An app that stores tags says how they are made anew.

    `total()` counts the records with tags, `remaining()` those whose stamp is not `indexes.stamp()`.
    `batch(after, wait, limit)` makes the tags of the next ones behind the id `after` anew, in the order of
    ids, in the transaction under way, passing by what is locked unless `wait`; it returns how many, and the
    last id it looked at or None.
    """
    REBUILDS[name] = Rebuild(total, remaining, batch)


class Indexes(Work):
    """Tags of all registered apps. Until this is done queries ask with both versions of the key."""

    def expected(self, job: RotationJob) -> int:
        return sum(rebuild.total() for rebuild in REBUILDS.values())

    def remaining(self, job: RotationJob) -> int:
        return sum(rebuild.remaining() for rebuild in REBUILDS.values())

    def batch(self, job: RotationJob, after: Position | None, wait: bool, limit: int) -> Batch:
        """The registered apps one after the other, by name; a position's version is the app's number."""
        names = sorted(REBUILDS)
        number, start = after or Position(0, NOWHERE)
        if number >= len(names):
            return Batch(0, None)
        done, last = REBUILDS[names[number]].batch(start, wait, min(limit, 500))
        if last is not None:
            return Batch(done, Position(number, last))
        return Batch(done, Position(number + 1, NOWHERE))


WORKS: Final[dict[str, Work]] = {
    RotationJob.Kind.KEK: Keks(),
    RotationJob.Kind.MANIFEST: Manifests(),
    RotationJob.Kind.INDEX: Indexes(),
    RotationJob.Kind.SWITCH: Nothing(),
    RotationJob.Kind.ROOT: Nothing(),
}
