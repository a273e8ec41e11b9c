"""Refuses a start with an audit that could be rewritten, or with clocks that tell different times."""

import time
from typing import Any

import psycopg2
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DatabaseError, connection

from audit import reading

TABLES = ("audit_event", "audit_seal", "audit_epoch", "audit_drop")
# Per table: was this role given any right to change rows, and how many triggers of the two are always on? The owner
# has every right; it runs migrations, and the project's own check keeps it from running anything else.
QUESTION = """
SELECT c.relname,
       has_table_privilege(c.oid, 'UPDATE, DELETE, TRUNCATE, TRIGGER') AND NOT pg_has_role(c.relowner, 'USAGE'),
       (SELECT count(*) FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgenabled = 'A'
        AND t.tgfoid = (SELECT p.oid FROM pg_proc p WHERE p.proname = 'audit_refuse'))
FROM pg_class c WHERE c.relname = ANY(%s) AND c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
"""


@register(Tags.database)
def append_only(app_configs: Any = None, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """The audit's tables exist, their triggers are on, and this role cannot change a row of them."""
    if not databases:
        return []
    try:
        with connection.cursor() as cursor:
            cursor.execute(QUESTION, [list(TABLES)])
            found = {name: (may_change, triggers) for name, may_change, triggers in cursor.fetchall()}
    except DatabaseError:
        return []  # the project's own check says that the database cannot be reached
    if not found:
        return []  # before the first migration
    problems: list[CheckMessage] = []
    for table in TABLES:
        may_change, triggers = found.get(table, (False, 0))
        if triggers < 2:
            problems.append(
                Error(
                    f"The triggers that keep {table} append-only are missing or off.",
                    hint="Run verify_audit, then restore them as the owner of the database.",
                    id="audit.E001",
                )
            )
        if may_change:
            problems.append(
                Error(
                    f"The application's database role may change rows of {table}.",
                    hint="Run with DATABASE_URL of wayhome_app, and revoke the right.",
                    id="audit.E002",
                )
            )
    return problems


# The database's clock dates every event; sessions, codes and deadlines go by the application's.
SKEW_SECONDS = 5.0


@register(Tags.database)
def clocks_agree(app_configs: Any = None, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """The application's clock and the database's differ by less than five seconds."""
    if not databases:
        return []
    try:
        with connection.cursor() as cursor:
            sent = time.time()
            cursor.execute("SELECT extract(epoch FROM clock_timestamp())::float8")
            (there,) = cursor.fetchone() or (sent,)
            received = time.time()
    except DatabaseError:
        return []  # the project's own check says that the database cannot be reached
    # The answer was given somewhere between sending and receiving: only what is outside of that is a difference.
    apart = max(sent - there, there - received, 0.0)
    if apart < SKEW_SECONDS:
        return []
    kind, number = (Error, "audit.E003") if settings.PRODUCTION else (Warning, "audit.W003")
    return [
        kind(
            f"The clocks of the application and of the database are {apart:.0f} seconds apart.",
            hint="Let both keep time by NTP: events are dated by one, sessions and deadlines end by the other.",
            id=number,
        )
    ]


# An idle installation is sealed every five minutes too.
SEALED_WITHIN_SECONDS = 600.0


@register(Tags.database)
def sealed_lately(app_configs: Any = None, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """The newest seal is at most ten minutes old. A warning: after a pause the sealer may still be starting."""
    if not databases or not settings.AUDIT_READER_DATABASE_URL:
        return []
    try:
        seal = reading.last_seal()
    except psycopg2.Error:
        return []  # the project's own check says that the database cannot be reached, or it has no tables yet
    age = time.time() - seal.at / 1_000_000 if seal else 0.0
    if age <= SEALED_WITHIN_SECONDS:
        return []
    return [
        Warning(
            f"The audit was sealed {age / 60:.0f} minutes ago for the last time.",
            hint="See that the sealer runs, then run verify_audit.",
            id="audit.W004",
        )
    ]
