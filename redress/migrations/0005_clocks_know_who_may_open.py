"""The clock tells only who may open the case: it reads who is named on one and who is kept away from it."""

from django.db import migrations

LIST = """
INSERT INTO row_security_system (name, table_name, may_write) VALUES
    ('redress_clocks', 'cases_casegrant', false),
    ('redress_clocks', 'cases_conflictofinterest', false)
ON CONFLICT DO NOTHING;
"""


class Migration(migrations.Migration):
    dependencies = [("redress", "0004_breaches_force_an_assessment")]
    operations = [migrations.RunSQL(LIST, migrations.RunSQL.noop)]
