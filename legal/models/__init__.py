"""The rooms of this floor."""

from legal.models.custody import Custody, CustodyDeed, CustodyKind, DeedKind
from legal.models.permits import Permit, PermitKind, PermitStep

__all__ = ["Custody", "CustodyDeed", "CustodyKind", "DeedKind", "Permit", "PermitKind", "PermitStep"]
