"""A consent row is never changed: what somebody agreed to stays as it was said (consent.md 1).

Columns that the vault rewrites when keys are rotated are left out of the trigger.
"""

from django.db import migrations

KEEP = """
CREATE FUNCTION cases_consent_is_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a consent row is never changed' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER consent_is_immutable
    BEFORE UPDATE OF case_id, recorded_at, recorded_by_id, consent_type, consent_status, consent_date,
        consent_valid_until, consent_withdrawn_at
    ON cases_consentrecord FOR EACH ROW EXECUTE FUNCTION cases_consent_is_immutable();
"""
DROP = """
DROP TRIGGER consent_is_immutable ON cases_consentrecord;
DROP FUNCTION cases_consent_is_immutable();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]
    operations = [migrations.RunSQL(KEEP, DROP)]
