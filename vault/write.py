"""One save of a sealed row: lock the scope, seal, write the row and the manifest's next state together."""

from collections.abc import Iterable, Sequence
from functools import cache
from types import TracebackType
from typing import TYPE_CHECKING, Any, NoReturn, Self

from django.db import DEFAULT_DB_ALIAS, connections, models, transaction

from vault import cell, envelope, keys, manifest
from vault.envelope import Tampered, VaultError

if TYPE_CHECKING:
    from vault.sealed import SealedModel

_ABSENT = object()
_STORE = "UPDATE vault_manifest SET payload = %s, mac = %s WHERE scope = %s"


class StaleVersion(VaultError):
    """The row was saved by somebody else after this instance was read. Nothing was written."""


class Write:
    """Around Django's own save: before it the envelope, and in the place of its statement one that writes row
    and manifest. On failure the instance is as it was. `only` names the sealed attributes to write, None for
    all. `problem` is what there is to raise instead of writing."""

    def __init__(self, row: "SealedModel", only: set[str] | None, using: str) -> None:
        self.row, self.only, self.using = row, only, using
        self.adding = row._state.adding
        self.problem: VaultError | None = None
        self.sealing = False
        self._next: manifest.Sealed | None = None

    def __enter__(self) -> Self:
        row, held = self.row, self.row.__dict__
        self._version: int = row.version
        self._before = {name: held.get(name, _ABSENT) for name in ("envelope", *cell.STATE)}
        self._assigned = None if cell.is_open(row) else row.sealed_names() & held.keys()
        content = self._changed()
        self.sealing = content is not None
        row.version = self._version + 1
        try:
            if content is not None:
                self._seal(content)
        except VaultError as problem:
            # The row has not been touched: save() raises it once the transaction's block is left in peace.
            self.problem = problem
            self._undo()
        except BaseException:
            self._fail()
            raise
        held["_write"] = self
        return self

    def _changed(self) -> bytes | None:
        """Return the content to seal, empty where it is not known before the row is opened; None if none changed."""
        row = self.row
        if self._assigned is None or self.adding:
            content = cell.encode(row, self.only)
            return content if self.adding or content != row.__dict__["_content"] else None
        touched = self._assigned if self.only is None else self._assigned & self.only
        return b"" if touched else None

    def _seal(self, content: bytes) -> None:
        row, using, key_class = self.row, self.using, self.row.sealed_key_class()
        opened, scope = keys.current(), row.vault_scope()
        locked = keys.lock_sealed(scope, key_class, using)
        if not self.adding:
            if not opened.drawer(row, using).lists(row.pk.bytes, bytes(row.envelope)):
                self._refuse(locked)
            if not content:
                cell.open_row(row)
                content = cell.encode(row, self.only)
        generation = keys.generation_for_writing(locked, key_class, opened, using)
        drawer = opened.drawer(row, using)
        row.envelope = drawer.cipher(generation).seal(row.pk.bytes, content, row.version, generation)
        row.__dict__["_content"] = content
        line = manifest.line_of(row.version, row.envelope)
        ring_version, _ = opened.ring(using).current("manifest")
        self._next = drawer.listed.with_line(row.sealed_place(), row.pk, line, ring_version)

    def _refuse(self, locked: manifest.Sealed) -> NoReturn:
        """Never write over what is not the row that was read."""
        row, place = self.row, self.row.sealed_place()
        header, line = envelope.read_header(bytes(row.envelope)), locked.line(place, row.pk)
        sealed_anew = header.generation < locked.newest_generation(row.sealed_key_class())
        if line is None or line.version != header.version or sealed_anew:
            raise StaleVersion(f"A row of {place} was saved by somebody else meanwhile.")
        raise Tampered(f"A row of {place} is not what its manifest lists.")

    def update(self, values: Iterable[tuple["models.Field[Any, Any]", Any, Any]]) -> None:
        """Write columns of the version that was read and no other. Raises StaleVersion where there is none."""
        link, written = connections[self.using], tuple(values)
        sql = _update_of(
            type(self.row), tuple(field.attname for field, _, _ in written), self._next is not None
        )
        given = [_prepared(field, value, link) for field, _, value in written]
        with link.cursor() as cursor:
            cursor.execute(sql, [*given, self.row.pk, self._version, *self._stored()])
            if cursor.rowcount != 1:
                raise StaleVersion(f"A row of {self.row._meta.label} was saved by somebody else meanwhile.")

    def insert(self, statements: Iterable[tuple[str, Sequence[Any]]]) -> None:
        """Run Django's INSERT of the row, and with it write the manifest."""
        with connections[self.using].cursor() as cursor:
            for sql, given in statements:
                cursor.execute(f"WITH listed AS ({_STORE}) {sql}", [*self._stored(), *given])

    def _stored(self) -> tuple[Any, ...]:
        """Payload, authenticator and scope of the manifest's next state, as far as there is one."""
        known = self._next
        return () if known is None else (known.payload, keys.authenticator(known, self.using), known.scope)

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> bool:
        del self.row.__dict__["_write"]
        if problem is None:
            if self._next is not None:
                keys.current().remember(self._next)
            return False
        self._fail()
        if isinstance(problem, StaleVersion):
            # Here nothing has been written: the transaction may go on.
            transaction.set_rollback(False, using=self.using)
            self.problem = problem
            return True
        return False

    def _fail(self) -> None:
        """After an error nothing of this save may be committed: a key, say, that no manifest lists."""
        self._undo()
        transaction.set_rollback(True, using=self.using)

    def _undo(self) -> None:
        """Give the instance back as it was: what was opened for this save alone is closed again."""
        row, held = self.row, self.row.__dict__
        row.version, self._next = self._version, None
        for name, value in self._before.items():
            held.pop(name, None)
            if value is not _ABSENT:
                held[name] = value
        if self._assigned is not None and not self.adding:
            for name in row.sealed_names() - self._assigned:
                held.pop(name, None)


def _prepared(field: "models.Field[Any, Any]", value: Any, link: Any) -> Any:
    if hasattr(value, "resolve_expression"):
        raise TypeError(f"{field} of a sealed row takes a value, not an expression.")
    return field.get_db_prep_save(value, connection=link)


@cache
def _update_of(model: type[models.Model], names: tuple[str, ...], listed: bool) -> str:
    """The UPDATE of some columns of one version of a row; `listed` where the manifest is written with it.

    Then it is the manifest's row that is counted, and that is written only where the row was.
    """
    link, meta = connections[DEFAULT_DB_ALIAS], model._meta
    key: Any = meta.pk
    named = link.ops.quote_name
    columns = []
    for name in names:
        field: Any = meta.get_field(name)
        own = hasattr(field, "get_placeholder")
        columns.append(f"{named(field.column)} = {field.get_placeholder(None, None, link) if own else '%s'}")
    update = f"UPDATE {named(meta.db_table)} SET {', '.join(columns)}"  # noqa: S608  # names of the models alone
    update += f" WHERE {named(key.column)} = %s AND {named('version')} = %s"
    if not listed:
        return update
    return f"WITH written AS ({update} RETURNING 1) {_STORE} AND EXISTS (SELECT 1 FROM written)"  # noqa: S608


def strike(row: "SealedModel", using: str) -> None:
    """Take a row that is about to be deleted off its scope's manifest."""
    with keys.session(), transaction.atomic(using=using, savepoint=False):
        locked = keys.lock(row.vault_scope(), using)
        if locked.rows.pop((row.sealed_place(), row.pk), None) is not None:
            keys.store(locked, using)
