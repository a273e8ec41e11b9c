"""The tree is RFC 6962's, however the leaves arrive."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from audit import merkle

LEAVES = st.lists(st.binary(min_size=32, max_size=32), max_size=40)


def by_definition(leaves: list[bytes]) -> bytes:
    """RFC 6962, 2.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\x01" + by_definition(leaves[:split]) + by_definition(leaves[split:])).digest()


@given(LEAVES)
def test_the_root_is_that_of_the_definition(leaves: list[bytes]) -> None:
    assert merkle.root_of(leaves) == by_definition(leaves)


@given(LEAVES.filter(bool), st.data())
def test_a_proof_leads_one_leaf_to_the_root_and_no_other(leaves: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    path, root = merkle.proof(leaves, index), merkle.root_of(leaves)
    assert merkle.leads_to(root, leaves[index], index, len(leaves), path)
    assert not merkle.leads_to(root, b"\0" * 32, index, len(leaves), path) or leaves[index] == b"\0" * 32
    assert not merkle.leads_to(root, leaves[index], index, len(leaves), [*path, b"\0" * 32])


def test_the_published_vector_of_two_leaves() -> None:
    """The Certificate Transparency reference's tree over the entries "" and 0x00."""
    leaves = [hashlib.sha256(b"\0" + entry).digest() for entry in (b"", b"\0")]
    assert merkle.root_of(leaves).hex() == "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
