"""What hangs on a case here is seen by who reaches the case, and by the processes of 0002."""

from django.db import migrations

PROTECT = """
SELECT row_security_protect('redress_affected', 'case_id');
SELECT row_security_protect('redress_personrequest', 'case_id');
"""


class Migration(migrations.Migration):
    dependencies = [("redress", "0002_processes"), ("cases", "0015_row_security")]
    operations = [migrations.RunSQL(PROTECT)]
