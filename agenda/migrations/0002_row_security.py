"""Row security: tasks and appointments follow their case; the clocks that remind and watch are processes of the house."""

from django.db import migrations

PROTECT = """
SELECT row_security_protect('agenda_todo', 'case_id');
SELECT row_security_protect('agenda_appointment', 'case_id');
INSERT INTO row_security_system (name, table_name, may_write) VALUES
    ('watch_visits', 'agenda_appointment', true), ('watch_visits', 'cases_case', false),
    ('watch_visits', 'cases_casegrant', false), ('watch_visits', 'cases_conflictofinterest', false),
    ('visit_alarms', 'agenda_appointment', false), ('visit_alarms', 'cases_case', false),
    ('visit_alarms', 'cases_person', false), ('visit_alarms', 'cases_casegrant', false),
    ('visit_alarms', 'cases_conflictofinterest', false),
    ('remind_of_todos', 'agenda_todo', true), ('remind_of_todos', 'cases_case', false),
    ('remind_of_todos', 'cases_casegrant', false), ('remind_of_todos', 'cases_conflictofinterest', false)
ON CONFLICT (name, table_name) DO NOTHING;
"""
LEAVE = "DELETE FROM row_security_system WHERE name IN ('watch_visits', 'visit_alarms', 'remind_of_todos')"


class Migration(migrations.Migration):
    dependencies = [("agenda", "0001_todos_and_appointments"), ("cases", "0016_lighter_reach")]
    operations = [migrations.RunSQL(PROTECT, LEAVE)]
