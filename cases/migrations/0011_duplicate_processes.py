"""The processes that look for duplicates, lay two cases side by side, and write invented worlds."""

from django.db import migrations

READ_AND_WRITE = {
    "find_duplicates": (
        ("cases_case", "cases_person"),
        ("cases_searchcard", "cases_duplicatepair", "cases_personlink"),
    ),
    # Whose grants and conflicts decide which pairs are shown is asked under the same context.
    "duplicate_desk": (
        (
            "cases_case",
            "cases_person",
            "cases_personbiodata",
            "cases_searchcard",
            "cases_casegrant",
            "cases_conflictofinterest",
        ),
        ("cases_duplicatepair", "cases_personlink"),
    ),
    "generate_cases": ((), ("*",)),
    "bench": ((), ("*",)),
}
ROWS = ", ".join(
    f"('{name}', '{table}', {'true' if may_write else 'false'})"
    for name, (read, written) in READ_AND_WRITE.items()
    for tables, may_write in ((read, False), (written, True))
    for table in tables
)
LIST = f"INSERT INTO row_security_system (name, table_name, may_write) VALUES {ROWS} ON CONFLICT DO NOTHING;"  # noqa: S608  # our own names
UNLIST = f"DELETE FROM row_security_system WHERE name IN ({', '.join(map(repr, READ_AND_WRITE))});"  # noqa: S608  # our own names


class Migration(migrations.Migration):
    dependencies = [("cases", "0010_duplicates"), ("vault", "0005_row_security")]
    operations = [migrations.RunSQL(LIST, UNLIST)]
