"""Many sealed rows at once: generated worlds and imports.

A batch costs one statement per table, however many scopes it opens: their keys, their manifests, and
the rows of each model. New scopes are the usual case; rows for scopes that exist already are welcome.
"""

import gc
import os
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any, Final

from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from psycopg2.extras import execute_values

from vault import cell, envelope, keys, manifest, root
from vault.sealed import SealedModel

BATCH: Final = 1000
# Of the rows of one model in one scope: the manifest, the table's name in it, what seals them, the key's generation.
Alike = tuple[manifest.Manifest, str, envelope.Cipher, int]


def create(rows: Iterable[models.Model], batch: int = BATCH, using: str = DEFAULT_DB_ALIAS) -> list[Any]:
    """Seal and insert `rows` (SealedModel instances; plain ones may stand between them), `batch` at a time.

    Within a batch each model's rows are inserted together, models in the order in which they first
    appear. Returns the rows. Raises IntegrityError as an ordinary insert does; a batch is all or nothing.
    """
    created: list[Any] = []
    source = iter(rows)
    while part := list(islice(source, batch)):
        with uncollected(), keys.session(), transaction.atomic(using=using, savepoint=False):
            _Batch([row for row in part if isinstance(row, SealedModel)], using).seal()
            _insert(part, using)
        created += part
    return created


@contextmanager
def uncollected() -> Iterator[None]:
    """Hold the garbage collector off for one batch of rows: its rounds cost a quarter of the time and find nothing."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _insert(rows: list[models.Model], using: str) -> None:
    by_model: dict[type[models.Model], list[Any]] = {}
    for row in rows:
        by_model.setdefault(type(row), []).append(row)
    for model, same in by_model.items():
        # Not the model's own manager: SealedQuerySet.bulk_create comes here.
        models.QuerySet(model, using=using).bulk_create(same)


class _Batch:
    """The scopes of some new rows: which exist, which are made, which keys they still need."""

    def __init__(self, rows: list[SealedModel], using: str) -> None:
        self.rows, self.using = rows, using
        self.opened = keys.current()
        self.old: dict[uuid.UUID, manifest.Manifest] = {}
        self.new: dict[uuid.UUID, manifest.Manifest] = {}
        self.made: list[tuple[Any, ...]] = []
        self.keks: dict[str, tuple[int, bytes]] = {}
        self.alike: dict[tuple[int, type, str], Alike] = {}

    def seal(self) -> None:
        """Give every row its envelope and version; write keys and manifests."""
        if not self.rows:
            return
        self.old = keys.lock_many({row.vault_scope() for row in self.rows}, self.using)
        self.opened.preload(list(self.old), self.using)
        # One drawing for all: asking the kernel costs more than sealing.
        nonces = os.urandom(envelope.NONCE_BYTES * len(self.rows))
        for at, row in enumerate(self.rows):
            self._seal_one(row, nonces[at * envelope.NONCE_BYTES : (at + 1) * envelope.NONCE_BYTES])
        self._write()

    def _seal_one(self, row: SealedModel, nonce: bytes) -> None:
        alike = (row.vault_scope().int, type(row), row.sealed_key_class())
        listed, table, cipher, generation = self.alike.get(alike) or self._prepare(row, alike)
        content = cell.encode(row)
        row.version = 1
        row.envelope = cipher.seal(row.pk.bytes, content, 1, generation, nonce)
        row.__dict__["_content"] = content
        listed.rows[table, row.pk] = manifest.line_of(1, row.envelope)

    def _prepare(self, row: SealedModel, alike: tuple[int, type, str]) -> Alike:
        """Work out what the rows of one model in one scope have in common; make the scope and its key on first use."""
        place, key_class = self.opened.place_of(row, self.using), alike[2]
        listed = self.old.get(place.scope) or self.new.get(place.scope)
        if listed is None:
            listed = self.new[place.scope] = manifest.Manifest(place.scope, serial=1)
        keys.must_live(listed)
        generation = listed.newest_generation(key_class) or self._make_key(listed, key_class)
        key = self.opened.section_key(listed, key_class, generation, place.section, self.using)
        made = self.alike[alike] = (listed, place.table, envelope.Cipher(key, place), generation)
        return made

    def _make_key(self, listed: manifest.Manifest, key_class: str) -> int:
        if key_class not in self.keks:
            self.keks[key_class] = keys.active_kek(key_class, self.using)
        dek, version, wrapped = keys.make_dek(listed.scope, key_class, 1, self.using, self.keks[key_class])
        self.made.append((listed.scope, key_class, 1, version, wrapped))
        listed.keys[key_class, 1] = root.check_value(dek)
        self.opened.add_key(listed.scope, key_class, 1, dek)
        return 1

    def _write(self) -> None:
        for changed in self.old.values():
            keys.store(changed, self.using)
        with connections[self.using].cursor() as cursor:
            if self.made:
                execute_values(
                    cursor.cursor,
                    "INSERT INTO vault_scopekey (scope, key_class, generation, kek_version, wrapped) VALUES %s",
                    self.made,
                    page_size=len(self.made),
                )
            if self.new:
                stored = [(scope, *keys.authenticated(made, self.using)) for scope, made in self.new.items()]
                execute_values(
                    cursor.cursor,
                    "INSERT INTO vault_manifest (scope, payload, mac) VALUES %s",
                    stored,
                    page_size=len(stored),
                )
