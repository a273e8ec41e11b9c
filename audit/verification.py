"""Whether the audit is what was written: every event against its code, every range against its seal.

The code (mac) shows who changed an event without the vault's key; the root of the seal shows what was
added, deleted or changed by anybody, key or not; the checkpoint file shows seals that were replaced.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from psycopg2.extensions import connection

from audit import drops, merkle, rows, seals
from audit.chain import check_chain, check_witness
from audit.connect import for_each_line
from audit.seals import Seal
from vault.envelope import VaultError

# Events older than this must be sealed.
UNSEALED_LIMIT = 600 * 1_000_000
# An idle installation is sealed every five minutes too; a checkpoint older than this is a warning.
CHECKPOINT_LIMIT = 600 * 1_000_000
MOVED = "moved since it was sealed: put in another order, or given another number, transaction or time."
# So many rows of one kind are named; the rest is counted.
NAMED = 20


@dataclass
class Report:
    """What was looked at and what is wrong, in plain sentences."""

    events: int = 0
    seals: int = 0
    unsealed: int = 0
    dropped: int = 0
    # Worth a look, and no sign of a forger.
    warnings: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


@dataclass
class _Range:
    """A seal's events as they are found now."""

    seal: Seal
    tree: merkle.Tree = field(default_factory=merkle.Tree)
    notes: bytearray = field(default_factory=bytearray)


