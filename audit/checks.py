"""Refuses a start with an audit that could be rewritten."""

from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError, connection

TABLES = ("audit_event", "audit_seal", "audit_epoch")
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
