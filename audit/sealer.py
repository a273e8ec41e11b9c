"""Seals finished transactions behind the application, off the path of every request.

No transaction that is still running can add an event below `pg_snapshot_xmin`: what lies between the last
seal and that number is complete, and its Merkle root is signed with a key that only this process holds.
"""

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from psycopg2.extensions import connection

from audit import merkle, rows, seals
from audit.checkpoints import CheckpointFile
from audit.connect import for_each_line
from audit.seals import Seal
from vault.signing import SigningKey

log = logging.getLogger("wayhome.audit")

# An idle installation still shows that its sealer lives.
HEARTBEAT_SECONDS = 300
# A transaction older than this holds sealing back and is reported.
HELD_BACK_SECONDS = 60
_ONLY_ONE = 7430022
IN_RANGE = "WHERE epoch = %s AND tx >= %s::text::xid8 AND tx < %s::text::xid8 ORDER BY tx, id"
MICROSECOND = 1_000_000


class AlreadySealing(RuntimeError):
    """Another sealer works on this database."""


class ClockWentBack(RuntimeError):
    """The database's clock shows an earlier time than the last seal; nothing is sealed until it does not."""


@dataclass(frozen=True)
class Moment:
    """The database now: transactions below `xmin` are finished, `xmax` is the next one."""

    xmin: int
    xmax: int
    at: int


