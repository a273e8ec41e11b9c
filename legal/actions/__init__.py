"""What can happen on this floor: one verb, one transaction, one event."""

from legal.actions.custody import end_custody, note_custody, note_deed
from legal.actions.permits import NothingNew, change_permit, enter_permit, take_step
from legal.actions.proceedings import (
    change_claim,
    change_hearing,
    change_proceeding,
    close_hearing,
    enter_claim,
    enter_hearing,
    enter_proceeding,
    move_proceeding,
)

__all__ = [
    "NothingNew",
    "change_claim",
    "change_hearing",
    "change_permit",
    "change_proceeding",
    "close_hearing",
    "end_custody",
    "enter_claim",
    "enter_hearing",
    "enter_permit",
    "enter_proceeding",
    "move_proceeding",
    "note_custody",
    "note_deed",
    "take_step",
]
