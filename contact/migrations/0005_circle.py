"""Whether an interpreter already works for somebody of a person's family or circle is asked beyond a person's reach."""

from django.db import migrations

LIST = """
INSERT INTO row_security_system (name, table_name, may_write) VALUES
    ('interpreters', 'contact_familytie', false), ('interpreters', 'contact_keptapart', false)
ON CONFLICT (name, table_name) DO NOTHING;
"""
UNLIST = "DELETE FROM row_security_system WHERE name = 'interpreters' AND table_name LIKE 'contact%'"


class Migration(migrations.Migration):
    dependencies = [("contact", "0004_row_security"), ("vault", "0005_row_security")]
    operations = [migrations.RunSQL(LIST, UNLIST)]
