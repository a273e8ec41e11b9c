"""What can happen on this floor: one verb, one transaction, one event."""

from resources.actions.agreements import end_agreement, enter_agreement
from resources.actions.providers import (
    change_provider,
    close_provider,
    register_provider,
    reopen_provider,
    say_availability,
)

__all__ = [
    "change_provider",
    "close_provider",
    "end_agreement",
    "enter_agreement",
    "register_provider",
    "reopen_provider",
    "say_availability",
]
