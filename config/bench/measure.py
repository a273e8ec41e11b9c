"""Times calls and the bare work inside them.

A page is measured with the Django client in this process: the whole way in and out except the socket.
Its bare SQL is every statement the page ran, run again by a role that goes past row security, with the rows fetched and
nothing else done; its bare decryption is the number of envelopes opened times one authenticated
decryption of the same size. The ratio says what the house adds.
"""

import os
import re
import statistics
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import environ
from django.db import connection, connections
from django.db.backends.postgresql.base import DatabaseWrapper
from django.test.utils import CaptureQueriesContext

from vault import envelope

WARM_UP = 2
LOCKING = re.compile(r"\bFOR (?:NO KEY )?UPDATE\b")
TRANSACTION_WORDS = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")


@dataclass
class Line:
    """One line of the table: times in milliseconds, `size` in bytes, `bare` the p50 of the bare work."""

    name: str
    p50: float
    p95: float
    queries: int = 0
    size: int = 0
    bare: float | None = None
    bare_of: str = ""
    notes: dict[str, Any] = field(default_factory=dict)

    @property
    def ratio(self) -> float | None:
        return self.p50 / self.bare if self.bare else None


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0..1) of `values` lie, by rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def timed(calls: Iterable[Callable[[], Any]]) -> list[float]:
    """Milliseconds of each call."""
    times = []
    for call in calls:
        start = time.perf_counter()
        call()
        times.append((time.perf_counter() - start) * 1000)
    return times


def page(name: str, calls: Sequence[Callable[[], Any]], *, repeat_sql: bool = True) -> Line:
    """Measure `calls` (each answers with a response); statements and opened envelopes are counted on one of them.

    `repeat_sql` is false where the statements write: running them twice would change what is measured.
    """
    for call in calls[:WARM_UP]:
        call()
    with CaptureQueriesContext(connection) as seen, opened_envelopes() as opened:
        response = calls[0]()
    statements = [query["sql"] for query in seen]  # before the next request empties the log
    # What takes a lock is no reading, and the role that goes past row security may only read.
    reads = [one for one in statements if one.startswith(("SELECT", "WITH")) and not LOCKING.search(one)]
    times = timed(calls)
    bare = bare_sql(reads) + bare_decryption(opened) if repeat_sql else None
    return Line(
        name,
        statistics.median(times),
        percentile(times, 0.95),
        queries=len([statement for statement in statements if not statement.startswith(TRANSACTION_WORDS)]),
        size=len(getattr(response, "content", b"")),
        bare=bare,
        bare_of="its SQL and decryption" if repeat_sql else "",
        notes={"envelopes": len(opened)},
    )


def bare_sql(statements: Sequence[str], repeat: int = 7) -> float:
    """Median milliseconds of running `statements` once each and fetching their rows."""

    def run() -> None:
        with connections[past_policies()].cursor() as cursor:
            for statement in statements:
                cursor.cursor.execute(statement)  # the driver's own cursor: nothing of Django's in the way
                if cursor.cursor.description:
                    cursor.cursor.fetchall()

    return statistics.median(timed([run] * repeat)) if statements else 0.0


@cache
def past_policies() -> str:
    """The alias of the backup's role, which may go past row security and only reads; by Django's own backend."""
    address = environ.Env().db("BACKUP_DATABASE_URL")
    named = {key: address[key] for key in ("USER", "PASSWORD")}
    connections["past"] = DatabaseWrapper({**connections["default"].settings_dict, **named}, "past")
    return "past"


@contextmanager
def opened_envelopes() -> Iterator[list[int]]:
    """The sizes in bytes of the envelopes opened inside the block."""
    sizes: list[int] = []
    opening = envelope.Cipher.open

    def counted(cipher: envelope.Cipher, row: bytes, sealed: bytes) -> bytes:
        sizes.append(len(sealed))
        return opening(cipher, row, sealed)

    with patch.object(envelope.Cipher, "open", counted):
        yield sizes


def bare_decryption(sizes: Sequence[int], repeat: int = 7) -> float:
    """Median milliseconds of opening one envelope of every size in bytes, and nothing around it."""
    key, place = os.urandom(envelope.KEY_BYTES), envelope.Place(b"bench", "bench", uuid4(), uuid4(), "bench")
    overhead = envelope.HEADER_BYTES + envelope.TAG_BYTES + 1
    sealed = [envelope.seal(key, bytes(size - overhead), place, version=1, generation=1) for size in sizes]
    work = [partial(envelope.open_envelope, key, one, place) for one in sealed]

    def run() -> None:
        for decrypt in work:
            decrypt()

    return statistics.median(timed([run] * repeat)) if work else 0.0
