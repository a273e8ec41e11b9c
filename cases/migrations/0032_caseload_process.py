"""Counting each worker's open cases, restricted ones too, reads cases beyond a person's own reach (cases/caseload.py)."""

from django.db import migrations

LIST = (
    "INSERT INTO row_security_system (name, table_name, may_write) VALUES ('caseload', 'cases_case', false);"
)
UNLIST = "DELETE FROM row_security_system WHERE name = 'caseload';"


class Migration(migrations.Migration):
    dependencies = [("cases", "0031_reach"), ("vault", "0005_row_security")]

    operations = [migrations.RunSQL(LIST, UNLIST)]
