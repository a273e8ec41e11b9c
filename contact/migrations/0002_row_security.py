"""Row security: who took an enquiry and the supervisors of its office, as EnquiryQuerySet.visible_to has it."""

from django.db import migrations

PROTECT = """
SELECT row_security_list('contact_enquiry', 'id');
CREATE POLICY b_person_reads ON contact_enquiry FOR SELECT TO wayhome_app USING (
    (taken_by_id = (SELECT row_user()) AND office_id = ANY ((SELECT row_offices('case_open'))::uuid[]))
    OR office_id = ANY ((SELECT row_offices('case_office'))::uuid[])
);
CREATE POLICY b_person_inserts ON contact_enquiry FOR INSERT TO wayhome_app WITH CHECK (
    taken_by_id = (SELECT row_user()) AND office_id = ANY ((SELECT row_offices('case_open'))::uuid[])
);
CREATE POLICY b_person_updates ON contact_enquiry FOR UPDATE TO wayhome_app USING (
    (taken_by_id = (SELECT row_user()) AND office_id = ANY ((SELECT row_offices('case_open'))::uuid[]))
    OR office_id = ANY ((SELECT row_offices('case_office'))::uuid[])
);
CREATE POLICY b_person_deletes ON contact_enquiry FOR DELETE TO wayhome_app USING (
    (taken_by_id = (SELECT row_user()) AND office_id = ANY ((SELECT row_offices('case_open'))::uuid[]))
    OR office_id = ANY ((SELECT row_offices('case_office'))::uuid[])
);
INSERT INTO row_security_system (name, table_name, may_write) VALUES ('enquiry_clock', 'contact_enquiry', true)
ON CONFLICT DO NOTHING;
"""
LEAVE = """
DELETE FROM row_security_system WHERE name = 'enquiry_clock';
DELETE FROM row_security_table WHERE table_name = 'contact_enquiry';
"""


class Migration(migrations.Migration):
    dependencies = [("contact", "0001_initial"), ("vault", "0008_lighter_context")]
    operations = [migrations.RunSQL(PROTECT, LEAVE)]
