"""The root key split among officers: any k of n shares give it back, fewer say nothing (SLIP-39).

A share is thirty-odd English words with a checksum, to be written on paper. Nothing of it is ever stored;
the table of quorums says that a splitting took place, and when it was rehearsed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.utils import timezone
from shamir_mnemonic import MnemonicError, Share, combine_mnemonics, generate_mnemonics

from vault import root
from vault.envelope import KEY_BYTES
from vault.models import Deployment, RootQuorum
from vault.root import RootKeyError

MOST: Final = 16


@dataclass(frozen=True)
class Described:
    """What a share says of itself: of which splitting, whose number, how many are needed."""

    identifier: int
    number: int
    threshold: int


def split(secret: bytes, threshold: int, officers: int) -> list[str]:
    """Return one share per officer. Raises RootKeyError for numbers that make no quorum."""
    if not 2 <= threshold <= officers <= MOST:
        raise RootKeyError(f"At least 2 officers must be needed, of at most {MOST}.")
    made: list[list[str]] = generate_mnemonics(1, [(threshold, officers)], secret)
    return made[0]


def described(share: str) -> Described:
    """Return what a share says of itself. Raises RootKeyError for a mistyped one, without repeating any of it."""
    try:
        found = Share.from_mnemonic(share)
    except (MnemonicError, ValueError):
        raise RootKeyError("This is no complete share: a word is missing or mistyped.") from None
    return Described(found.identifier, found.index + 1, found.member_threshold)


def combine(shares: Sequence[str]) -> bytes:
    """Return the root key that so many shares of one splitting make. Raises RootKeyError."""
    told = [described(share) for share in shares]
    if len({one.identifier for one in told}) > 1:
        raise RootKeyError("These shares are of different splittings.")
    if len({one.number for one in told}) < len(told):
        raise RootKeyError("One share was given twice.")
    if not told or len(told) != told[0].threshold:
        raise RootKeyError(f"{told[0].threshold if told else 'Some'} shares are needed, no more and no less.")
    try:
        secret: bytes = combine_mnemonics(shares)
    except (MnemonicError, ValueError):
        raise RootKeyError("These shares do not fit together.") from None
    if len(secret) != KEY_BYTES:
        raise RootKeyError("What these shares make is no root key.")
    return secret


def is_root(secret: bytes) -> bool:
    """Whether `secret` is the root key that this database is wrapped with."""
    return root.check_value(secret) == bytes(Deployment.objects.get().root_check)


def note_split(threshold: int, officers: int, share: str) -> RootQuorum:
    """Note that the present root key was split."""
    return RootQuorum.objects.create(
        root_check=Deployment.objects.get().root_check,
        identifier=described(share).identifier,
        threshold=threshold,
        officers=officers,
    )


def note_rehearsal(share: str) -> RootQuorum:
    """Note that officers have put the present root key together from their shares, just now."""
    told = described(share)
    quorum, _made = RootQuorum.objects.get_or_create(
        root_check=Deployment.objects.get().root_check,
        identifier=told.identifier,
        defaults={"threshold": told.threshold, "officers": told.threshold},
    )
    quorum.rehearsed_at = timezone.now()
    quorum.save(update_fields=["rehearsed_at"])
    return quorum


def last_rehearsal() -> RootQuorum | None:
    """Return the quorum of the present root key that was rehearsed last, None if none ever was."""
    current = Deployment.objects.first()
    if current is None:
        return None
    rows = RootQuorum.objects.filter(root_check=bytes(current.root_check), rehearsed_at__isnull=False)
    return rows.order_by("-rehearsed_at").first()


def missing_rehearsal() -> str:
    """What is to be said about the recovery of the root key; empty if a rehearsal of it is on record."""
    found = last_rehearsal()
    if found is None:
        return (
            "Recovering the root key from its officers' shares has never been rehearsed: if its file is lost,"
            " everything is. Run manage.py root_shares split, then rehearse."
        )
    rehearsed: datetime = found.rehearsed_at  # type: ignore[assignment]  # filtered above
    if rehearsed < timezone.now() - timedelta(days=settings.VAULT_REHEARSAL_DAYS):
        return f"Recovering the root key was last rehearsed on {rehearsed:%Y-%m-%d}. Run manage.py root_shares rehearse."
    return ""
