"""Whether the audit is what was written: every event against its code, every range against its seal.

The code (mac) shows who changed an event without the vault's key; the root of the seal shows what was
added, deleted or changed by anybody, key or not; the checkpoint file shows seals that were replaced.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from psycopg2.extensions import connection

from audit import merkle, rows, seals
from audit.connect import for_each_line
from audit.seals import Seal
from vault import signing
from vault.envelope import VaultError

# Events older than this must be sealed.
UNSEALED_LIMIT = 600 * 1_000_000
# So many rows of one kind are named; the rest is counted.
NAMED = 20


@dataclass
class Report:
    """What was looked at and what is wrong, in plain sentences."""

    events: int = 0
    seals: int = 0
    unsealed: int = 0
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

    def run(self) -> Report:
        """Check everything and tell what was found."""
        with self.link.cursor() as cursor:
            # One moment for all of it: events and seals that are added meanwhile do not exist here.
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute(f"{seals.SELECT} ORDER BY n")
            chain = [seals.from_row(row) for row in cursor.fetchall()]
        self.report.seals = len(chain)
        self._check_chain(chain)
        self._check_witness(chain)
        self._check_events(chain)
        self._name_rows()
        self._check_copies()
        self._check_unsealed()
        return self.report

    # --- seals ------------------------------------------------------------------------------------------------
    def _check_chain(self, chain: list[Seal]) -> None:
        last: Seal | None = None
        ends: dict[int, int] = {}
        if chain and not self.public_keys:
            self._problem(
                "The sealer's public key is not beside the checkpoint file: no signature can be checked."
            )
        for seal in chain:
            if seal.n != (last.n + 1 if last else 1):
                self._problem(f"Seals {last.n + 1 if last else 1} to {seal.n - 1} are missing.")
            elif seal.prev != (last.digest() if last else seals.GENESIS):
                self._problem(f"Seal {seal.n} does not follow from the seal before it: the chain is broken.")
            if self.public_keys and not self._signed(seal):
                self._problem(f"Seal {seal.n} does not bear the sealer's signature.")
            if last and seal.at < last.at:
                self._problem(f"The clock went backwards between seals {last.n} and {seal.n}.")
            if seal.tx_lo != ends.get(seal.epoch, 0):
                self._problem(
                    f"Seal {seal.n} leaves a gap or an overlap after the transactions sealed before it."
                )
            ends[seal.epoch] = seal.tx_hi
            last = seal

    def _signed(self, seal: Seal) -> bool:
        return seal.key in self.public_keys and signing.verify(seal.key, seal.signature, seal.signed_part())

    def _check_witness(self, chain: list[Seal]) -> None:
        here = {seal.n: seal for seal in chain}
        missing = []
        for seal in self.witness:
            if seal.n not in here:
                missing.append(seal.n)
            elif here[seal.n] != seal:
                self._problem(f"Seal {seal.n} is not the one in the checkpoint file.")
        if missing:
            self._problem(
                f"The checkpoint file knows {len(missing)} seals that are not here, from {min(missing)} to {max(missing)}: "
                "an older copy of the database was restored, or they were deleted."
            )

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
            if found.tree.count != found.seal.count or found.tree.root() != found.seal.root
        ]
        if self._outside:
            self._problem(
                f"{_listed(self._outside)} outside every seal, in a range that was sealed without them."
            )

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
                (altered - self._changed, "changed since it was sealed (number, transaction or time)."),
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
