"""Reading the audit: a short connection under the reader's own role. Each reading is an event itself.

The application's role cannot select events, so a hole in the application shows nobody the audit.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from psycopg2.extras import RealDictCursor, register_uuid

from audit import events, seals
from audit.connect import connected

COLUMNS = (
    "id, at, nonce, actor, on_behalf_of, system, office, session, request, name, object_label, object_id, scope,"
    " purpose, result, facts"
)
MOST_ROWS = 500
Row = dict[str, Any]


@dataclass(frozen=True)
class Wanted:
    """Which events: every condition that is given must hold. None and empty mean that it is not asked."""

    scope: uuid.UUID | None = None
    actor: uuid.UUID | None = None
    offices: tuple[uuid.UUID, ...] | None = None
    names: tuple[str, ...] = ()
    results: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    # The beginning of an event's number used once: what a print carries as its reference.
    reference: str = ""
    # Cases that the reader has a conflict of interest with: nothing about them is shown.
    hidden: tuple[uuid.UUID, ...] = ()
    # Without anything that hangs on a case: the technical record.
    apart_from_cases: bool = False

    def conditions(self) -> tuple[str, list[Any]]:
        """The WHERE clause with its values; every word of it is this module's own."""
        found: list[tuple[str, list[Any]]] = []
        if self.scope is not None:
            found.append(("scope = %s", [self.scope]))
        if self.actor is not None:
            found.append(("actor = %s", [self.actor]))
        if self.offices is not None:
            found.append(("office = ANY(%s)", [list(self.offices)]))
        if self.names:
            found.append(("name = ANY(%s)", [list(self.names)]))
        if self.results:
            found.append(("result = ANY(%s)", [list(self.results)]))
        if self.since is not None:
            found.append(("at >= %s", [self.since]))
        if self.until is not None:
            found.append(("at < %s", [self.until]))
        if self.reference:
            found.append(
                ("nonce BETWEEN %s AND %s", [_filled(self.reference, "0"), _filled(self.reference, "f")])
            )
        if self.hidden:
            found.append(("(scope IS NULL OR scope <> ALL(%s))", [list(self.hidden)]))
        if self.apart_from_cases:
            found.append(("scope IS NULL", []))
        return " AND ".join(text for text, _ in found) or "true", [
            one for _, values in found for one in values
        ]


def _filled(reference: str, digit: str) -> uuid.UUID:
    return uuid.UUID(hex=reference.ljust(32, digit))


def of_scope(
    scope: uuid.UUID, *, before: int | None = None, limit: int = 50, actor: uuid.UUID | None = None
) -> list[Row]:
    """What happened to one case, the newest first; `before` is the id the page before ended with.

    With `actor` only what this person did and saw there (role matrix: caseworkers read their own actions).
    """
    return find(Wanted(scope=scope, actor=actor), "case", before=before, limit=limit)


def find(wanted: Wanted, shelf: str, *, before: int | None = None, limit: int = 50) -> list[Row]:
    """The events that are wanted, the newest first; the reading is recorded under the name of the `shelf`."""
    found = _rows(wanted, before, min(limit, MOST_ROWS))
    filters = [name for name in FILTERS if getattr(wanted, name)]
    events.record(
        "audit.read",
        facts={"scope": shelf, "count": len(found), "filters": filters},
        scope=wanted.scope,
        purpose="oversight",
    )
    return found


def copy(wanted: Wanted, most: int) -> list[Row]:
    """The same for a file, up to `most` rows; whoever makes the file records it (audit.exported)."""
    return _rows(wanted, None, most)


FILTERS = ("scope", "actor", "offices", "names", "results", "since", "until", "reference")


def _rows(wanted: Wanted, before: int | None, limit: int) -> list[Row]:
    condition, values = wanted.conditions()
    statement = f"SELECT {COLUMNS} FROM audit_event WHERE {condition}"  # noqa: S608  # conditions are this module's own
    if before is not None:
        statement, values = f"{statement} AND id < %s", [*values, before]
    return select(f"{statement} ORDER BY id DESC LIMIT %s", [*values, limit])


def select(statement: str, values: Sequence[Any]) -> list[Row]:
    """Rows of a statement of ours under the reader's role, as dictionaries. Not recorded: the callers do."""
    with (
        connected(settings.AUDIT_READER_DATABASE_URL, "AUDIT_READER_DATABASE_URL") as link,
        link.cursor(cursor_factory=RealDictCursor) as cursor,
    ):
        register_uuid(conn_or_curs=link)
        cursor.execute(statement, values)
        return [dict(row) for row in cursor.fetchall()]


def last_seal() -> seals.Seal | None:
    """The newest seal: how far the audit is sealed. None before the first."""
    with (
        connected(settings.AUDIT_READER_DATABASE_URL, "AUDIT_READER_DATABASE_URL") as link,
        link.cursor() as cursor,
    ):
        cursor.execute(f"{seals.SELECT} ORDER BY n DESC LIMIT 1")
        row = cursor.fetchone()
    return seals.from_row(row) if row else None
