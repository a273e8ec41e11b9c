"""A seal: what the sealer signs about a range of events, and how it stands in the checkpoint file."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

GENESIS = bytes(32)
_DOMAIN = b"wayhome audit seal 1\n"


@dataclass(frozen=True)
class Seal:
    """`count` events of `epoch` with tx_lo <= tx < tx_hi have the Merkle root `root`; `prev` is the seal before."""

    n: int
    epoch: int
    tx_lo: int
    tx_hi: int
    count: int
    root: bytes
    prev: bytes
    at: int  # microseconds since 1970, the database's clock
    key: bytes  # the public key it is signed with
    signature: bytes = b""

    def signed_part(self) -> bytes:
        """The bytes under the signature: everything but the signature, one field a line."""
        values = [getattr(self, field.name) for field in fields(self) if field.name != "signature"]
        return _DOMAIN + b"".join(
            (value.hex() if isinstance(value, bytes) else str(value)).encode() + b"\n" for value in values
        )

    def digest(self) -> bytes:
        """What the next seal calls `prev`."""
        return hashlib.sha256(self.signed_part() + self.signature).digest()

    def line(self) -> str:
        """The checkpoint line."""
        return json.dumps(
            {name: value.hex() if isinstance(value, bytes) else value for name, value in asdict(self).items()}
        )

    @classmethod
    def from_line(cls, line: str) -> "Seal":
        """A checkpoint line read back; raises ValueError when it is not one."""
        try:
            data: dict[str, Any] = json.loads(line)
            values = [data[field.name] for field in fields(cls)]
            return from_row([bytes.fromhex(value) if isinstance(value, str) else value for value in values])
        except (KeyError, TypeError, AttributeError) as problem:
            raise ValueError("not a checkpoint line") from problem


SELECT = (
    "SELECT n, epoch, tx_lo::text::bigint, tx_hi::text::bigint, count, root, prev,"
    " (extract(epoch FROM at) * 1000000)::bigint, key, signature FROM audit_seal"
)


def from_row(row: Sequence[Any]) -> Seal:
    """A row of SELECT; the driver gives bytes as memoryview."""
    n, epoch, tx_lo, tx_hi, count, root, prev, at, key, signature = row
    return Seal(
        n=int(n),
        epoch=int(epoch),
        tx_lo=int(tx_lo),
        tx_hi=int(tx_hi),
        count=int(count),
        root=bytes(root),
        prev=bytes(prev),
        at=int(at),
        key=bytes(key),
        signature=bytes(signature),
    )
