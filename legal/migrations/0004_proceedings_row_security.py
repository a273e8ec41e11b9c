"""Row security: proceedings of a case are seen by whoever reaches the case."""

from django.db import migrations

TABLES = ("legal_proceeding", "legal_proceedingstep", "legal_hearing", "legal_claim")


class Migration(migrations.Migration):
    dependencies = [("legal", "0003_proceedings")]
    operations = [
        migrations.RunSQL(
            "".join(f"SELECT row_security_protect('{table}', 'case_id');" for table in TABLES),
            migrations.RunSQL.noop,
        )
    ]
