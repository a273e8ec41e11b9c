"""What a list asks of each of a person's cases stands in one index: two thousand of them are no longer fetched to find the
fifty newest.

`reach` is no field of the model (0031), so the index is written in SQL.
"""

from django.db import migrations

INDEX = """
CREATE INDEX case_listed ON cases_case (id)
    INCLUDE (registration_date, reference, office_id, erased_at, closed_to_use_at, reach);
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0049_moment_of_erasing")]

    operations = [migrations.RunSQL(INDEX, "DROP INDEX case_listed;")]
