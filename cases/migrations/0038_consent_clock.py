"""The clock that asks for consent again reads where consents end, and raises tasks (cases/consent/clock.py)."""

from django.db import migrations

WATCHING = {
    "cases_case": False,
    "cases_consentrecord": False,
    "cases_casetask": True,
}
INSERT = (
    "INSERT INTO row_security_system (name, table_name, may_write) VALUES ('watch_consents', %s, %s)"
    " ON CONFLICT (name, table_name) DO NOTHING"
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0037_paper_forms")]

    operations = [
        migrations.RunSQL(
            sql=[(INSERT, [table, writes]) for table, writes in WATCHING.items()],
            reverse_sql="DELETE FROM row_security_system WHERE name = 'watch_consents'",
        )
    ]
