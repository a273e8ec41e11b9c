"""`python -m config.bench.audit`: events a second with 8 writers beside one locked chain, and the time of a check.

The chain is what the house does not have: every writer takes one lock, reads the newest link, adds its own and
commits. It is built in the scratch installation only, in a schema of its own, over the same rows.
"""

import hashlib
import multiprocessing
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from config.bench import scratch

WRITERS = 8
SECONDS = 6.0
WORK = 0.020  # what a request does beside writing its event
CHECKED = 100_000
AT_LEAST, AT_MOST_SECONDS = 4.0, 5.0
CHAIN = """
CREATE SCHEMA bench;
CREATE TABLE bench.chain (LIKE audit_event INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES, link bytea);
ALTER TABLE bench.chain ALTER id DROP IDENTITY IF EXISTS;
ALTER TABLE bench.chain ALTER id SET DEFAULT 0;
CREATE SEQUENCE bench.chain_id;
ALTER TABLE bench.chain ALTER id SET DEFAULT nextval('bench.chain_id');
GRANT USAGE ON SCHEMA bench TO wayhome_app;
GRANT USAGE ON SEQUENCE bench.chain_id TO wayhome_app;
GRANT SELECT, INSERT ON bench.chain TO wayhome_app;
"""
Write = Callable[[Any, Any], None]


def append(cursor: Any, row: Any) -> None:
    """What the house does: insert, and let the sealer come behind."""
    from audit import store

    cursor.execute(f"{store.INSERT}{store.ONE_ROW}", row)


def link(cursor: Any, row: Any) -> None:
    """One global chain: wait for the lock, take the newest link, hash, insert."""
    from audit import rows, store

    cursor.execute("SELECT pg_advisory_xact_lock(7430029)")
    cursor.execute("SELECT link FROM bench.chain ORDER BY id DESC LIMIT 1")
    newest = cursor.fetchone()
    digest = hashlib.sha256((bytes(newest[0]) if newest else b"") + rows.covered(row)).digest()
    columns = ", ".join(rows.INSERT_COLUMNS)
    cursor.execute(
        f"INSERT INTO bench.chain ({columns}, link) VALUES ({store.ONE_ROW[1:-1]}, %s)", (*row, digest)
    )


def _writer(write: Write, work: float, until: float, counts: Any) -> None:
    import psycopg2
    from django.db import connection

    from audit import events

    own = psycopg2.connect(**connection.get_connection_params())
    written = 0
    while time.monotonic() < until:
        with own, own.cursor() as cursor:
            row = events.prepare("case.listed", facts={"count": written})
            write(cursor, row)
            if work:
                time.sleep(work)
        written += 1
    own.close()
    counts.put(written)


def rate(write: Write, work: float = 0.0) -> float:
    """Events a second of WRITERS processes, each in transactions of its own."""
    from django.db import connections

    connections.close_all()
    forked = multiprocessing.get_context("fork")
    counts = forked.Queue()
    start = time.monotonic() + 0.5
    writers = [
        forked.Process(target=_writer, args=(write, work, start + SECONDS, counts)) for _ in range(WRITERS)
    ]
    for writer in writers:
        writer.start()
    total = sum(counts.get() for _ in writers)
    for writer in writers:
        writer.join()
    return float(total / (SECONDS + 0.5))


@contextmanager
def sealer() -> Iterator[None]:
    """The sealer at work beside the writers, as in operation."""
    process = subprocess.Popen([sys.executable, "manage.py", "seal_audit"], cwd=scratch.ROOT)
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)


def check_time() -> tuple[int, float]:
    """How many events were checked, and the seconds it took: codes, leaves, seals, signatures."""
    from django.conf import settings

    from audit import events
    from audit.checkpoints import public_keys
    from audit.connect import connected
    from audit.verification import Verifier
    from vault import keys

    for _ in range(CHECKED // 5000):
        events.record_many(events.prepare("case.listed", facts={"count": n}) for n in range(5000))
    subprocess.run([sys.executable, "manage.py", "seal_audit", "--once"], cwd=scratch.ROOT, check=True)
    with (
        keys.session(),
        connected(settings.AUDIT_READER_DATABASE_URL, "AUDIT_READER_DATABASE_URL") as reader,
    ):
        start = time.perf_counter()
        report = Verifier(reader, keys.audit_codes(), public_keys(settings.AUDIT_CHECKPOINTS)).run()
        seconds = time.perf_counter() - start
    if report.problems:
        raise RuntimeError("; ".join(report.problems))
    return report.events, seconds


def make_chain() -> None:
    """The table of the chain, by the owner."""
    import os

    from audit.connect import connected

    with connected(os.environ["DATABASE_OWNER_URL"], "DATABASE_OWNER_URL") as owner, owner.cursor() as cursor:
        cursor.execute(CHAIN)


def main() -> int:
    """Measure and print; 1 where a promise is not kept."""
    with scratch.installation():
        import django

        django.setup()
        make_chain()
        events_checked, seconds = check_time()
        with sealer():
            bare, busy = rate(append), rate(append, WORK)
        chained, chained_busy = rate(link), rate(link, WORK)
    per_100k = seconds * CHECKED / events_checked
    print(f"{'audit, 8 writers':44} {'events/s':>9} {'chain/s':>9} {'ratio':>7}")
    print(f"{'an event a transaction':44} {bare:9.0f} {chained:9.0f} {bare / chained:7.1f}")
    print(
        f"{'with 20 ms of work in the transaction':44} {busy:9.0f} {chained_busy:9.0f} {busy / chained_busy:7.1f}"
    )
    print(f"{f'verify_audit, {events_checked:,} events':44} {seconds:8.2f}s  ({per_100k:.2f} s for 100,000)")
    kept = bare / chained >= AT_LEAST and per_100k <= AT_MOST_SECONDS
    print("kept" if kept else f"NOT KEPT: at least {AT_LEAST} times, at most {AT_MOST_SECONDS} s")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
