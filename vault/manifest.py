"""What a scope consists of, authenticated: its keys and every sealed row with version and digest.

    payload = format(1) ‖ flags(1) ‖ ring version(4) ‖ serial(8)
              ‖ keys: count(2), each name length(1) name generation(4) check value(8)
              ‖ rows: count(4), each place length(1) place row id(16) version(4) SHA-256 of the envelope(32)

A row that is rolled back, emptied, deleted or put beside the others no longer matches its line. The
serial grows with every change, so the digest of a manifest stands for one state of the whole scope.
"""

import hashlib
import hmac
import struct
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple, Protocol

from vault.envelope import FormatTooOld, Tampered, length_prefixed

FORMAT: Final = 1
DESTROYED: Final = 1
_HEAD: Final = struct.Struct(">BBIQ")
_KEY_COUNT: Final = struct.Struct(">H")
_KEY_TAIL: Final = struct.Struct(">I8s")
_ROW_COUNT: Final = struct.Struct(">I")
_ROW_TAIL: Final = struct.Struct(">16sI32s")
_LINE_TAIL: Final = struct.Struct(">I32s")


class Line(NamedTuple):
    """What the manifest says of one row: the version it was sealed at and its envelope's SHA-256."""

    version: int
    digest: bytes


def line_of(version: int, envelope: bytes) -> Line:
    return Line(version, hashlib.sha256(envelope).digest())


def name_of(place: str) -> bytes:
    """Return the bytes that the lines of a place begin with, before the row's id, its version and its digest."""
    return bytes((len(place),)) + place.encode("ascii")


class Listing(Protocol):
    """What reading asks of a manifest, whether it is about to be changed or not."""

    @property
    def scope(self) -> uuid.UUID: ...

    def line(self, place: str, row: uuid.UUID) -> Line | None:
        """What is said of one row."""

    def key_check(self, key_class: str, generation: int) -> bytes | None:
        """The check value of one of the scope's keys, None if it has no such key."""

    def is_destroyed(self) -> bool:
        """Whether the scope's keys were destroyed."""


@dataclass(slots=True)
class Manifest:
    """A manifest that may be changed. `keys` maps (class, generation) to the key's check value."""

    scope: uuid.UUID
    serial: int = 0
    destroyed: bool = False
    keys: dict[tuple[str, int], bytes] = field(default_factory=dict)
    rows: dict[tuple[str, uuid.UUID], Line] = field(default_factory=dict)

    def line(self, place: str, row: uuid.UUID) -> Line | None:
        return self.rows.get((place, row))

    def key_check(self, key_class: str, generation: int) -> bytes | None:
        return self.keys.get((key_class, generation))

    def is_destroyed(self) -> bool:
        return self.destroyed

    def newest_generation(self, key_class: str) -> int:
        """Return the generation that new rows of a class are sealed with, 0 if it has no key yet."""
        return max((generation for name, generation in self.keys if name == key_class), default=0)

    def payload(self, ring_version: int) -> bytes:
        """Return the bytes that are stored and authenticated."""
        parts = [_HEAD.pack(FORMAT, DESTROYED if self.destroyed else 0, ring_version, self.serial)]
        parts.append(_KEY_COUNT.pack(len(self.keys)))
        for (name, generation), check in sorted(self.keys.items()):
            parts += [bytes((len(name),)), name.encode("ascii"), _KEY_TAIL.pack(generation, check)]
        parts.append(_ROW_COUNT.pack(len(self.rows)))
        for (place, row), line in sorted(self.rows.items(), key=lambda item: (item[0][0], item[0][1].bytes)):
            name_bytes = place.encode("ascii")
            parts += [bytes((len(name_bytes),)), name_bytes, _ROW_TAIL.pack(row.bytes, *line)]
        return b"".join(parts)


