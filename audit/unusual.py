"""How much each person read, and how they came in, on each day, for whoever looks for what is unusual.

Counts only: no case, no device and no network is named.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

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


COMINGS = """
WITH home (actor, office, zone, night_from, night_to) AS (VALUES %s)
SELECT e.actor, h.office, (e.at AT TIME ZONE h.zone)::date AS day,
       count(*) FILTER (WHERE e.name = 'session.signed_in' AND CASE
           WHEN h.night_from <= h.night_to THEN
               extract(hour FROM e.at AT TIME ZONE h.zone) >= h.night_from
               AND extract(hour FROM e.at AT TIME ZONE h.zone) < h.night_to
           ELSE extract(hour FROM e.at AT TIME ZONE h.zone) >= h.night_from
               OR extract(hour FROM e.at AT TIME ZONE h.zone) < h.night_to END) AS nights,
       count(*) FILTER (WHERE e.name = 'device.new') AS devices
FROM audit_event e JOIN home h ON h.actor = e.actor
WHERE e.at >= {since} AND e.result = 'done' AND e.name = ANY(ARRAY['session.signed_in', 'device.new'])
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


@dataclass(frozen=True)
class Home:
    """Where somebody works, its zone, and the hours (from, to) at which nobody is expected; equal ones are none."""

    actor: uuid.UUID
    office: uuid.UUID
    zone: str
    night_from: int
    night_to: int


@dataclass(frozen=True)
class Comings:
    """How often one person signed in at night, and from how many new devices, on one day of their office."""

    actor: uuid.UUID
    office: uuid.UUID
    day: date
    nights: int
    devices: int


def days(calendars: Iterable[Calendar], since: datetime) -> list[Day]:
    """One line per person, office and day since a moment, newest first: one statement, whatever was read."""
    given = [
        (one.office, one.zone, list(one.weekend), list(one.holidays), one.opens, one.closes)
        for one in calendars
    ]
    found = _counted(
        COUNT,
        given,
        "(%s::uuid, %s::text, %s::int[], %s::date[], %s::int, %s::int)",
        since,
        reads=", ".join(f"'{name}'" for name in READS),
        by_name=", ".join(f"'{kind}'" for kind in BY_NAME),
    )
    return [Day(*row) for row in found]


def comings(homes: Iterable[Home], since: datetime) -> list[Comings]:
    """One line per person and day since a moment, newest first: one statement, whoever signed in."""
    given = [(one.actor, one.office, one.zone, one.night_from, one.night_to) for one in homes]
    template = "(%s::uuid, %s::uuid, %s::text, %s::int, %s::int)"
    return [Comings(*row) for row in _counted(COMINGS, given, template, since)]


def _counted(
    statement: str, given: Sequence[tuple[Any, ...]], template: str, since: datetime, **parts: str
) -> list[tuple[Any, ...]]:
    """Rows of a statement of this module over the given VALUES, under the reader's role."""
    if not given:
        return []
    with (
        connected(settings.AUDIT_READER_DATABASE_URL, "AUDIT_READER_DATABASE_URL") as link,
        link.cursor() as cursor,
    ):
        register_uuid(conn_or_curs=link)
        asked = statement.format(since=cursor.mogrify("%s", (since,)).decode(), **parts)
        found: list[tuple[Any, ...]] = execute_values(
            cursor, asked, given, template=template, page_size=len(given), fetch=True
        )
    return found
