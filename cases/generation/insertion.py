"""Thousands of rows in one statement, without building model instances."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import connection, models

Row = Sequence[Any]


def insert(model: type[models.Model], names: Sequence[str], rows: Sequence[Row]) -> None:
    """Insert `rows`, which give the fields `names`; every other column gets a new instance's default."""
    blank = model()
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    others = [field for field in model._meta.concrete_fields if field not in fields and not field.primary_key]
    types: dict[str, str] = {
        str(field.column): field.rel_db_type(connection) if field.is_relation else field.db_type(connection)
        for field in fields
    }
    defaults: dict[str, Any] = {
        str(field.column): field.get_db_prep_save(getattr(blank, field.attname), connection)
        for field in others
    }
    insert_columns(model._meta.db_table, types, rows, defaults)


def insert_columns(
    table: str, types: Mapping[str, str], rows: Sequence[Row], fixed: Mapping[str, Any] | None = None
) -> None:
    """Insert `rows` of the columns `types`, and `fixed` values into other columns of each.

    Values travel as one array of text a column, written out, and are cast by the database: arrays of arrays could
    not be unnested, COPY refuses a table under row security, and a list of a thousand literals takes PostgreSQL as
    long to read as the rows to write.
    """
    given = fixed or {}
    quoted = ", ".join(f'"{name}"' for name in [*types, *given])
    casts = ", ".join(
        [*(_cast(f"v.c{at}", kind) for at, kind in enumerate(types.values())), *["%s"] * len(given)]
    )
    arrays = ", ".join(["%s::text[]"] * len(types))
    names = ", ".join(f"c{at}" for at in range(len(types)))
    statement = f'INSERT INTO "{table}" ({quoted}) SELECT {casts} FROM unnest({arrays}) AS v({names})'  # noqa: S608  # names of our own models
    columns = ["{" + ",".join(map(_as_text, column)) + "}" for column in zip(*rows, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*given.values(), *columns])


def _cast(column: str, kind: str) -> str:
    return f"decode({column}, 'hex')" if kind == "bytea" else f"{column}::{kind}"


def _as_text(value: Any) -> str:
    """A value as an element of an array that PostgreSQL reads."""
    if value is None:
        return "NULL"
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, int | UUID):
        return str(value)
    text = "{" + ",".join(map(str, value)) + "}" if isinstance(value, list) else str(value)
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
