"""How an event reaches its table: columns, code, one INSERT. The application may insert there and nothing else."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import psycopg2
from django.db import connection

from audit import context, rows
from audit.facts import CODE, FactNotAllowed, Value, as_stored
from vault import keys

Row = tuple[str | None, ...]

INSERT = f"INSERT INTO audit_event ({', '.join(rows.INSERT_COLUMNS)}) VALUES "  # noqa: S608  # constants only
ONE_ROW = "(" + ", ".join(["%s"] * len(rows.OF_APPLICATION)) + ", decode(%s, 'hex'))"
BATCH = 500
LABEL_LIMIT = 64


def prepare(
    *,
    name: str,
    object_label: str | None,
    object_id: str | None,
    office: uuid.UUID | None,
    scope: uuid.UUID | None,
    purpose: str,
    result: str,
    actor: uuid.UUID | None,
    facts: Mapping[str, Value],
) -> Row:
    """The row of an event in the order of rows.INSERT_COLUMNS, with the code over it."""
    acting = context.current()
    version = keys.audit_mac_version()
    fields = (
        str(uuid.uuid4()),
        _text(actor or acting.user_id),
        _text(acting.on_behalf_of),
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
    """Insert rows in the transaction under way."""
    with connection.cursor() as cursor:
        _insert(cursor, prepared)


def write_apart(prepared: Sequence[Row]) -> None:
    """Insert rows over a connection of their own, so that they stay when the transaction under way does not."""
    apart = psycopg2.connect(**connection.get_connection_params())
    try:
        with apart, apart.cursor() as cursor:
            _insert(cursor, prepared)
    finally:
        apart.close()


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
