"""Which open cases have no next step is asked over all of them, by a process of the house."""

from django.db import migrations

LIST = """
INSERT INTO row_security_system (name, table_name, may_write) VALUES
    ('look_for_next', 'cases_case', false), ('look_for_next', 'cases_casetask', true),
    ('look_for_next', 'agenda_todo', false), ('look_for_next', 'agenda_appointment', false)
ON CONFLICT (name, table_name) DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [("agenda", "0002_row_security")]
    operations = [
        migrations.RunSQL(LIST, "DELETE FROM row_security_system WHERE name = 'look_for_next'"),
    ]
