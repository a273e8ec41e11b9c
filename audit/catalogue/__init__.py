"""Every kind of event there is, by name.

In a sentence %(actor)s is the person's name or the system process, %(count)s is the fact of that name.
"""

from audit.catalogue import around, house, record
from audit.catalogue.event import Event

__all__ = ["EVENTS", "Event"]

EVENTS: dict[str, Event] = {one.name: one for one in (*house.EVENTS, *record.EVENTS, *around.EVENTS)}
