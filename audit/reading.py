"""Reading the audit: a short connection under the reader's own role. Each reading is an event itself.

The application's role cannot select events, so a hole in the application shows nobody the audit.
"""

import uuid
from typing import Any

from django.conf import settings
from psycopg2.extras import RealDictCursor, register_uuid

from audit import events, seals
from audit.connect import connected

COLUMNS = (
    "id, at, actor, on_behalf_of, system, office, session, request, name, object_label, object_id, scope,"
    " purpose, result, facts"
)
MOST_ROWS = 500
Row = dict[str, Any]


def of_scope(
    scope: uuid.UUID, *, before: int | None = None, limit: int = 50, actor: uuid.UUID | None = None
) -> list[Row]:
    """What happened to one case, the newest first; `before` is the id the page before ended with.

    With `actor` only what this person did and saw there (role matrix: caseworkers read their own actions).
    """
    condition, values = (
        ("scope = %s", [scope]) if actor is None else ("scope = %s AND actor = %s", [scope, actor])
    )
    return _read("case", condition, values, before, limit, subject=scope)


def of_actor(actor: uuid.UUID, *, before: int | None = None, limit: int = 50) -> list[Row]:
    """What one member of staff did and saw."""
    return _read("actor", "actor = %s", [actor], before, limit)


def of_offices(
    offices: list[uuid.UUID], *, before: int | None = None, limit: int = 50, name: str = ""
) -> list[Row]:
    """What was done and seen in these offices; only the events called `name` if one is given."""
    condition, values = "office = ANY(%s)", [offices]
    if name:
        return _read("offices", f"{condition} AND name = %s", [*values, name], before, limit)
    return _read("offices", condition, values, before, limit)


def everything(*, before: int | None = None, limit: int = 50, name: str = "") -> list[Row]:
    """Every event, for whoever oversees the whole installation."""
    return _read("all", "name = %s" if name else "true", [name] if name else [], before, limit)


def last_seal() -> seals.Seal | None:
    """The newest seal: how far the audit is sealed. None before the first."""
    with (
        connected(settings.AUDIT_READER_DATABASE_URL, "AUDIT_READER_DATABASE_URL") as link,
        link.cursor() as cursor,
    ):
        cursor.execute(f"{seals.SELECT} ORDER BY n DESC LIMIT 1")
        row = cursor.fetchone()
    return seals.from_row(row) if row else None


def _read(
    scope: str,
    condition: str,
    values: list[Any],
    before: int | None,
    limit: int,
    subject: uuid.UUID | None = None,
) -> list[Row]:
    statement = f"SELECT {COLUMNS} FROM audit_event WHERE {condition}"  # noqa: S608  # conditions are this module's own
    if before is not None:
        statement, values = f"{statement} AND id < %s", [*values, before]
    with (
        connected(settings.AUDIT_READER_DATABASE_URL, "AUDIT_READER_DATABASE_URL") as link,
        link.cursor(cursor_factory=RealDictCursor) as cursor,
    ):
        register_uuid(conn_or_curs=link)
        cursor.execute(f"{statement} ORDER BY id DESC LIMIT %s", [*values, min(limit, MOST_ROWS)])
        found = [dict(row) for row in cursor.fetchall()]
    events.record("audit.read", facts={"scope": scope, "count": len(found)}, scope=subject)
    return found
