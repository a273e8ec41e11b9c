"""The tree of RFC 6962 over leaves that arrive one by one, and proofs that one leaf is in it."""

import hashlib
from collections.abc import Sequence

EMPTY = hashlib.sha256(b"").digest()


def node(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node; its prefix keeps it apart from a leaf."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """Root of a growing list of leaf hashes, in memory that grows with the logarithm of their number."""

    def __init__(self) -> None:
        self.count = 0
        self._peaks: list[bytes] = []  # roots of complete subtrees, the largest first

    def add(self, leaf: bytes) -> None:
        """Append a leaf hash."""
        self.count += 1
        size = self.count
        while size % 2 == 0:
            leaf = node(self._peaks.pop(), leaf)
            size //= 2
        self._peaks.append(leaf)

    def root(self) -> bytes:
        """The root of what was added so far."""
        if not self._peaks:
            return EMPTY
        root = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            root = node(peak, root)
        return root


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root of a list of leaf hashes."""
    tree = Tree()
    for leaf in leaves:
        tree.add(leaf)
    return tree.root()


def proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The hashes that lead from the leaf at `index` to the root, the nearest first (RFC 6962, 2.1.1)."""
    if len(leaves) <= 1:
        return []
    split = _split(len(leaves))
    if index < split:
        return [*proof(leaves[:split], index), root_of(leaves[split:])]
    return [*proof(leaves[split:], index - split), root_of(leaves[:split])]


def leads_to(root: bytes, leaf: bytes, index: int, count: int, path: Sequence[bytes]) -> bool:
    """Whether `path` proves that `leaf` stands at `index` among `count` leaves under `root`."""
    return 0 <= index < count and _climb(leaf, index, count, list(path)) == root


def _climb(leaf: bytes, index: int, count: int, path: list[bytes]) -> bytes | None:
    if count == 1:
        return leaf if not path else None
    if not path:
        return None
    sibling, split = path[-1], _split(count)
    if index < split:
        below = _climb(leaf, index, split, path[:-1])
        return None if below is None else node(below, sibling)
    below = _climb(leaf, index - split, count - split, path[:-1])
    return None if below is None else node(sibling, below)


def _split(count: int) -> int:
    """The largest power of two below `count`."""
    return 1 << (count - 1).bit_length() - 1
