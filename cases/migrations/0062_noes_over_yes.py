"""A no to what had been agreed to, recorded before it counted as a withdrawal (decision 0250), had no effect at all.

Each such case gets one task: somebody decides with the person (decision 0268). Nothing is closed, stopped or erased by
a migration. Of a file closed to every use or erased nothing is left to stop.
"""

from django.db import migrations

RAISE = """
WITH decided AS (
    SELECT c.case_id, c.consent_type, c.consent_status,
           row_number() OVER (
               PARTITION BY c.case_id, c.consent_type
               ORDER BY (least(c.consent_date, c.recorded_at) AT TIME ZONE o.time_zone)::date DESC,
                        c.recorded_at DESC, c.id DESC
           ) AS place
    FROM cases_consentrecord c
    JOIN cases_case k ON k.id = c.case_id AND k.closed_to_use_at IS NULL AND k.erased_at IS NULL
    JOIN accounts_office o ON o.id = k.office_id
    WHERE c.error_of_id IS NULL
      AND NOT EXISTS (SELECT 1 FROM cases_consentrecord e WHERE e.error_of_id = c.id)
      AND c.consent_status IN ('granted', 'granted_limited', 'refused', 'withdrawn')
), before_the_noes AS (
    SELECT DISTINCT ON (case_id, consent_type) case_id, consent_type, consent_status
    FROM decided WHERE consent_status <> 'refused' ORDER BY case_id, consent_type, place
)
INSERT INTO cases_casetask (id, case_id, kind, causes, raised_at, due_at)
SELECT gen_random_uuid(), d.case_id, 'consent_no_over_yes',
       array_agg(d.consent_type ORDER BY d.consent_type), now(), now() + interval '3 days'
FROM decided d
JOIN before_the_noes b ON b.case_id = d.case_id AND b.consent_type = d.consent_type
WHERE d.place = 1 AND d.consent_status = 'refused' AND b.consent_status IN ('granted', 'granted_limited')
GROUP BY d.case_id
ON CONFLICT DO NOTHING
"""
TAKE_BACK = "DELETE FROM cases_casetask WHERE kind = 'consent_no_over_yes' AND done_at IS NULL"


class Migration(migrations.Migration):
    dependencies = [("cases", "0061_consent_uses")]

    operations = [migrations.RunSQL(RAISE, TAKE_BACK)]