class Sealer:
    """One sealer on one connection. `once` seals what is finished and gives the number of seals written."""

    def __init__(self, link: connection, key: SigningKey, checkpoints: CheckpointFile) -> None:
        self.link = link
        self.key = key
        self.checkpoints = checkpoints
        self._waiting_for: tuple[int, float] = (-1, 0.0)
        self._last: Seal | None = None

    def start(self) -> None:
        """Take the lock, note the epoch, bring file and database to the same seal. Raises AlreadySealing."""
        self.link.autocommit = True
        if not self._one("SELECT pg_try_advisory_lock(%s)", _ONLY_ONE):
            raise AlreadySealing("another sealer is at work on this database")
        self._one("SELECT audit_epoch_now()")
        self.checkpoints.announce(self.key.public_bytes())
        self._last = next(self._seals("ORDER BY n DESC LIMIT 1"), None)
        self._agree_with_file()

    def once(self, now: float | None = None) -> int:
        """Seal every epoch's finished events. Raises ClockWentBack; `now` is a monotonic time, for tests."""
        moment = self._moment()
        self._watch(moment, time.monotonic() if now is None else now)
        if self._last and moment.at < self._last.at:
            raise ClockWentBack(
                f"the clock is {(self._last.at - moment.at) / MICROSECOND:.0f} s behind the last seal"
            )
        return sum(self._seal(epoch, lo, hi, moment.at) for epoch, lo, hi in self._ranges(moment))

    def _ranges(self, moment: Moment) -> list[tuple[int, int, int]]:
        """Epoch, first and end transaction of what may be sealed now, older epochs first."""
        ranges = []
        for epoch, here, lo in self._all(
            "SELECT e.epoch, e.place = audit_place(), coalesce("
            " (SELECT s.tx_hi::text::bigint FROM audit_seal s WHERE s.epoch = e.epoch ORDER BY s.tx_lo DESC LIMIT 1), 0)"
            " FROM audit_epoch e ORDER BY e.epoch"
        ):
            # Transactions of another cluster are all over; its numbers say nothing about ours.
            hi = moment.xmin if here else self._end_of(epoch)
            if hi > lo:
                ranges.append((int(epoch), int(lo), hi))
        return ranges

    def _end_of(self, epoch: int) -> int:
        newest = self._one(
            "SELECT tx::text::bigint FROM audit_event WHERE epoch = %s ORDER BY tx DESC LIMIT 1", epoch
        )
        return int(newest) + 1 if newest is not None else 0

    def _seal(self, epoch: int, lo: int, hi: int, at: int) -> int:
        """Write one seal, in the database first and then in the file; none for an empty range until the heartbeat."""
        tree, leaves = merkle.Tree(), bytearray()

        def add(line: bytes) -> None:
            leaf = rows.leaf(line)
            tree.add(leaf)
            leaves.extend(rows.note(line, leaf))

        for_each_line(self.link, IN_RANGE, (epoch, lo, hi), add)
        if not tree.count and self._last and at - self._last.at < HEARTBEAT_SECONDS * MICROSECOND:
            return 0
        draft = Seal(
            n=self._last.n + 1 if self._last else 1,
            epoch=epoch,
            tx_lo=lo,
            tx_hi=hi,
            count=tree.count,
            root=tree.root(),
            prev=self._last.digest() if self._last else seals.GENESIS,
            at=at,
            key=self.key.public_bytes(),
        )
        seal = replace(draft, signature=self.key.sign(draft.signed_part()))
        self._insert(seal, bytes(leaves))
        self._last = seal
        self.checkpoints.append(seal)
        return 1

    def _insert(self, seal: Seal, leaves: bytes) -> None:
        with self.link.cursor() as cursor:
            cursor.execute(
                "INSERT INTO audit_seal (n, epoch, tx_lo, tx_hi, count, root, prev, at, key, signature, leaves) VALUES"
                " (%s, %s, %s::text::xid8, %s::text::xid8, %s, %s, %s,"
                "  'epoch'::timestamptz + %s * interval '1 microsecond', %s, %s, %s)",
                (
                    *(seal.n, seal.epoch, seal.tx_lo, seal.tx_hi, seal.count, seal.root, seal.prev, seal.at),
                    *(seal.key, seal.signature, leaves),
                ),
            )

    def _agree_with_file(self) -> None:
        """Add to the file what a crash kept out of it; a database older than the file begins a new epoch."""
        known = self.checkpoints.last()
        if known is None:
            missing = self._seals("ORDER BY n")
        elif self._one(
            "SELECT count(*) FROM audit_seal WHERE n = %s AND signature = %s", known.n, known.signature
        ):
            missing = self._seals("WHERE n > %s ORDER BY n", known.n)
        else:
            log.error("the database holds fewer seals than the checkpoint file: restored? a new epoch begins")
            self._one(
                "INSERT INTO audit_epoch (epoch, place, reason)"
                " SELECT max(epoch) + 1, audit_place(), 'restored' FROM audit_epoch RETURNING epoch"
            )
            return
        for seal in missing:
            self.checkpoints.append(seal)

    def _watch(self, moment: Moment, now: float) -> None:
        """Report a transaction that has kept everything after it from being sealed for too long."""
        number, since = self._waiting_for
        if moment.xmin == moment.xmax or moment.xmin != number:
            self._waiting_for = (moment.xmin, now)
        elif now - since >= HELD_BACK_SECONDS:
            facts = {"code": "sealing.held_back", "row_id": number}
            log.error("a transaction has held sealing back for over a minute", extra=facts)
            self._waiting_for = (moment.xmin, now)  # said again after another minute

    def _moment(self) -> Moment:
        with self.link.cursor() as cursor:
            cursor.execute(
                "SELECT pg_snapshot_xmin(s)::text::bigint, pg_snapshot_xmax(s)::text::bigint,"
                " (extract(epoch FROM clock_timestamp()) * 1000000)::bigint FROM pg_current_snapshot() s"
            )
            xmin, xmax, at = cursor.fetchone() or (0, 0, 0)
        return Moment(int(xmin), int(xmax), int(at))

    def _seals(self, rest: str, *values: object) -> Iterator[Seal]:
        return (seals.from_row(row) for row in self._all(f"{seals.SELECT} {rest}", *values))

    def _one(self, statement: str, *values: object) -> Any:
        found = self._all(statement, *values)
        return found[0][0] if found else None

    def _all(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        with self.link.cursor() as cursor:
            cursor.execute(statement, values or None)
            return list(cursor.fetchall())
