"""The calendar of an office is edited: what counts by its days moves with it.

    calendars.on_change(listener)                   # in ready() of an app with clocks
    calendars.changed(office, before=old_zone)      # in the action that edits holidays, days off or the time zone

A listener gives how many clocks it moved. It runs in the transaction of the edit and brings no clock back that has
passed: what was late stays late.
"""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from accounts.models import Office

Listener = Callable[[Office, ZoneInfo], int]
_listeners: list[Listener] = []


def on_change(listener: Listener) -> None:
    """Have `listener(office, zone_before)` called whenever a calendar was edited."""
    _listeners.append(listener)


def changed(office: Office, before: ZoneInfo | None = None) -> int:
    """Tell of an edited calendar; `before` is the zone until now where that changed. Gives how many clocks moved."""
    return sum(listener(office, before or office.zone) for listener in _listeners)
