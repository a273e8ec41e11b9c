"""The sealed content of one instance: opened on first access, sealed once when the row is saved.

Plaintext lives here and nowhere else. A cell that could not be opened stays closed, so nothing is ever
written over an envelope that cannot be read.
"""

from typing import TYPE_CHECKING, Any

import orjson

from vault import envelope, keys, manifest
from vault.envelope import KeyMissing, Tampered

if TYPE_CHECKING:
    from vault.fields import SealedField
    from vault.sealed import SealedModel

_OPTIONS = orjson.OPT_SORT_KEYS


class Cell:
    """The sealed values of `row`. `changed` holds the names assigned since the row was read or saved."""

    __slots__ = ("_stored", "changed", "content", "opened", "row", "values")

    def __init__(self, row: "SealedModel") -> None:
        self.row = row
        self.opened = False
        self.values: dict[str, Any] = {}
        self.changed: set[str] = set()
        self._stored: dict[str, Any] | None = None
        self.content = b""

    def __reduce__(self) -> str:
        raise TypeError("Sealed values are never pickled.")

    def __repr__(self) -> str:
        return "<sealed>"

    def read(self, field: "SealedField") -> Any:
        name = field.name
        if name not in self.values:
            if not self.opened and not self.row._state.adding:
                self.open()
            stored = self.stored
            self.values[name] = field.from_content(stored[name]) if name in stored else field.get_default()
        return self.values[name]

    def assign(self, field: "SealedField", value: Any) -> None:
        self.values[field.name] = value
        self.changed.add(field.name)

    def open(self, listed: manifest.Listing | None = None) -> None:
        """Read the envelope into `values`. Raises Tampered, KeyMissing or FormatTooOld.

        `listed` is the scope's manifest where the caller holds it already (under lock).
        """
        row = self.row
        using = row._state.db or "default"
        opened = keys.current()
        place = place_of(row, opened, using)
        raw = bytes(row.envelope)
        header = envelope.read_header(raw)
        locked = listed is not None
        if listed is None:
            listed = opened.manifest_of(place.scope, using)
        if listed.is_destroyed():
            raise KeyMissing("The keys of this scope were destroyed.")
        if listed.line(place.table, place.row) != manifest.line_of(header.version, raw):
            if locked:
                raise Tampered(f"A row of {place.table} is not what its manifest lists.")
            listed = recheck(row, place, header.version, using)
            raw = bytes(row.envelope)
            header = envelope.read_header(raw)
        key = opened.section_key(listed, row.sealed_key_class(), header.generation, place.section, using)
        self.take(envelope.open_envelope(key, raw, place, header))

    def take(self, content: bytes) -> None:
        """Hold opened content; each attribute is decoded when it is read. What was assigned stays."""
        self._stored, self.content, self.opened = None, content, True

    @property
    def stored(self) -> dict[str, Any]:
        """What the envelope holds, by name, as JSON has it."""
        if self._stored is None:
            self._stored = orjson.loads(self.content) if self.content else {}
        return self._stored

    def encode(self, only: set[str] | None = None) -> bytes:
        """Return the content to seal; `only` names the attributes whose present values count.

        What was not read since it was opened goes back as it is, also under names that this version of
        the house does not know.
        """
        content = dict(self.stored)
        for field in self.row.sealed_fields():
            name = field.name
            if name not in self.values and (self.opened or not field.has_default()):
                continue
            if only is None or name in only:
                value = self.read(field)
                content.pop(name, None)
                if not field.is_empty(value):
                    content[name] = field.to_content(value)
        return orjson.dumps(content, option=_OPTIONS)

    def is_changed(self, only: set[str] | None) -> bool:
        """Whether the row's envelope must be sealed anew (`only` as in `encode`)."""
        if self.row._state.adding:
            return True
        if self.opened:
            return self.encode(only) != self.content
        return bool(self.changed if only is None else self.changed & only)

    def sealed_as(self, content: bytes, only: set[str] | None) -> None:
        """Note that `content` is now what the row's envelope holds."""
        self.take(content)
        self.changed = set() if only is None else self.changed - only

    def copy_for(self, row: "SealedModel") -> "Cell":
        """Return a cell of the same state for a copy of the row."""
        twin = Cell(row)
        twin.opened, twin.content = self.opened, self.content
        twin.values, twin.changed = dict(self.values), set(self.changed)
        return twin


def place_of(row: "SealedModel", opened: keys.Session, using: str) -> envelope.Place:
    """Return where the envelope of `row` belongs."""
    return envelope.Place(
        deployment=opened.ring(using).deployment,
        table=row.sealed_place(),
        scope=row.vault_scope(),
        row=row.pk,
        section=row.Sealed.section,
    )


def _generation(raw: bytes) -> int:
    return envelope.read_header(bytes(raw)).generation


def recheck(row: "SealedModel", place: envelope.Place, version: int, using: str) -> manifest.Sealed:
    """Look again where row and manifest did not agree, both in one statement.

    Between reading a row and its manifest somebody else may have saved. An instance older than what is
    stored now is read as it was; anything else that does not match raises Tampered.
    """
    from vault.models import Manifest

    pair = (
        type(row)
        ._base_manager.using(using)
        .filter(pk=row.pk)
        .annotate(
            listed_payload=Manifest.objects.filter(scope=place.scope).values("payload")[:1],
            listed_mac=Manifest.objects.filter(scope=place.scope).values("mac")[:1],
        )
        .values_list("envelope", "listed_payload", "listed_mac")
        .first()
    )
    if pair is None:
        listed = keys.current().manifest_of(place.scope, using, fresh=True)
        if listed.line(place.table, place.row) is None:
            return listed  # deleted meanwhile, with its line
        raise Tampered(f"A row of {place.table} that its manifest lists is gone.")
    if pair[1] is None:
        raise Tampered("A scope has lost its manifest.")
    listed = keys.verified(place.scope, bytes(pair[1]), bytes(pair[2]), using)
    line, stored = listed.line(place.table, place.row), bytes(pair[0])
    intact = line is not None and line == manifest.line_of(envelope.read_header(stored).version, stored)
    if intact and line is not None:
        if version == line.version and _generation(row.envelope) < _generation(stored):
            row.envelope = stored  # the same content, sealed anew meanwhile with a new key (vault/rekey.py)
        if version < line.version or stored == bytes(row.envelope):
            keys.current().remember(listed)
            return listed
    raise Tampered(f"A row of {place.table} is not what its manifest lists.")
