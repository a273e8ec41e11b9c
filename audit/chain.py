"""Whether the seals follow from one another, bear the sealer's signature, and are those outside the database."""

from collections.abc import Iterable, Sequence

from audit import seals
from audit.seals import Seal
from vault import signing


def check_chain(chain: Sequence[Seal], public_keys: set[bytes]) -> list[str]:
    """What is wrong with the seals themselves, in plain sentences; nothing for a chain that is whole."""
    problems: list[str] = []
    last: Seal | None = None
    ends: dict[int, int] = {}
    if chain and not public_keys:
        problems.append(
            "The sealer's public key is not beside the checkpoint file: no signature can be checked."
        )
    for seal in chain:
        if seal.n != (last.n + 1 if last else 1):
            problems.append(f"Seals {last.n + 1 if last else 1} to {seal.n - 1} are missing.")
        elif seal.prev != (last.digest() if last else seals.GENESIS):
            problems.append(f"Seal {seal.n} does not follow from the seal before it: the chain is broken.")
        if public_keys and not is_signed(seal, public_keys):
            problems.append(f"Seal {seal.n} does not bear the sealer's signature.")
        if last and seal.at < last.at:
            problems.append(f"The clock went backwards between seals {last.n} and {seal.n}.")
        if seal.tx_lo != ends.get(seal.epoch, 0):
            problems.append(
                f"Seal {seal.n} leaves a gap or an overlap after the transactions sealed before it."
            )
        ends[seal.epoch] = seal.tx_hi
        last = seal
    return problems


def is_signed(seal: Seal, public_keys: set[bytes]) -> bool:
    """Whether one of these keys signed the seal."""
    return seal.key in public_keys and signing.verify(seal.key, seal.signature, seal.signed_part())


def check_witness(chain: Sequence[Seal], witness: Iterable[Seal]) -> list[str]:
    """What a checkpoint file kept outside knows better."""
    here = {seal.n: seal for seal in chain}
    problems, missing = [], []
    for seal in witness:
        if seal.n not in here:
            missing.append(seal.n)
        elif here[seal.n] != seal:
            problems.append(f"Seal {seal.n} is not the one in the checkpoint file.")
    if missing:
        problems.append(
            f"The checkpoint file knows {len(missing)} seals that are not here, from {min(missing)} to {max(missing)}: "
            "an older copy of the database was restored, or they were deleted."
        )
    return problems
