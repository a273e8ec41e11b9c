"""Thousands of rows in one statement, without building model instances."""

from collections.abc import Mapping, Sequence
from typing import Any

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

    Values travel as one array of text a column and are cast by the database: arrays of arrays could not
    be unnested, and COPY refuses a table under row security.
    """
    given = fixed or {}
    quoted = ", ".join(f'"{name}"' for name in [*types, *given])
    casts = ", ".join([*(f"v.c{at}::{kind}" for at, kind in enumerate(types.values())), *["%s"] * len(given)])
    arrays = ", ".join(["%s::text[]"] * len(types))
    names = ", ".join(f"c{at}" for at in range(len(types)))
    statement = f'INSERT INTO "{table}" ({quoted}) SELECT {casts} FROM unnest({arrays}) AS v({names})'  # noqa: S608  # names of our own models
    columns = [[_as_text(value) for value in column] for column in zip(*rows, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*given.values(), *columns])


def _as_text(value: Any) -> str | None:
    """A value as PostgreSQL reads it."""
    if value is None:
        return None
    if isinstance(value, bytes):
        return "\\x" + value.hex()
    if isinstance(value, list):
        return "{" + ",".join(map(str, value)) + "}"
    return str(value)