class Verifier:
    """One check of the whole audit over a reader's connection.

    `code_of` computes the code over an event's bytes, or is None where this process has no vault;
    `public_keys` are the sealer's; `witness` is a checkpoint file's seals.
    """

    def __init__(
        self,
        link: connection,
        code_of: Callable[[bytes, int], bytes] | None,
        public_keys: set[bytes],
        witness: Iterable[Seal] = (),
    ) -> None:
        self.link = link
        self.code_of = code_of
        self.public_keys = public_keys
        self.witness = witness
        self.report = Report()
        self._changed: set[int] = set()
        self._broken: list[_Range] = []
        self._outside: list[int] = []
        self._oldest_unsealed: int | None = None
        self._dropped_to = 0
        self._last_seal_at: int | None = None

    def run(self) -> Report:
        """Check everything and tell what was found."""
        with self.link.cursor() as cursor:
            # One moment for all of it: events and seals that are added meanwhile do not exist here.
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute(f"{seals.SELECT} ORDER BY n")
            chain = [seals.from_row(row) for row in cursor.fetchall()]
        self.report.seals = len(chain)
        self._last_seal_at = chain[-1].at if chain else None
        self.report.problems += check_chain(chain, self.public_keys) + check_witness(chain, self.witness)
        self._dropped_to, problems = drops.dropped_to(drops.stored(self.link), chain, self.public_keys)
        self.report.problems += problems
        self._check_events(chain)
        self._name_rows()
        self._check_copies()
        self._check_unsealed()
        return self.report

    # --- events -----------------------------------------------------------------------------------------------
    def _check_events(self, chain: list[Seal]) -> None:
        by_epoch: dict[int, list[_Range]] = defaultdict(list)
        for seal in sorted(chain, key=lambda seal: (seal.epoch, seal.tx_lo)):
            by_epoch[seal.epoch].append(_Range(seal))
        position: dict[int, int] = defaultdict(int)

        def look(line: bytes) -> None:
            number, tx, at, epoch, under_code, code = rows.split(line)
            self.report.events += 1
            if not self._fits(under_code, code):
                self._change(int(number), under_code, at)
            ranges, transaction = by_epoch[int(epoch)], int(tx)
            index = position[int(epoch)]
            while index < len(ranges) and transaction >= ranges[index].seal.tx_hi:
                index += 1
            position[int(epoch)] = index
            if index == len(ranges):
                self._not_yet_sealed(int(at))
            elif transaction < ranges[index].seal.tx_lo:
                self._outside.append(int(number))
            else:
                leaf = rows.leaf(line)
                ranges[index].tree.add(leaf)
                ranges[index].notes += rows.note(line, leaf)

        for_each_line(self.link, "ORDER BY epoch, tx, id", (), look)
        self._broken = [
            found
            for ranges in by_epoch.values()
            for found in ranges
            if (found.tree.count != found.seal.count or found.tree.root() != found.seal.root)
            and not self._is_dropped(found)
        ]
        self.report.dropped = sum(
            found.seal.count for ranges in by_epoch.values() for found in ranges if self._is_dropped(found)
        )
        if self._outside:
            self._problem(
                f"{_listed(self._outside)} outside every seal, in a range that was sealed without them."
            )

    def _is_dropped(self, found: _Range) -> bool:
        """Whether a signed record lets the events of this seal go, and they are all gone."""
        return found.seal.n <= self._dropped_to and found.seal.count > 0 and not found.tree.count

    def _fits(self, under_code: bytes, code: bytes) -> bool:
        """Whether the code belongs to these bytes; a key version nobody has is a forger's."""
        if self.code_of is None:
            return True
        version = under_code[under_code.rfind(b"\t") + 1 :]
        try:
            return self.code_of(under_code, int(version)).hex().encode() == code
        except VaultError:
            return False

    def _change(self, number: int, under_code: bytes, at: bytes) -> None:
        self._changed.add(number)
        if len(self._changed) <= NAMED:
            name = under_code.split(b"\t")[rows.OF_APPLICATION.index("name")].decode(errors="replace")
            self._problem(
                f"Event {number} ({name}, {_when(int(at))}) was changed or forged: its code does not fit."
            )

    def _not_yet_sealed(self, at: int) -> None:
        self.report.unsealed += 1
        if self._oldest_unsealed is None or at < self._oldest_unsealed:
            self._oldest_unsealed = at

    def _name_rows(self) -> None:
        """Say for each seal that does not fit which of its events were deleted, inserted or changed."""
        for found in self._broken:
            seal = found.seal
            self._problem(
                f"Seal {seal.n} ({_when(seal.at)}) was made over {seal.count} events; {found.tree.count} are here now"
                + ("." if found.tree.count != seal.count else ", and not the same.")
            )
            with self.link.cursor() as cursor:
                cursor.execute("SELECT leaves FROM audit_seal WHERE n = %s", (seal.n,))
                (notes,) = cursor.fetchone() or (b"",)
            then, now = rows.noted(bytes(notes)), rows.noted(bytes(found.notes))
            altered = {number for number in then.keys() & now.keys() if then[number] != now[number]}
            for numbers, what in (
                (then.keys() - now.keys(), "missing: sealed and deleted since."),
                (now.keys() - then.keys(), "inserted after the seal was made."),
                (altered - self._changed, MOVED if self.code_of else "changed since it was sealed."),
            ):
                if numbers:
                    self._problem(f"{_listed(sorted(numbers))} {what}")
            if then == now:
                self._problem(f"The notes of seal {seal.n} were changed as well: its events cannot be named.")

    def _check_copies(self) -> None:
        """An event copied with its code: the number used once then stands twice."""
        with self.link.cursor() as cursor:
            cursor.execute(
                "SELECT array_agg(id ORDER BY id) FROM audit_event GROUP BY nonce HAVING count(*) > 1"
            )
            for (numbers,) in cursor.fetchall()[:NAMED]:
                self._problem(f"{_listed(numbers)} copies of one another.")

    def _check_unsealed(self) -> None:
        with self.link.cursor() as cursor:
            cursor.execute("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint")
            (now,) = cursor.fetchone() or (0,)
        if self._oldest_unsealed is not None and now - self._oldest_unsealed > UNSEALED_LIMIT:
            self._problem(
                f"{self.report.unsealed} events are not sealed, some for over ten minutes: is the sealer at work?"
            )

        if self._last_seal_at is not None and now - self._last_seal_at > CHECKPOINT_LIMIT:
            self.report.warnings.append(
                f"The last checkpoint is of {_when(self._last_seal_at)}, over ten minutes ago: is the sealer at work?"
            )

    def _problem(self, sentence: str) -> None:
        self.report.problems.append(sentence)


def _listed(numbers: list[int]) -> str:
    """ "Event 7 is" or "Events 7, 9 (and 3 more) are"."""
    if len(numbers) == 1:
        return f"Event {numbers[0]} is"
    more = f" (and {len(numbers) - NAMED} more)" if len(numbers) > NAMED else ""
    return f"Events {', '.join(map(str, numbers[:NAMED]))}{more} are"


def _when(at: int) -> str:
    return datetime.fromtimestamp(at / 1_000_000, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
