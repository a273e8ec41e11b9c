"""The sealed content of one instance: opened on first access, sealed once when the row is saved.

An opened row has its values in its own dictionary, as any instance has its attributes, so that reading one
costs what reading a column costs. Beside them lies `_content`, what the envelope holds: a row that has it is
opened, and is saved anew only where its values say something else. What JSON cannot hold as it is (dates,
amounts) and what this version of the house does not know waits in `_rest` until it is asked for.

Plaintext lives on the instance and nowhere else. A row that could not be opened stays closed, so nothing is
ever written over an envelope that cannot be read.
"""

from typing import TYPE_CHECKING, Any

import orjson

from vault import envelope, keys, manifest
from vault.drawer import Drawer
from vault.envelope import KeyMissing, Tampered

if TYPE_CHECKING:
    from vault.fields import SealedField
    from vault.sealed import SealedModel
    from vault.session import Session

_OPTIONS = orjson.OPT_SORT_KEYS
# What belongs to the opened state, beside the attributes themselves.
STATE = ("_content", "_rest")


def is_open(row: "SealedModel") -> bool:
    """Whether the row's envelope was opened (or sealed) by this instance."""
    return "_content" in row.__dict__


def read(row: "SealedModel", field: "SealedField") -> Any:
    """Return the value of an attribute that is not in the row's dictionary yet, and put it there."""
    held = row.__dict__
    if "_content" not in held and not row._state.adding:
        open_row(row)
        if field.name in held:
            return held[field.name]
    rest = held.get("_rest", ())
    held[field.name] = value = (
        field.from_content(rest[field.name]) if field.name in rest else field.get_default()
    )
    return value


def open_row(row: "SealedModel", opened: "Session | None" = None) -> None:
    """Read the envelope into the row's dictionary. Raises Tampered, KeyMissing or FormatTooOld.

    `opened` is the session at hand, where the caller opens many.
    """
    using = row._state.db or "default"
    drawer = (opened or keys.current()).drawer(row, using)
    raw, name = bytes(row.envelope), row.pk.bytes
    if not drawer.lists(name, raw):
        drawer = recheck(row, using)
        raw = bytes(row.envelope)
    try:
        content = drawer.open(name, raw)
    except KeyMissing:
        # Its key may have been struck off since row and manifest were read (vault/rekey_class.py).
        content = recheck(row, using).open(name, bytes(row.envelope))
    take(row, content)


def take(row: "SealedModel", content: bytes) -> None:
    """Hold opened content. What was assigned to the row meanwhile stays."""
    held = row.__dict__
    stored = orjson.loads(content)
    names = row.sealed_as_they_are()
    if names.issuperset(stored) and names.isdisjoint(held):
        held.update(stored)
    else:
        held["_rest"] = rest = {}
        for name, value in stored.items():
            if name not in names:
                rest[name] = value
            else:
                held.setdefault(name, value)
    held["_content"] = content


def forget(row: "SealedModel") -> None:
    """Close the row, and drop what was assigned to its sealed attributes."""
    for name in (*STATE, *row.sealed_names()):
        row.__dict__.pop(name, None)


def encode(row: "SealedModel", only: set[str] | None = None) -> bytes:
    """Return the content to seal; `only` names the attributes whose present values count.

    What was not read since the row was opened goes back as it is, also under names that this version of the
    house does not know.
    """
    held = row.__dict__
    was_opened = "_content" in held
    content: dict[str, Any] = orjson.loads(held["_content"]) if was_opened else {}
    for field in row.sealed_fields():
        name = field.name
        if only is not None and name not in only:
            continue
        if name in held:
            value = held[name]
        elif was_opened or not field.has_default():
            continue
        else:
            value = read(row, field)
        if type(value) is field.as_it_is and value != field.empty:
            content[name] = value
        elif field.is_empty(value):
            content.pop(name, None)
        else:
            content[name] = field.to_content(value)
    return orjson.dumps(content, option=_OPTIONS)


def recheck(row: "SealedModel", using: str) -> Drawer:
    """Look again where row and manifest did not agree, both in one statement; return what opens the row.

    Between reading a row and its manifest somebody else may have saved. An instance older than what is
    stored now is read as it was; anything else that does not match raises Tampered.
    """
    from vault.models import Manifest

    opened = keys.current()
    place, version = opened.place_of(row, using), envelope.read_header(bytes(row.envelope)).version
    listed = Manifest.objects.filter(scope=place.scope)
    pair = (
        type(row)
        ._base_manager.using(using)
        .filter(pk=row.pk)
        .annotate(listed_payload=listed.values("payload")[:1], listed_mac=listed.values("mac")[:1])
        .values_list("envelope", "listed_payload", "listed_mac")
        .first()
    )
    if pair is None:
        if opened.manifest_of(place.scope, using, fresh=True).line(place.table, place.row) is None:
            return opened.drawer(row, using)  # deleted meanwhile, with its line
        raise Tampered(f"A row of {place.table} that its manifest lists is gone.")
    if pair[1] is None:
        raise Tampered("A scope has lost its manifest.")
    known = keys.verified(place.scope, bytes(pair[1]), bytes(pair[2]), using)
    line, stored = known.line(place.table, place.row), bytes(pair[0])
    if line is not None and line == manifest.line_of(envelope.read_header(stored).version, stored):
        if version == line.version and _generation(row.envelope) < _generation(stored):
            row.envelope = stored  # the same content, sealed anew meanwhile with a new key (vault/rekey.py)
        if version < line.version or stored == bytes(row.envelope):
            opened.remember(known)
            return opened.drawer(row, using)
    raise Tampered(f"A row of {place.table} is not what its manifest lists.")


def _generation(raw: bytes) -> int:
    return envelope.read_header(bytes(raw)).generation
