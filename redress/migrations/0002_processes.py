"""Two rules of the house: the keeper of the register finds cases by reference, and clocks run."""

from django.db import migrations

LIST = """
INSERT INTO row_security_system (name, table_name, may_write) VALUES
    ('breach_register', 'cases_case', false),
    ('breach_register', 'redress_affected', true),
    ('redress_clocks', 'cases_case', false),
    ('redress_clocks', 'redress_personrequest', false)
ON CONFLICT DO NOTHING;
"""


class Migration(migrations.Migration):
    dependencies = [("redress", "0001_initial"), ("vault", "0005_row_security")]
    operations = [migrations.RunSQL(LIST, migrations.RunSQL.noop)]
