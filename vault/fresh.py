"""Scopes that exist nowhere yet, sealed without building rows: for generated worlds of a million cases.

What comes out is what `vault.bulk` would have written for the same rows; the caller inserts it.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db import DEFAULT_DB_ALIAS

from vault import envelope, keys, manifest, root
from vault.envelope import Place
from vault.session import derive


class Cell(NamedTuple):
    """A row to be: its model's place name, its id, its section and key class, and its content as JSON."""

    table: str
    row: uuid.UUID
    section: str
    key_class: str
    content: bytes


@dataclass(frozen=True)
class SealedScope:
    """Envelopes in the order of the cells; rows for vault_scopekey and vault_manifest."""

    envelopes: list[bytes]
    scope_keys: list[tuple[uuid.UUID, str, int, int, bytes]]
    manifest: tuple[uuid.UUID, bytes, bytes]


class Sealer:
    """Seals new scopes within one transaction; the keys that wrap theirs stay active until it ends."""

    def __init__(self, using: str = DEFAULT_DB_ALIAS) -> None:
        self.using = using
        self.deployment = keys.current().ring(using).deployment
        self._keks: dict[str, tuple[int, bytes]] = {}

    def seal(self, scope: uuid.UUID, cells: Sequence[Cell]) -> SealedScope:
        """Seal the first rows of a scope under new keys of its own, version 1, generation 1."""
        listed, deks = manifest.Manifest(scope, serial=1), dict[str, bytes]()
        scope_keys, envelopes = [], []
        for cell in cells:
            if cell.key_class not in deks:
                made = keys.make_dek(scope, cell.key_class, 1, self.using, self._kek(cell.key_class))
                deks[cell.key_class] = made[0]
                scope_keys.append((scope, cell.key_class, 1, *made[1:]))
                listed.keys[cell.key_class, 1] = root.check_value(made[0])
            place = Place(self.deployment, cell.table, scope, cell.row, cell.section)
            key = derive(deks[cell.key_class], b"sec" + cell.section.encode())
            sealed = envelope.seal(key, cell.content, place, version=1, generation=1)
            listed.rows[cell.table, cell.row] = manifest.line_of(1, sealed)
            envelopes.append(sealed)
        return SealedScope(envelopes, scope_keys, (scope, *keys.authenticated(listed, self.using)))

    def _kek(self, key_class: str) -> tuple[int, bytes]:
        if key_class not in self._keks:
            self._keks[key_class] = keys.active_kek(key_class, self.using)
        return self._keks[key_class]
