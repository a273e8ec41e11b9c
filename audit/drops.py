"""Retention by whole seals: the events of old seals go, their roots stay, and a signed record says so.

The record is made and signed before the first event goes. The database deletes only what such a record
names (audit_drop_sealed), and the check believes only records with the sealer's signature.
"""

import hashlib
import json
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from psycopg2.extensions import connection

from audit import seals
from audit.checkpoints import append_line
from audit.seals import Seal
from vault import signing
from vault.signing import SigningKey

NAME = "drops.jsonl"
_DOMAIN = b"wayhome audit drop 1\n"
MICROSECOND = 1_000_000
DAY = 86_400 * MICROSECOND


@dataclass(frozen=True)
class Drop:
    """All events of the seals `first_seal` to `last_seal` may go, `events` of them, under `approval`."""

    n: int
    first_seal: int
    last_seal: int
    events: int
    sealed_as: bytes
    at: int  # microseconds since 1970, the database's clock
    approval: uuid.UUID
    key: bytes
    signature: bytes = b""

    def signed_part(self) -> bytes:
        """The bytes under the signature: everything but the signature, one field a line."""
        values = [getattr(self, field.name) for field in fields(self) if field.name != "signature"]
        return _DOMAIN + b"".join(
            (value.hex() if isinstance(value, bytes) else str(value)).encode() + b"\n" for value in values
        )

    def line(self) -> str:
        """The line that is written outside the database."""
        return json.dumps(
            {
                name: value.hex() if isinstance(value, bytes) else str(value)
                for name, value in asdict(self).items()
            }
        )


SELECT = (
    "SELECT n, first_seal, last_seal, events, sealed_as, (extract(epoch FROM at) * 1000000)::bigint, approval,"
    " key, signature FROM audit_drop ORDER BY n"
)


class NothingToDrop(LookupError):
    """No seal is old enough."""


def stored(link: connection) -> list[Drop]:
    """All records, the oldest first."""
    with link.cursor() as cursor:
        cursor.execute(SELECT)
        return [_from_row(row) for row in cursor.fetchall()]


def dropped_to(
    found: Sequence[Drop], chain: Sequence[Seal], public_keys: set[bytes]
) -> tuple[int, list[str]]:
    """Up to which seal events may be gone, and what is wrong with the records."""
    by_number, reached, problems = {seal.n: seal for seal in chain}, 0, []
    for drop in found:
        last = by_number.get(drop.last_seal)
        signed = drop.key in public_keys and signing.verify(drop.key, drop.signature, drop.signed_part())
        if not signed:
            problems.append(f"The record of dropped events {drop.n} does not bear the sealer's signature.")
        elif drop.first_seal != reached + 1 or last is None or last.digest() != drop.sealed_as:
            problems.append(f"The record of dropped events {drop.n} does not fit the seals that are here.")
        else:
            reached = drop.last_seal
    return reached, problems


class Dropper:
    """Drops what is older than `keep_days` over a connection of the sealer's role."""

    def __init__(self, link: connection, keep_days: int) -> None:
        link.autocommit = True
        self.link = link
        self.keep_days = keep_days

    def due(self) -> list[Seal]:
        """The seals whose events are old enough, in order. The newest seal is never among them."""
        with self.link.cursor() as cursor:
            cursor.execute("SELECT coalesce(max(last_seal), 0) FROM audit_drop")
            (reached,) = cursor.fetchone() or (0,)
            cursor.execute(
                f"{seals.SELECT} WHERE n > %s AND n < (SELECT max(n) FROM audit_seal) ORDER BY n",  # noqa: S608  # constants only
                (reached,),
            )
            found = [seals.from_row(row) for row in cursor.fetchall()]
        oldest_kept, old = self._now() - self.keep_days * DAY, []
        for seal in found:
            if seal.at >= oldest_kept:
                break
            old.append(seal)
        return old

    def record(self, old: Sequence[Seal], approval: uuid.UUID, key: SigningKey, checkpoints: Path) -> Drop:
        """Sign and write the record, in the database and outside. Raises NothingToDrop."""
        if not old:
            raise NothingToDrop
        with self.link.cursor() as cursor:
            cursor.execute("SELECT coalesce(max(n), 0) + 1 FROM audit_drop")
            (number,) = cursor.fetchone() or (1,)
        draft = Drop(
            n=int(number),
            first_seal=old[0].n,
            last_seal=old[-1].n,
            events=sum(seal.count for seal in old),
            sealed_as=old[-1].digest(),
            at=self._now(),
            approval=approval,
            key=key.public_bytes(),
        )
        drop = replace(draft, signature=key.sign(draft.signed_part()))
        with self.link.cursor() as cursor:
            cursor.execute(
                "INSERT INTO audit_drop (n, first_seal, last_seal, events, sealed_as, at, approval, key, signature)"
                " VALUES (%s, %s, %s, %s, %s, 'epoch'::timestamptz + %s * interval '1 microsecond', %s, %s, %s)",
                (
                    *(drop.n, drop.first_seal, drop.last_seal, drop.events, drop.sealed_as, drop.at),
                    *(str(drop.approval), drop.key, drop.signature),
                ),
            )
        append_line(checkpoints.parent / NAME, drop.line())
        return drop

    def carry_out(self) -> Iterator[tuple[int, int]]:
        """Delete seal by seal what the records name; give each seal's number and how many events went.

        Each seal is a transaction of its own: a run that was stopped is finished by the next one.
        """
        with self.link.cursor() as cursor:
            cursor.execute(
                "SELECT s.n FROM audit_seal s WHERE s.n <= (SELECT max(last_seal) FROM audit_drop) AND EXISTS"
                " (SELECT FROM audit_event e WHERE e.epoch = s.epoch AND e.tx >= s.tx_lo AND e.tx < s.tx_hi)"
                " ORDER BY s.n"
            )
            left = [int(number) for (number,) in cursor.fetchall()]
            for number in left:
                cursor.execute("SELECT audit_drop_sealed(%s)", (number,))
                (gone,) = cursor.fetchone() or (0,)
                yield number, int(gone)

    def _now(self) -> int:
        with self.link.cursor() as cursor:
            cursor.execute("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint")
            (now,) = cursor.fetchone() or (0,)
        return int(now)


def digest(drop: Drop) -> str:
    """A short name of a record for a printed note."""
    return hashlib.sha256(drop.signed_part() + drop.signature).hexdigest()[:16]


def _from_row(row: Sequence[Any]) -> Drop:
    n, first, last, events, sealed_as, at, approval, key, signature = row
    return Drop(
        n=int(n),
        first_seal=int(first),
        last_seal=int(last),
        events=int(events),
        sealed_as=bytes(sealed_as),
        at=int(at),
        approval=uuid.UUID(str(approval)),
        key=bytes(key),
        signature=bytes(signature),
    )
