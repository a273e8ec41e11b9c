#!/usr/bin/env python3
"""Check the proof of one audit event with nothing but Python and the sealer's public key.

    python3 verify_event.py PROOF.json SEALER.pub

SEALER.pub is the file `sealer.pub` kept beside the checkpoints (64 hexadecimal digits a line), or a paper copy of
it typed in: it must come from somebody other than whoever handed over the proof. The program uses no network and
no other file. It says what the event is and whether it was sealed; exit status 0 if it was, 1 if not, 2 if it
could not tell.

What is computed: SHA-256 of the event's line is its leaf; with the hashes of the path it gives the root of a
Merkle tree (RFC 6962); the seal names that root and bears an Ed25519 signature (RFC 8032) of the sealer.
"""

import hashlib
import json
import sys
from datetime import datetime, timezone

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_1 = pow(2, (P - 1) // 4, P)


def recovered(y, sign):
    """The x of a point of the curve with this y, or None."""
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_1 % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    return x if (x & 1) == sign else P - x


def point(data):
    """A point from its 32 bytes, or None."""
    number = int.from_bytes(data, "little")
    y, sign = number & ((1 << 255) - 1), number >> 255
    x = recovered(y, sign)
    return None if x is None else (x, y, 1, x * y % P)


def added(a, b):
    """The sum of two points in extended coordinates."""
    m, n = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    c, d = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = n - m, d - c, d + c, n + m
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(number, base):
    """A multiple of a point."""
    total = (0, 1, 1, 0)
    while number:
        if number & 1:
            total = added(total, base)
        base, number = added(base, base), number >> 1
    return total


def same(a, b):
    """Whether two points in extended coordinates are one."""
    return (a[0] * b[2] - b[0] * a[2]) % P == 0 and (a[1] * b[2] - b[1] * a[2]) % P == 0


Y = 4 * pow(5, P - 2, P) % P
BASE = (recovered(Y, 0), Y, 1, recovered(Y, 0) * Y % P)


def is_signed(public, signature, message):
    """Whether the holder of the private half of `public` signed `message` (RFC 8032, 5.1.7)."""
    if len(public) != 32 or len(signature) != 64:
        return False
    a, r, s = point(public), point(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= ORDER:
        return False
    digest = hashlib.sha512(signature[:32] + public + message).digest()
    return same(times(s, BASE), added(r, times(int.from_bytes(digest, "little") % ORDER, a)))


def root_of(leaf, index, count, path):
    """The root that a leaf at `index` among `count` leads to, or None where the path has another length."""
    if count == 1:
        return leaf if not path else None
    if not path:
        return None
    split = 1 << ((count - 1).bit_length() - 1)
    if index < split:
        left, right = root_of(leaf, index, split, path[:-1]), path[-1]
    else:
        left, right = path[-1], root_of(leaf, index - split, count - split, path[:-1])
    return None if left is None or right is None else hashlib.sha256(b"\x01" + left + right).digest()


NAMES = (
    *("id", "tx", "at", "epoch", "nonce", "actor", "on_behalf_of", "system", "office", "session", "request"),
    *(
        "origin",
        "name",
        "object_label",
        "object_id",
        "scope",
        "purpose",
        "result",
        "facts",
        "key_version",
        "mac",
    ),
)
SIGNED = ("n", "epoch", "tx_lo", "tx_hi", "count", "root", "prev", "at", "key")


def problems_of(proof, known):
    """What does not fit, in plain sentences; nothing when the event was sealed."""
    seal, line = proof["seal"], proof["line"].encode("ascii")
    leaf, path = hashlib.sha256(b"\x00" + line).digest(), [bytes.fromhex(step) for step in proof["path"]]
    fields, event = proof["line"].split("\t"), proof["event"]
    found = []
    if list(event.items()) != list(zip(NAMES, fields)) or len(fields) != len(NAMES):
        found.append("The event as it is told is not the event that was sealed.")
    if not 0 <= proof["index"] < seal["count"]:
        found.append("The event's place is outside the seal.")
    elif root_of(leaf, proof["index"], seal["count"], path) != bytes.fromhex(seal["root"]):
        found.append("The event does not lead to the root of the seal: it was changed, or belongs elsewhere.")
    if not seal["tx_lo"] <= int(event["tx"]) < seal["tx_hi"] or int(event["epoch"]) != seal["epoch"]:
        found.append("The seal is about other transactions than the event's.")
    message = b"wayhome audit seal 1\n" + b"".join(str(seal[name]).encode("ascii") + b"\n" for name in SIGNED)
    if seal["key"] not in known:
        found.append("The seal is made with a key that is not in the file of public keys.")
    elif not is_signed(bytes.fromhex(seal["key"]), bytes.fromhex(seal["signature"]), message):
        found.append("The signature of the seal does not fit.")
    return found


def when(microseconds):
    """A moment as it is read."""
    return datetime.fromtimestamp(int(microseconds) / 1_000_000, timezone.utc).strftime(
        "%Y-%m-%d %H:%M:%S UTC"
    )


def main(arguments):
    """Say what the event is and whether it was sealed."""
    if len(arguments) != 2:
        print(__doc__)
        return 2
    try:
        with open(arguments[0], encoding="ascii") as file:
            proof = json.load(file)
        with open(arguments[1], encoding="ascii") as file:
            known = set(file.read().split())
        found = problems_of(proof, known)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
        print("The proof or the key could not be read:", type(problem).__name__)
        return 2
    event, seal = proof["event"], proof["seal"]
    for name, value in event.items():
        if value != "\\N":
            print(f"{name:14} {when(value) if name == 'at' else value}")
    for sentence in found:
        print("NOT PROVEN:", sentence)
    if not found:
        print(
            f"PROVEN: this event was sealed as one of {seal['count']} in seal {seal['n']}, on {when(seal['at'])}."
        )
        print(
            "It is exactly what the sealer signed then; who holds the sealer's key alone could have made another."
        )
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
