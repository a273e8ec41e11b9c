"""Naming a person in the breach register raises the task to assess the risk anew, in a case its keeper cannot see."""

from django.db import migrations

LIST = """
INSERT INTO row_security_system (name, table_name, may_write) VALUES ('breach_register', 'cases_casetask', true);
"""
UNLIST = "DELETE FROM row_security_system WHERE name = 'breach_register' AND table_name = 'cases_casetask';"


class Migration(migrations.Migration):
    dependencies = [("redress", "0003_row_security"), ("cases", "0020_tasks_and_safety")]

    operations = [migrations.RunSQL(LIST, UNLIST)]
