"""What was told without consent, from the events alone: one line for each time, also of cases erased since (D13).

Its readers read the record and no case: no recipient, no reason, no data.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime

from audit import events
from audit.reading import select

STEPS = """
SELECT object_id, scope, office, purpose, facts->>'recipient_kind' AS recipient_kind,
       min(at) FILTER (WHERE name = 'exception.asked') AS asked_at,
       min(at) FILTER (WHERE name = 'exception.agreed') AS agreed_at,
       min(at) FILTER (WHERE name = 'exception.used') AS used_at,
       min(at) FILTER (WHERE name = 'exception.told') AS told_at
FROM audit_event
WHERE name = ANY(ARRAY['exception.asked', 'exception.agreed', 'exception.used', 'exception.told'])
    AND result = 'done' AND scope <> ALL(%s)
GROUP BY 1, 2, 3, 4, 5
HAVING min(at) FILTER (WHERE name = 'exception.asked') >= %s AND min(at) FILTER (WHERE name = 'exception.asked') < %s
ORDER BY asked_at DESC, object_id
"""


@dataclass(frozen=True)
class Exceptional:
    """One exception from consent by its steps: asked by one person, agreed to by another, used, told to the person.

    `purpose` is its ground, `scope` the case.
    """

    object_id: uuid.UUID
    scope: uuid.UUID
    office: uuid.UUID
    purpose: str
    recipient_kind: str
    asked_at: datetime
    agreed_at: datetime | None
    used_at: datetime | None
    told_at: datetime | None


def asked_between(since: datetime, until: datetime, hidden: tuple[uuid.UUID, ...]) -> list[Exceptional]:
    """Those asked for from `since` to before `until`, the newest first, without cases that are `hidden` from the reader.

    The reading is an event itself.
    """
    found = [Exceptional(**row) for row in select(STEPS, [list(hidden), since, until])]
    facts = {"scope": "without_consent", "count": len(found), "filters": ["since", "until"]}
    events.record("audit.read", facts=facts, purpose="oversight")
    return found
