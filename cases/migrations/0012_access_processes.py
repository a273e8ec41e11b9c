"""What the rules of need to know may touch beyond a person's own reach (accounts/acting.py, by_rule)."""

from django.db import migrations

LISTS = {
    # Looks a case up by its reference, names the person on it for an hour.
    "break_glass": {
        "cases_case": False,
        "cases_casegrant": True,
        "cases_conflictofinterest": False,
        "cases_breakglass": True,
    },
    # Reviewers, the data protection officer among them, who may not open the case.
    "review_access": {
        "cases_case": False,
        "cases_casegrant": False,
        "cases_conflictofinterest": True,
        "cases_breakglass": True,
    },
    "remind_of_reviews": {
        "cases_case": False,
        "cases_conflictofinterest": False,
        "cases_breakglass": True,
    },
    # The second person takes a restriction or a lock away.
    "reopen_case": {"cases_case": True, "cases_casegrant": False, "cases_conflictofinterest": False},
    # Compares names of staff with names in the record, wherever they stand.
    "check_conflicts": {"*": False, "cases_conflictofinterest": True},
}
INSERT = (
    "INSERT INTO row_security_system (name, table_name, may_write) VALUES (%s, %s, %s)"
    " ON CONFLICT (name, table_name) DO NOTHING"
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0011_duplicate_processes"), ("vault", "0005_row_security")]

    operations = [
        migrations.RunSQL(
            sql=[
                (INSERT, [name, table, writes])
                for name, tables in LISTS.items()
                for table, writes in tables.items()
            ],
            reverse_sql=[("DELETE FROM row_security_system WHERE name = %s", [name]) for name in LISTS],
        )
    ]
