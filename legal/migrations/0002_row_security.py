"""Row security: what is legal of a case is seen by whoever reaches the case."""

from django.db import migrations

TABLES = ("legal_permit", "legal_permitstep", "legal_custody", "legal_custodydeed")


class Migration(migrations.Migration):
    dependencies = [("legal", "0001_permits_and_custody"), ("cases", "0016_lighter_reach")]
    operations = [
        migrations.RunSQL(
            "".join(f"SELECT row_security_protect('{table}', 'case_id');" for table in TABLES),
            migrations.RunSQL.noop,
        )
    ]
