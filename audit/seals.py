"""A seal: what the sealer signs about a range of events, and how it stands in the checkpoint file."""

import hashlib
import json
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
            return cls(
                **{
                    field.name: bytes.fromhex(data[field.name])
                    if field.type in (bytes, "bytes")
                    else int(data[field.name])
                    for field in fields(cls)
                }
            )
        except (KeyError, TypeError, AttributeError) as problem:
            raise ValueError("not a checkpoint line") from problem


SELECT = (
    "SELECT n, epoch, tx_lo::text::bigint, tx_hi::text::bigint, count, root, prev,"
    " (extract(epoch FROM at) * 1000000)::bigint, key, signature FROM audit_seal"
)


def from_row(row: tuple[Any, ...]) -> Seal:
    """A row of SELECT."""
    return Seal(*(bytes(value) if isinstance(value, memoryview) else int(value) for value in row))
