"""Row security of groups, families and people to be kept apart, as their querysets and panels have it."""

from django.db import migrations

OWN = """(
    (begun_by_id = (SELECT row_user()) AND office_id = ANY ((SELECT row_offices('case_open'))::uuid[]))
    OR office_id = ANY ((SELECT row_offices('case_office'))::uuid[])
)"""
PROTECT = f"""
SELECT row_security_list('contact_groupregistration', 'id');
CREATE POLICY b_person_reads ON contact_groupregistration FOR SELECT TO wayhome_app USING {OWN};
CREATE POLICY b_person_inserts ON contact_groupregistration FOR INSERT TO wayhome_app WITH CHECK (
    begun_by_id = (SELECT row_user()) AND office_id = ANY ((SELECT row_offices('case_open'))::uuid[])
);
CREATE POLICY b_person_updates ON contact_groupregistration FOR UPDATE TO wayhome_app USING {OWN};
CREATE POLICY b_person_deletes ON contact_groupregistration FOR DELETE TO wayhome_app USING {OWN};
SELECT row_security_protect('contact_groupmember', 'case_id');
SELECT row_security_protect('contact_familytie', 'case_id');
SELECT row_security_protect('contact_keptapart', 'case_id');
"""
LEAVE = """
DELETE FROM row_security_table WHERE table_name IN
    ('contact_groupregistration', 'contact_groupmember', 'contact_familytie', 'contact_keptapart');
"""


class Migration(migrations.Migration):
    dependencies = [("contact", "0003_groups_and_families"), ("cases", "0016_lighter_reach")]
    operations = [migrations.RunSQL(PROTECT, LEAVE)]
