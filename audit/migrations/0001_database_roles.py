"""What each database role may do, before the first table exists.

Run by `wayhome_owner`, who owns the database. The roles themselves are made by whoever owns the
cluster (the embedded launcher, or the init script of the compose file): an owner of one database may not.
"""

from django.apps.registry import Apps
from django.core.management.base import CommandError
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

ROLES = ("wayhome_app", "wayhome_sealer", "wayhome_audit", "wayhome_backup")

GRANTS = """
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO wayhome_app, wayhome_sealer, wayhome_audit, wayhome_backup;

-- The application reads and writes rows of the tables to come; tables that want less revoke it themselves.
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO wayhome_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO wayhome_app;

-- Django makes its own table of migrations before any migration runs: the application only looks at it.
GRANT SELECT ON ALL TABLES IN SCHEMA public TO wayhome_app;
"""


def grant(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Set the privileges, or stop with one line that names the missing roles."""
    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)", [list(ROLES)])
        missing = sorted(set(ROLES) - {name for (name,) in cursor.fetchall()})
        if missing:
            raise CommandError(
                f"The database roles {', '.join(missing)} are missing. Create them first, as the owner of the "
                "cluster (see docs/decisions/0030-database-roles.md)."
            )
        cursor.execute(GRANTS)


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    run_before = [
        (app, "__first__")
        for app in (
            "account",
            "accounts",
            "auth",
            "axes",
            "cases",
            "contenttypes",
            "exchange",
            "guardian",
            "mfa",
            "notifications",
            "referrals",
            "reintegration",
            "reports",
            "resources",
            "sessions",
            "shelters",
            "vault",
        )
    ]
    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
