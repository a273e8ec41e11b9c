"""The clock that looks at booked interpreters reads hours of every case, and raises tasks (cases/interview/interpreter_clock.py)."""

from django.db import migrations

WATCHING = {"cases_case": False, "cases_interpreterbooking": False, "cases_casetask": True}
INSERT = (
    "INSERT INTO row_security_system (name, table_name, may_write) VALUES ('watch_interpreters', %s, %s)"
    " ON CONFLICT (name, table_name) DO NOTHING"
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0052_consent_on_paper")]

    operations = [
        migrations.RunSQL(
            sql=[(INSERT, [table, writes]) for table, writes in WATCHING.items()],
            reverse_sql="DELETE FROM row_security_system WHERE name = 'watch_interpreters'",
        )
    ]
