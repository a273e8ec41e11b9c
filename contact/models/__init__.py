"""What there is before and around a case."""

from contact.models.enquiries import Channel, Enquiry, Urgency
from contact.models.families import Family, FamilyTie, KeptApart
from contact.models.groups import DONE, DONE_KEEPS, GroupKind, GroupMember, GroupRegistration

__all__ = [
    "DONE",
    "DONE_KEEPS",
    "Channel",
    "Enquiry",
    "Family",
    "FamilyTie",
    "GroupKind",
    "GroupMember",
    "GroupRegistration",
    "KeptApart",
    "Urgency",
]
