"""The erasure ledger: which scopes lost their keys, when and why. It outlives every backup.

Each entry is authenticated and carries the code of the one before it, so that none can be changed, inserted
or left out in the middle without being noticed. It stands in both parts of a backup and in a file beside
the checkpoints; a restore takes the longest of them and erases again whatever it names.

    code = HMAC(ledger key, "erasure" ‖ deployment ‖ n ‖ scope ‖ classes ‖ reason ‖ moment ‖ code before)
"""

import hashlib
import hmac
import json
import os
import re
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from django.db import DEFAULT_DB_ALIAS, connections, transaction

from vault import ring
from vault.envelope import Tampered, length_prefixed

RING_NAME: Final = "ledger"
WHOLE: Final = "all"
GENESIS: Final = bytes(32)
_LOCK: Final = 7430031
_CODE: Final = re.compile(r"[a-z][a-z0-9_]{0,31}")
_MICROSECOND: Final = 1_000_000


@dataclass(frozen=True)
class Entry:
    """One erasure: the scope, the key classes it lost (`all`, or some by name), a reason code, the moment."""

    n: int
    scope: uuid.UUID
    classes: str
    reason: str
    at: int  # microseconds since 1970
    key_version: int
    prev: bytes
    mac: bytes

    @property
    def key_classes(self) -> frozenset[str] | None:
        """The classes that were erased; None when it was everything."""
        return None if self.classes == WHOLE else frozenset(self.classes.split(","))

    @property
    def moment(self) -> datetime:
        return datetime.fromtimestamp(self.at / _MICROSECOND, UTC)

    def line(self) -> str:
        """The entry as one line of a file."""
        plain = {
            key: value.hex() if isinstance(value, bytes) else value for key, value in asdict(self).items()
        }
        return json.dumps({**plain, "scope": str(self.scope)})

    @classmethod
    def from_line(cls, line: str) -> "Entry":
        """Read a line back; raise Tampered when it is none."""
        try:
            found = json.loads(line)
            return cls(
                int(found["n"]),
                uuid.UUID(found["scope"]),
                str(found["classes"]),
                str(found["reason"]),
                int(found["at"]),
                int(found["key_version"]),
                bytes.fromhex(found["prev"]),
                bytes.fromhex(found["mac"]),
            )
        except (ValueError, KeyError, TypeError):
            raise Tampered("A line of the erasure ledger is damaged.") from None


def code_of(key: bytes, deployment: bytes, entry: Entry) -> bytes:
    """Return the code that authenticates an entry in its place of the ledger."""
    bound = length_prefixed(
        b"erasure",
        deployment,
        entry.n.to_bytes(8, "big"),
        entry.scope.bytes,
        entry.classes.encode("ascii"),
        entry.reason.encode("ascii"),
        entry.at.to_bytes(8, "big"),
        entry.prev,
    )
    return hmac.digest(key, bound, hashlib.sha256)


@transaction.atomic
def append(
    scope: uuid.UUID, *, reason: str, classes: Iterable[str] | None = None, using: str = DEFAULT_DB_ALIAS
) -> Entry:
    """Write the next entry, in the transaction that destroys the keys. `classes` None stands for all.

    Raises ValueError for a reason that is no code.
    """
    if not _CODE.fullmatch(reason):
        raise ValueError("The reason of an erasure is a code.")
    named = WHOLE if classes is None else ",".join(sorted(classes))
    held = ring.get(using)
    version, key = held.current(RING_NAME)
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        cursor.execute("SELECT n, mac FROM vault_erasureledger ORDER BY n DESC LIMIT 1")
        last = cursor.fetchone() or (0, GENESIS)
        at = int(datetime.now(UTC).timestamp() * _MICROSECOND)
        draft = Entry(int(last[0]) + 1, scope, named, reason, at, version, bytes(last[1]), b"")
        entry = Entry(**{**draft.__dict__, "mac": code_of(key, held.deployment, draft)})
        cursor.execute(
            "INSERT INTO vault_erasureledger (n, scope, classes, reason, at, key_version, prev, mac)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
            [entry.n, scope, named, reason, at, version, entry.prev, entry.mac],
        )
    return entry


def entries(using: str = DEFAULT_DB_ALIAS, after: int = 0) -> list[Entry]:
    """All entries of a database in order, or those after number `after`. Not verified."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT n, scope, classes, reason, at, key_version, prev, mac FROM vault_erasureledger"
            " WHERE n > %s ORDER BY n",
            [after],
        )
        return [
            Entry(int(n), scope, classes, reason, int(at), int(version), bytes(prev), bytes(mac))
            for n, scope, classes, reason, at, version, prev, mac in cursor.fetchall()
        ]


@transaction.atomic
def take_over(found: Sequence[Entry], using: str = DEFAULT_DB_ALIAS) -> int:
    """Add to the database what a longer, verified copy knows (a restore); return how many entries that were."""
    missing = found[len(entries(using)) :]
    with connections[using].cursor() as cursor:
        for entry in missing:
            cursor.execute(
                "INSERT INTO vault_erasureledger (n, scope, classes, reason, at, key_version, prev, mac)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
                [
                    *(entry.n, entry.scope, entry.classes, entry.reason),
                    *(entry.at, entry.key_version, entry.prev, entry.mac),
                ],
            )
    return len(missing)


def verify(found: Sequence[Entry], held: ring.Ring) -> None:
    """Raise Tampered unless `found` is a ledger from its first entry on, as this deployment wrote it."""
    before = GENESIS
    for number, entry in enumerate(found, start=1):
        if entry.n != number or entry.prev != before:
            raise Tampered(f"The erasure ledger has a gap before entry {entry.n}.")
        expected = code_of(held.key(RING_NAME, entry.key_version), held.deployment, entry)
        if not hmac.compare_digest(expected, entry.mac):
            raise Tampered(f"Entry {entry.n} of the erasure ledger is not what was written.")
        before = entry.mac


def longest(*sources: Sequence[Entry]) -> Sequence[Entry]:
    """Return the longest of several copies; raise Tampered where two of them tell different stories."""
    best = max(sources, key=len, default=())
    for one in sources:
        if [entry.mac for entry in one] != [entry.mac for entry in best[: len(one)]]:
            raise Tampered("Two copies of the erasure ledger contradict each other.")
    return best


def read_file(path: Path) -> list[Entry]:
    """The entries of a ledger file; none where there is no file. Raises Tampered."""
    if not path.exists():
        return []
    return [Entry.from_line(line) for line in path.read_text().splitlines() if line.strip()]


def write_file(path: Path, using: str = DEFAULT_DB_ALIAS) -> int:
    """Bring the file up to date with the database and return how many lines were added.

    Lines are added and flushed, never changed. Raises Tampered where file and database contradict.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    there, here = read_file(path), entries(using)
    longest(there, here)
    missing = here[len(there) :]
    if missing:
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.writelines(f"{entry.line()}\n" for entry in missing)
            file.flush()
            os.fsync(file.fileno())
    return len(missing)
