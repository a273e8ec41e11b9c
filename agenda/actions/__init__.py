"""What can happen on this floor: one verb, one transaction, one event."""

from agenda.actions.appointments import (
    cancel_appointment,
    change_appointment,
    close_appointment,
    make_appointment,
)
from agenda.actions.todos import do_todo, give_todo, move_todo, reopen_todo
from agenda.actions.watching import check_in, extend_watch, raise_alarms

__all__ = [
    "cancel_appointment",
    "change_appointment",
    "check_in",
    "close_appointment",
    "do_todo",
    "extend_watch",
    "give_todo",
    "make_appointment",
    "move_todo",
    "raise_alarms",
    "reopen_todo",
]
