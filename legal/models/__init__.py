"""The rooms of this floor."""

from legal.models.custody import Custody, CustodyDeed, CustodyKind, DeedKind
from legal.models.permits import Permit, PermitKind, PermitStep
from legal.models.proceedings import (
    Claim,
    ClaimKind,
    Hearing,
    HearingState,
    Proceeding,
    ProceedingKind,
    ProceedingStep,
    Protection,
    Stage,
)

__all__ = [
    "Claim",
    "ClaimKind",
    "Custody",
    "CustodyDeed",
    "CustodyKind",
    "DeedKind",
    "Hearing",
    "HearingState",
    "Permit",
    "PermitKind",
    "PermitStep",
    "Proceeding",
    "ProceedingKind",
    "ProceedingStep",
    "Protection",
    "Stage",
]
