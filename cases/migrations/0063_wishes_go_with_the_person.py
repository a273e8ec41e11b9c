"""What the person wished about being asked is read at her other cases by the rule that reads her refusals (0243)."""

from django.db import migrations

READ = """
INSERT INTO row_security_system (name, table_name, may_write) VALUES
    ('interpreters', 'cases_notagain', false), ('interpreters', 'cases_interpreterwish', false)
ON CONFLICT (name, table_name) DO NOTHING
"""
SHUT = """
DELETE FROM row_security_system
WHERE name = 'interpreters' AND table_name IN ('cases_notagain', 'cases_interpreterwish')
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0062_noes_over_yes")]

    operations = [migrations.RunSQL(READ, SHUT)]
