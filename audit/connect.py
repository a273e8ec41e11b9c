"""Short connections under the audit's own database roles. The application's role can read none of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import environ
import psycopg2
from django.core.exceptions import ImproperlyConfigured
from psycopg2.extensions import connection

from audit import rows


@contextmanager
def connected(url: str, setting: str) -> Iterator[connection]:
    """A connection to `url`, committed at the end and closed; `setting` names the address if it is empty."""
    link = open_connection(url, setting)
    try:
        with link:
            yield link
    finally:
        link.close()


def open_connection(url: str, setting: str) -> connection:
    """Open it; raises ImproperlyConfigured if this process was given no address."""
    if not url:
        raise ImproperlyConfigured(f"{setting} is not set: this process may not reach the audit.")
    parts = environ.Env.db_url_config(url)
    return psycopg2.connect(
        dbname=parts["NAME"],
        user=parts["USER"],
        password=parts["PASSWORD"],
        host=parts["HOST"] or None,
        port=parts["PORT"] or None,
        connect_timeout=5,
        application_name="wayhome audit",
        **{name: value for name, value in parts.get("OPTIONS", {}).items() if name.startswith("ssl")},
    )


class _Each:
    """A file for COPY that hands every line on; libpq gives one whole row at a time."""

    def __init__(self, each: Callable[[bytes], None]) -> None:
        self._each = each

    def write(self, line: bytes) -> None:
        self._each(line[:-1])


def for_each_line(
    link: connection, rest: str, values: tuple[Any, ...], each: Callable[[bytes], None]
) -> None:
    """Call `each` with the text form (rows.py) of every event that `rest` (WHERE …, ORDER BY …) selects."""
    with link.cursor() as cursor:
        query = cursor.mogrify(f"SELECT {rows.LINE_SQL} FROM audit_event {rest}", values or None)  # noqa: S608  # constants only
        cursor.copy_expert(f"COPY ({query.decode()}) TO STDOUT", _Each(each))
