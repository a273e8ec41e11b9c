"""Qualifications were duties at an office; they become rows of the person. The end of a duty is excluded, of a qualification not."""

from django.db import migrations

MOVE = """
INSERT INTO accounts_qualification
    (id, user_id, kind, since, until, entered_by_id, entered_at, withdrawn_by_id, withdrawn_at)
SELECT gen_random_uuid(), user_id, code, valid_from::date,
       greatest(valid_from::date, (valid_to - interval '1 second')::date), given_by_id, given_at, NULL, NULL
FROM accounts_duty WHERE code IN ('trained_interviewer', 'child_interviewer', 'assessor');
DELETE FROM accounts_duty WHERE code IN ('trained_interviewer', 'child_interviewer', 'assessor');
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_conduct_and_workers"),
    ]

    operations = [migrations.RunSQL(MOVE, migrations.RunSQL.noop)]
