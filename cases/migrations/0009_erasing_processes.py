"""The two processes that erase: the beat job, and a restore that erases again what was erased."""

from django.db import migrations

LIST = """
INSERT INTO row_security_system (name, table_name, may_write)
VALUES ('erase_cases', '*', true), ('restore_backup', '*', true)
ON CONFLICT DO NOTHING;
"""
UNLIST = "DELETE FROM row_security_system WHERE name IN ('erase_cases', 'restore_backup');"


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_attachment"), ("vault", "0005_row_security")]
    operations = [migrations.RunSQL(LIST, UNLIST)]
