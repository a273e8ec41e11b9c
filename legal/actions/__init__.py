"""What can happen on this floor: one verb, one transaction, one event."""

from legal.actions.custody import end_custody, note_custody, note_deed
from legal.actions.permits import NothingNew, change_permit, enter_permit, take_step

__all__ = [
    "NothingNew",
    "change_permit",
    "end_custody",
    "enter_permit",
    "note_custody",
    "note_deed",
    "take_step",
]
