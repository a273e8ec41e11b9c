"""The columns of an event and its one text form, which the code (mac), the Merkle leaf and the check share.

The form is a line of PostgreSQL's COPY: fields separated by tabs, NULL as \\N. No field can hold a tab, a
line break or a backslash (facts.py and the table's own constraints see to it), so the line is unambiguous.
"""

import hashlib
from collections.abc import Sequence

# Written by the database, in this order, before the fields of the application. The code cannot cover them,
# because the application does not know them; the sealer's leaf covers the whole line.
OF_DATABASE = ("id", "tx", "at", "epoch")
# Covered by the code.
OF_APPLICATION = (
    "nonce",
    "actor",
    "on_behalf_of",
    "system",
    "office",
    "session",
    "request",
    "origin",
    "name",
    "object_label",
    "object_id",
    "scope",
    "purpose",
    "result",
    "facts",
    "key_version",
)
INSERT_COLUMNS = (*OF_APPLICATION, "mac")
# All fields of a line, in order.
NAMES = (*OF_DATABASE, *OF_APPLICATION, "mac")

# Time as whole microseconds since 1970: no session setting changes how it is printed.
LINE_SQL = (
    "id, tx, (extract(epoch FROM at) * 1000000)::bigint, epoch, "
    + ", ".join(OF_APPLICATION)
    + ", encode(mac, 'hex')"
)


def covered(fields: Sequence[str | None]) -> bytes:
    """The bytes under the code: the application's fields in their order."""
    return "\t".join(r"\N" if field is None else field for field in fields).encode("ascii")


def split(line: bytes) -> tuple[bytes, bytes, bytes, bytes, bytes, bytes]:
    """A line's id, tx, time, epoch, the bytes under the code, and the code in hexadecimal."""
    number, tx, at, epoch, rest = line.split(b"\t", 4)
    under_code, _, code = rest.rpartition(b"\t")
    return number, tx, at, epoch, under_code, code


def leaf(line: bytes) -> bytes:
    """The RFC 6962 leaf hash of a line."""
    return hashlib.sha256(b"\x00" + line).digest()


NOTE = 16


def note(line: bytes, leaf_hash: bytes) -> bytes:
    """What a seal notes of each event to be able to name it later: its id and the beginning of its leaf."""
    return int(line.split(b"\t", 1)[0]).to_bytes(8, "big") + leaf_hash[:8]


def noted(notes: bytes) -> dict[int, bytes]:
    """The notes of a seal by event id."""
    return {
        int.from_bytes(notes[start : start + 8], "big"): notes[start + 8 : start + NOTE]
        for start in range(0, len(notes), NOTE)
    }