class Sealed(NamedTuple):
    """A verified manifest as it is stored. Cheap to look one line up in; `parse` gives all of it."""

    scope: uuid.UUID
    payload: bytes

    def line(self, place: str, row: uuid.UUID) -> Line | None:
        """Return what is said of one row."""
        at = self._line_at(place, row)
        return None if at < 0 else Line(*_LINE_TAIL.unpack_from(self.payload, at))

    def _line_at(self, place: str, row: uuid.UUID) -> int:
        """Where the version and digest of a row stand. The sought bytes hold its random identity: they occur once."""
        sought = name_of(place) + row.bytes
        at = self.payload.find(sought)
        return at if at < 0 else at + len(sought)

    def with_line(self, place: str, row: uuid.UUID, line: Line, ring_version: int) -> "Sealed":
        """Return the next state: this one, with the line of one row changed or added."""
        payload = self.payload
        layout, flags, _, serial = _HEAD.unpack_from(payload)
        head = _HEAD.pack(layout, flags, ring_version, serial + 1)
        if (at := self._line_at(place, row)) >= 0:
            parts = payload[_HEAD.size : at], _LINE_TAIL.pack(*line), payload[at + _LINE_TAIL.size :]
        else:
            start, at = self._gap_for(place.encode("ascii"), row.bytes)
            count = _ROW_COUNT.pack(_ROW_COUNT.unpack_from(payload, start - _ROW_COUNT.size)[0] + 1)
            before = payload[_HEAD.size : start - _ROW_COUNT.size] + count + payload[start:at]
            parts = before, name_of(place) + _ROW_TAIL.pack(row.bytes, *line), payload[at:]
        return Sealed(self.scope, b"".join((head, *parts)))

    def _gap_for(self, place: bytes, row: bytes) -> tuple[int, int]:
        """Where the rows begin, and where among them, in their order, one that is not there belongs."""
        start = self._rows_at()
        for begin, tail in self._rows():
            if (self.payload[begin + 1 : tail], self.payload[tail : tail + len(row)]) > (place, row):
                return start, begin
        return start, len(self.payload)

    def key_check(self, key_class: str, generation: int) -> bytes | None:
        """Return the check value of one of the scope's keys, None if it has no such key."""
        name = key_class.encode("ascii")
        for begin, tail in self._keys():
            if self.payload[begin + 1 : tail] == name:
                known, check = _KEY_TAIL.unpack_from(self.payload, tail)
                if known == generation:
                    return bytes(check)
        return None

    def newest_generation(self, key_class: str) -> int:
        """Return the generation that new rows of a class are sealed with, 0 if it has no key yet."""
        name = key_class.encode("ascii")
        known = (
            _KEY_TAIL.unpack_from(self.payload, tail)[0]
            for begin, tail in self._keys()
            if self.payload[begin + 1 : tail] == name
        )
        return max(known, default=0)

    def is_destroyed(self) -> bool:
        return bool(self.payload[1] & DESTROYED)

    def parse(self) -> Manifest:
        payload = self.payload
        _, flags, _, serial = _HEAD.unpack_from(payload)
        manifest = Manifest(self.scope, serial=serial, destroyed=bool(flags & DESTROYED))
        for begin, tail in self._keys():
            generation, check = _KEY_TAIL.unpack_from(payload, tail)
            manifest.keys[payload[begin + 1 : tail].decode("ascii"), generation] = check
        for begin, tail in self._rows():
            row, version, digest = _ROW_TAIL.unpack_from(payload, tail)
            manifest.rows[payload[begin + 1 : tail].decode("ascii"), uuid.UUID(bytes=row)] = Line(
                version, digest
            )
        return manifest

    def _keys(self) -> Iterator[tuple[int, int]]:
        """Give where each key's entry begins and where what follows its class begins."""
        return _entries(self.payload, _HEAD.size, _KEY_COUNT, _KEY_TAIL.size)

    def _rows(self) -> Iterator[tuple[int, int]]:
        """Give where each row's line begins and where what follows its place begins."""
        return _entries(self.payload, self._rows_at() - _ROW_COUNT.size, _ROW_COUNT, _ROW_TAIL.size)

    def _rows_at(self) -> int:
        at = _HEAD.size + _KEY_COUNT.size
        for _, tail in self._keys():
            at = tail + _KEY_TAIL.size
        return at + _ROW_COUNT.size


def _entries(payload: bytes, at: int, counted: struct.Struct, tail_size: int) -> Iterator[tuple[int, int]]:
    """Walk a list of a payload: how many, then each a name behind its length and a tail."""
    (count,) = counted.unpack_from(payload, at)
    begin = at + counted.size
    for _ in range(count):
        tail = begin + 1 + payload[begin]
        yield begin, tail
        begin = tail + tail_size


def authenticate(key: bytes, deployment: bytes, scope: uuid.UUID, payload: bytes) -> bytes:
    """Return the 32 bytes that prove `payload` to be the manifest of `scope` in this deployment."""
    return hmac.digest(key, length_prefixed(b"manifest", deployment, scope.bytes, payload), hashlib.sha256)


def under_version(payload: bytes, version: int) -> bytes:
    """Return a verified payload that names another key of the ring; everything else in it stays."""
    return payload[:2] + version.to_bytes(4, "big") + payload[6:]


def state_of(payload: bytes) -> tuple[int, bytes]:
    """Return the serial of a payload and the digest of what it lists, whichever key authenticates it."""
    return int(_HEAD.unpack_from(payload)[3]), hashlib.sha256(under_version(payload, 0)).digest()


def ring_version(payload: bytes) -> int:
    """Return which key of the ring authenticates `payload`; raise Tampered, FormatTooOld."""
    if len(payload) < _HEAD.size + 6:
        raise Tampered("A manifest is empty or cut short.")
    layout, _, version, _ = _HEAD.unpack_from(payload)
    if layout != FORMAT:
        raise FormatTooOld("A manifest has a format that is not read here.")
    return int(version)


def verify(key: bytes, deployment: bytes, scope: uuid.UUID, payload: bytes, mac: bytes) -> Sealed:
    """Return the verified manifest; raise Tampered if it is not what was written for `scope`."""
    if not hmac.compare_digest(authenticate(key, deployment, scope, payload), mac):
        raise Tampered("The manifest of a scope is not what was written.")
    return Sealed(scope, payload)
