"""`python -m config.bench.keys [N]`: how fast keys are replaced, against the same work done bare.

A durable scratch installation, N keys of one class and as many manifests, one process. Beside the rotation
itself: as many unwraps and wraps alone, and an UPDATE of the same columns in the same batches.
"""

import argparse
import os
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from config.bench import scratch

CLASS = "identity"
# A version that no key has, so that the index has as much to do as in a rotation.
ELSEWHERE = 1_000_000
UPDATE = (
    "WITH part AS (SELECT scope FROM vault_scopekey WHERE key_class = %s AND kek_version = %s AND scope > %s"
    " ORDER BY scope LIMIT %s),"
    " done AS (UPDATE vault_scopekey k SET wrapped = k.wrapped || ''::bytea, kek_version = %s"
    " FROM part WHERE k.scope = part.scope AND k.key_class = %s RETURNING 1)"
    " SELECT max(scope::text) FROM part"
)
WANTED = 10_000  # re-wraps a second (design/confidentiality.md 3)


def main() -> int:
    """Print the table; the exit status is 1 where the rotation is slower than wanted."""
    parser = argparse.ArgumentParser(prog="python -m config.bench.keys")
    parser.add_argument("keys", nargs="?", type=int, default=100_000)
    count = parser.parse_args().keys
    with scratch.installation():
        from config import wsgi  # noqa: F401  # sets Django up, tuned as the web server is

        fill(count)
        bare = rate(count, library)
        half = rate(count, update)
        updated = Speed(2 * half.clock, 2 * half.processor)
        both = Speed(*(1 / (1 / one + 1 / other) for one, other in zip(bare, updated, strict=True)))
        wrapped = rotated("kek." + CLASS)
        manifests = rotated("manifest")
    print(f"{count:,} keys, one process, on a disk that is waited for; items a second")
    print(f"{'':40} {'by the clock':>14} {'of both':>8} {'processor time':>15} {'of both':>8}")
    for words, speed in (
        ("unwrap and wrap alone", bare),
        ("UPDATE of the same columns alone", updated),
        ("both, one after the other", both),
        ("rotation of a class's key (re-wraps)", wrapped),
        ("rotation of the manifests' key", manifests),
    ):
        by_clock = f"{speed.clock:>14,.0f} {speed.clock / both.clock:>8.2f}"
        print(f"{words:40} {by_clock} {speed.processor:>15,.0f} {speed.processor / both.processor:>8.2f}")
    print(
        f"wanted: {WANTED:,} re-wraps a second: {'kept' if wrapped.clock >= WANTED else 'MISSED'}", flush=True
    )
    return 0 if wrapped.clock >= WANTED else 1


def fill(count: int) -> None:
    """Make `count` scopes with a key and a manifest each."""
    from django.db import connection, transaction
    from psycopg2.extras import execute_values

    from vault import keys, manifest, root

    for start in range(0, count, 10_000):
        with keys.session(), transaction.atomic(), connection.cursor() as cursor:
            kek = keys.active_kek(CLASS, "default")
            rows, manifests = [], []
            for _ in range(min(10_000, count - start)):
                scope = uuid.uuid4()
                dek, version, wrapped = keys.make_dek(scope, CLASS, 1, "default", kek)
                rows.append((scope, CLASS, 1, version, wrapped))
                listed = manifest.Manifest(scope, keys={(CLASS, 1): root.check_value(dek)})
                manifests.append((scope, *keys.authenticated(listed, "default")))
            execute_values(
                cursor.cursor,
                "INSERT INTO vault_scopekey (scope, key_class, generation, kek_version, wrapped) VALUES %s",
                rows,
                page_size=2_000,
            )
            execute_values(
                cursor.cursor,
                "INSERT INTO vault_manifest (scope, payload, mac) VALUES %s",
                manifests,
                page_size=2_000,
            )


class Speed(NamedTuple):
    """Items a second by the clock, and per second of processor time of this process and its database server."""

    clock: float
    processor: float


@contextmanager
def measured(count: Callable[[], int]) -> Iterator[list[Speed]]:
    """Gives a list that holds the speed of the block after it; `count` says how many items it did."""
    found: list[Speed] = []
    clock, processor = time.monotonic(), _processor_seconds()
    yield found
    found.append(
        Speed(count() / (time.monotonic() - clock), count() / (_processor_seconds() - processor or 1e-9))
    )


def _processor_seconds() -> float:
    """What this process and its backend have used: on a machine that others use, too, the clock says little."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    ticks = int(fields[11]) + int(fields[12])
    return time.process_time() + ticks / os.sysconf("SC_CLK_TCK")


def rate(count: int, work: Callable[[int], None]) -> Speed:
    with measured(lambda: count) as found:
        work(count)
    return found[0]


def library(count: int) -> None:
    """One unwrap and one wrap per key, nothing read or stored."""
    from vault import root

    old, new, bound = os.urandom(32), os.urandom(32), os.urandom(80)
    wrapped = root.wrap_key(old, os.urandom(32), bound)
    for _ in range(count):
        root.wrap_key(new, root.unwrap_key(old, wrapped, bound), bound)


def update(count: int) -> None:
    """The same columns written anew in batches of the same size, each committed; there and back, so half the rate."""
    from django.db import connection

    from vault.takeover import BATCH

    with connection.cursor() as cursor:
        for old, new in ((1, ELSEWHERE), (ELSEWHERE, 1)):
            last: str | None = str(uuid.UUID(int=0))
            while last is not None:
                cursor.execute(UPDATE, [CLASS, old, last, BATCH, new, CLASS])
                (last,) = cursor.fetchone()


def rotated(name: str) -> Speed:
    """Replace one key of the ring; items a second, from the beginning to the end of the job."""
    from vault import rotation
    from vault.models import RotationJob

    with measured(lambda: RotationJob.objects.get(pk=job.pk).done) as found:
        job = rotation.run(rotation.begin(name).pk)
    if job.state != "done":
        raise SystemExit(f"{job}: {job.state}, {job.problems} cannot be opened")
    return found[0]


if __name__ == "__main__":
    sys.exit(main())
