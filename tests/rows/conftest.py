"""A case of Amina's, and a way to ask PostgreSQL directly, as injected SQL would."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg2
import pytest
from django.db import connection, transaction

from tests.cases.conftest import case, people
from vault import rows

__all__ = ["case", "people"]
Ask = Callable[..., Any]


@pytest.fixture
def ask(db: None) -> Ask:
    """`ask(statement, values)`: all rows, past Django, under the context that is entered. Refusals leave no trace."""

    def asked(statement: str, values: Any = None) -> Any:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")  # brings the transaction under the context that is entered now
            with connection.wrap_database_errors, connection.connection.cursor() as raw:
                raw.execute(statement, values)
                return raw.fetchall() if raw.description else raw.rowcount

    return asked


@pytest.fixture
def protected(ask: Ask) -> list[tuple[str, str]]:
    """Every listed table with its column."""
    return ask("SELECT table_name, case_column FROM row_security_table ORDER BY 1")


def nobody() -> Any:
    """Enter no context at all."""
    return rows.entered(None)


Refused = psycopg2.errors.InsufficientPrivilege
