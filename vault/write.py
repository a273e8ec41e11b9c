"""One save of a sealed row: lock the scope, seal, let Django write the columns, list the row."""

from types import TracebackType
from typing import TYPE_CHECKING, Self

from django.db import transaction

from vault import envelope, keys, manifest
from vault.cell import place_of
from vault.envelope import Tampered, VaultError

if TYPE_CHECKING:
    from vault.sealed import SealedModel


class StaleVersion(VaultError):
    """The row was saved by somebody else after this instance was read. Nothing was written."""


class Write:
    """Around Django's own save: before it the envelope, after it the manifest. On failure the instance
    is as it was. `only` names the sealed attributes to write, None for all. `problem` is what there is
    to raise instead of writing."""

    def __init__(self, row: "SealedModel", only: set[str] | None, using: str) -> None:
        self.row, self.only, self.using = row, only, using
        self.adding = row._state.adding
        self.problem: VaultError | None = None
        self.sealing = False
        self._locked: manifest.Manifest | None = None
        self._place: envelope.Place | None = None

    def __enter__(self) -> Self:
        row = self.row
        self._version: int = row.version
        self._envelope = row.__dict__.get("envelope")
        self._cell = row.sealed_cell
        self.sealing = self._cell.is_changed(self.only)
        row.version = self._version + 1
        try:
            if self.sealing:
                self._seal()
        except VaultError as problem:
            # The row has not been touched: save() raises it once the transaction's block is left in peace.
            self._locked, self.problem = None, problem
            self._undo()
        except BaseException:
            self._undo()
            raise
        row.__dict__["_expected_version"] = None if self.adding else self._version
        return self

    def _seal(self) -> None:
        row, using = self.row, self.using
        opened = keys.current()
        place = self._place = place_of(row, opened, using)
        locked = self._locked = keys.lock(place.scope, using)
        cell = row.__dict__["_cell"] = self._cell.copy_for(row)
        if not self.adding:
            self._must_be_listed(place, locked)
            if not cell.opened:
                cell.open(locked)
        content = cell.encode(self.only)
        generation = keys.generation_for_writing(locked, row.sealed_key_class(), opened, using)
        key = opened.section_key(locked, row.sealed_key_class(), generation, place.section, using)
        row.envelope = envelope.seal(key, content, place, version=row.version, generation=generation)
        cell.sealed_as(content, self.only)

    def _must_be_listed(self, place: envelope.Place, locked: manifest.Manifest) -> None:
        """Never write over what is not the row that was read."""
        raw = bytes(self.row.envelope)
        header = envelope.read_header(raw)
        mine = manifest.line_of(header.version, raw)
        line = locked.line(place.table, place.row)
        if line == mine:
            return
        sealed_anew = header.generation < locked.newest_generation(self.row.sealed_key_class())
        if line is None or line.version != mine.version or sealed_anew:
            raise StaleVersion(f"A row of {place.table} was saved by somebody else meanwhile.")
        raise Tampered(f"A row of {place.table} is not what its manifest lists.")

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> bool:
        self.row.__dict__.pop("_expected_version", None)
        if problem is None:
            if self._locked is not None and self._place is not None:
                line = manifest.line_of(self.row.version, self.row.envelope)
                self._locked.rows[self._place.table, self._place.row] = line
                keys.store(self._locked, self.using)
            return False
        self._undo()
        if isinstance(problem, StaleVersion):
            # Django marks the transaction as broken after any error; here nothing has been written.
            transaction.set_rollback(False, using=self.using)
            self.problem = problem
            return True
        return False

    def _undo(self) -> None:
        row = self.row
        row.version = self._version
        row.__dict__["_cell"] = self._cell
        if self._envelope is None:
            row.__dict__.pop("envelope", None)
        else:
            row.envelope = self._envelope


def strike(row: "SealedModel", using: str) -> None:
    """Take a row that is about to be deleted off its scope's manifest."""
    with keys.session(), transaction.atomic(using=using, savepoint=False):
        locked = keys.lock(row.vault_scope(), using)
        if locked.rows.pop((row.sealed_place(), row.pk), None) is not None:
            keys.store(locked, using)
