"""How an event reaches its table: columns, code, one INSERT. The application may insert there and nothing else."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import psycopg2
from django.db import DatabaseError, connection

from audit import context, rows
from audit.facts import CODE, FactNotAllowed, Value, as_stored
from vault import keys

Row = tuple[str | None, ...]

INSERT = f"INSERT INTO audit_event ({', '.join(rows.INSERT_COLUMNS)}) VALUES "  # noqa: S608  # constants only
ONE_ROW = "(" + ", ".join(["%s"] * len(rows.OF_APPLICATION)) + ", decode(%s, 'hex'))"
BATCH = 500
LABEL_LIMIT = 64


class NotRecorded(DatabaseError):
    """An event could not be written: what it tells must not happen, and nothing may be shown."""


def prepare(
    *,
    name: str,
    object_label: str | None,
    object_id: str | None,
    office: uuid.UUID | None,
    scope: uuid.UUID | None,
    on_behalf_of: uuid.UUID | None,
    purpose: str,
    result: str,
    actor: uuid.UUID | None,
    facts: Mapping[str, Value],
) -> Row:
    """The row of an event in the order of rows.INSERT_COLUMNS, with the code over it."""
    acting = context.current()
    version = keys.audit_mac_version()
    who = actor or acting.user_id
    # A process that works with somebody's rights does so on that person's behalf.
    behalf = on_behalf_of or acting.on_behalf_of or (who if acting.system else None)
    fields = (
        str(uuid.uuid4()),
        _text(who),
        _text(behalf),
        _plain("system", acting.system),
        _text(office),
        acting.session,
        _text(acting.request_id),
        acting.origin,
        name,
        _plain("object_label", object_label),
        _plain("object_id", object_id),
        _text(scope),
        _plain("purpose", purpose),
        result,
        as_stored(facts),
        str(version),
    )
    return (*fields, keys.audit_mac(rows.covered(fields), version).hex())


def write(prepared: Sequence[Row]) -> None:
    """Insert rows in the transaction under way. Raises NotRecorded."""
    try:
        with connection.cursor() as cursor:
            _insert(cursor, prepared)
    except DatabaseError as problem:
        raise NotRecorded("an audit event could not be written") from problem


def wait(prepared: Row) -> bool:
    """Keep a row for the end of the request under way (audit/outcome.py); False where there is no request."""
    waiting: list[Row] | None = getattr(context.current().request, "audit_waiting", None)
    if waiting is None:
        return False
    waiting.append(prepared)
    return True


def write_apart(prepared: Sequence[Row]) -> None:
    """Insert rows over a connection of their own, so that they stay when the transaction under way does not."""
    try:
        apart = psycopg2.connect(**connection.get_connection_params())
        try:
            with apart, apart.cursor() as cursor:
                _insert(cursor, prepared)
        finally:
            apart.close()
    except psycopg2.Error as problem:
        raise NotRecorded("an audit event could not be written") from problem


def _insert(cursor: Any, prepared: Sequence[Row]) -> None:
    for start in range(0, len(prepared), BATCH):
        batch = prepared[start : start + BATCH]
        cursor.execute(INSERT + ", ".join([ONE_ROW] * len(batch)), [field for row in batch for field in row])


def _text(value: uuid.UUID | None) -> str | None:
    return None if value is None else str(value)


def _plain(column: str, value: str | None) -> str | None:
    """A short word without blanks, or nothing; what somebody typed cannot pass."""
    if not value:
        return None
    if len(value) > LABEL_LIMIT or not CODE.fullmatch(value):
        raise FactNotAllowed(f"{column} is not a code")
    return value
