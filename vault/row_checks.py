"""Start-up refuses a database whose row security is loose, or which does not know this installation's signature."""

from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError, connection, transaction

from vault import rows
from vault.envelope import VaultError

LOOSE = """
    SELECT t.table_name FROM row_security_table t LEFT JOIN pg_class c ON c.oid = to_regclass(t.table_name)
    WHERE NOT coalesce(c.relrowsecurity AND c.relforcerowsecurity, false)
        OR NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid)
    ORDER BY 1
"""
# Any listed process will do to try the signature with.
TRIED = "check_vault"


def loose_tables() -> list[str]:
    """Listed tables without forced row security or without policies; `no table at all` when nothing is listed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM row_security_table")
        if not cursor.fetchone()[0]:
            return ["no table at all"]
        cursor.execute(LOOSE)
        return [name for (name,) in cursor.fetchall()]


def signature_counts() -> bool:
    """Whether PostgreSQL takes a context that this process signs."""
    try:
        with rows.entered(rows.system(TRIED)), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT row_context()")
            return bool(cursor.fetchone()[0])
    except DatabaseError:
        return False


@register(Tags.database)
def row_security(app_configs: Any = None, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Row security is forced on every listed table, and contexts of this process are accepted."""
    if not databases:
        return []
    try:
        with rows.entered(None):  # what is asked here hangs on no case
            loose = loose_tables()
        if not loose and signature_counts():
            return []
    except (DatabaseError, VaultError):
        return []  # other checks say that the database, its tables or its keys are missing
    if loose:
        sentence = f"Row security is not forced on {', '.join(loose)}."
        return [
            Error(
                sentence, hint="Run manage.py prepare; if it stays, see docs/operations.md.", id="vault.E020"
            )
        ]
    sentence = "PostgreSQL does not take this installation's row contexts."
    return [Error(sentence, hint="Run manage.py sync_row_security as the owner's role.", id="vault.E021")]
