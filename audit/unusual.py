"""How much each person read on each day, for whoever looks for unusual reading. Counts only, no case is named."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from psycopg2.extras import execute_values, register_uuid

from audit.connect import connected

READS = ("case.viewed", "draft.read", "identity.read", "section.read")
# Ways to a case under one's own name; who reached it otherwise came through the office's reach.
BY_NAME = ("owner", "co_worker", "cover", "supervisor", "recipient", "break_glass")
COUNT = """
WITH calendar (office, zone, weekend, holidays, opens, closes) AS (VALUES %s)
SELECT e.actor, e.office, (e.at AT TIME ZONE c.zone)::date AS day,
       count(DISTINCT e.scope) FILTER (WHERE e.name = ANY(ARRAY[{reads}])) AS cases,
       count(DISTINCT e.scope) FILTER (
           WHERE e.facts ? 'reach' AND NOT e.facts->'reach' ?| ARRAY[{by_name}]) AS outside,
       count(*) FILTER (
           WHERE e.name = ANY(ARRAY[{reads}]) AND (
               extract(hour FROM e.at AT TIME ZONE c.zone) < c.opens
               OR extract(hour FROM e.at AT TIME ZONE c.zone) >= c.closes
               OR extract(isodow FROM e.at AT TIME ZONE c.zone)::int = ANY(c.weekend::int[])
               OR (e.at AT TIME ZONE c.zone)::date = ANY(c.holidays::date[]))) AS off_hours,
       count(*) FILTER (WHERE e.name = 'case.searched') AS searches
FROM audit_event e JOIN calendar c ON c.office = e.office
WHERE e.at >= {since} AND e.actor IS NOT NULL AND e.result = 'done'
    AND e.name = ANY(ARRAY[{reads}] || 'case.searched'::text)
GROUP BY 1, 2, 3 ORDER BY 3 DESC, 1, 2
"""


@dataclass(frozen=True)
class Calendar:
    """When an office works: its zone, days off (1 is Monday), holidays, and the hours between which it is open."""

    office: uuid.UUID
    zone: str
    weekend: tuple[int, ...]
    holidays: tuple[date, ...]
    opens: int
    closes: int


@dataclass(frozen=True)
class Day:
    """What one person read in one office's cases on one day of that office."""

    actor: uuid.UUID
    office: uuid.UUID
    day: date
    cases: int
    outside: int
    off_hours: int
    searches: int


def days(calendars: Iterable[Calendar], since: datetime) -> list[Day]:
    """One line per person, office and day since a moment, newest first: one statement, whatever was read."""
    given = [
        (one.office, one.zone, list(one.weekend), list(one.holidays), one.opens, one.closes)
        for one in calendars
    ]
    if not given:
        return []
    with (
        connected(settings.AUDIT_READER_DATABASE_URL, "AUDIT_READER_DATABASE_URL") as link,
        link.cursor() as cursor,
    ):
        register_uuid(conn_or_curs=link)
        statement = COUNT.format(
            reads=", ".join(f"'{name}'" for name in READS),
            by_name=", ".join(f"'{kind}'" for kind in BY_NAME),
            since=cursor.mogrify("%s", (since,)).decode(),
        )
        template = "(%s::uuid, %s::text, %s::int[], %s::date[], %s::int, %s::int)"
        found = execute_values(cursor, statement, given, template=template, page_size=len(given), fetch=True)
    return [Day(*row) for row in found]
