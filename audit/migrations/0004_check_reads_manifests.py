"""The check of cases put back reads every manifest (row security lists who may read what)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_retention_and_reading"), ("vault", "0005_row_security")]
    operations = [
        migrations.RunSQL(
            "INSERT INTO row_security_system (name, table_name, may_write)"
            " VALUES ('verify_audit', 'vault_manifest', false)",
            "DELETE FROM row_security_system WHERE name = 'verify_audit'",
        )
    ]
