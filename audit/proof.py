"""A proof that one event stands under a signed seal, for somebody who sees nothing else of the audit.

It holds the event, the hashes that lead from it to the root of its seal, and the seal with its signature.
Whoever has the sealer's public key checks it without us: audit/court/verify_event.py, or any other program
that knows SHA-256 and Ed25519.
"""

import json
from dataclasses import asdict
from typing import Any

from psycopg2.extensions import connection

from audit import merkle, rows, seals
from audit.connect import for_each_line
from audit.sealer import IN_RANGE
from audit.seals import Seal

FORMAT = "wayhome event proof 1"


class NotProvable(LookupError):
    """There is no such event, it is not sealed yet, or it is not what was sealed."""


def prove(link: connection, number: int) -> dict[str, Any]:
    """The proof of event `number` as a dictionary for JSON. Raises NotProvable with one plain sentence."""
    line = _line(link, number)
    seal = _seal_over(link, line)
    leaves: list[bytes] = []
    place = -1

    def look(found: bytes) -> None:
        nonlocal place
        if found == line:
            place = len(leaves)
        leaves.append(rows.leaf(found))

    for_each_line(link, IN_RANGE, (seal.epoch, seal.tx_lo, seal.tx_hi), look)
    if place < 0 or merkle.root_of(leaves) != seal.root:
        raise NotProvable(f"Seal {seal.n} was made over other events than are here: run verify_audit.")
    return {
        "format": FORMAT,
        "event": dict(zip(rows.NAMES, line.decode("ascii").split("\t"), strict=True)),
        "line": line.decode("ascii"),
        "leaf": rows.leaf(line).hex(),
        "index": place,
        "path": [step.hex() for step in merkle.proof(leaves, place)],
        "seal": {
            name: value.hex() if isinstance(value, bytes) else value for name, value in asdict(seal).items()
        },
    }


def as_json(found: dict[str, Any]) -> str:
    """The proof as it is handed over."""
    return json.dumps(found, indent=1) + "\n"


def _line(link: connection, number: int) -> bytes:
    found: list[bytes] = []
    for_each_line(link, "WHERE id = %s", (number,), found.append)
    if not found:
        raise NotProvable(f"There is no event {number}.")
    return found[0]


def _seal_over(link: connection, line: bytes) -> Seal:
    _, tx, _, epoch, _, _ = rows.split(line)
    with link.cursor() as cursor:
        cursor.execute(
            f"{seals.SELECT} WHERE epoch = %s AND tx_lo <= %s::text::xid8 AND tx_hi > %s::text::xid8",  # constants only
            (int(epoch), int(tx), int(tx)),
        )
        row = cursor.fetchone()
    if row is None:
        raise NotProvable("This event is not sealed yet: try again in a few seconds.")
    return seals.from_row(row)
