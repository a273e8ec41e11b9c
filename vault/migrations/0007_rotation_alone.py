"""Rotations begun by one person alone are marked; the process that replaces keys reaches every sealed row."""

from django.db import migrations, models

# It seals the rows of a case anew and makes search tags anew: whichever table they lie in.
PROCESS = "INSERT INTO row_security_system (name, table_name, may_write) VALUES ('keys', '*', true)"
NO_PROCESS = "DELETE FROM row_security_system WHERE name = 'keys'"


class Migration(migrations.Migration):
    dependencies = [("vault", "0006_lockdown")]

    operations = [
        migrations.AddField(
            model_name="rotationjob",
            name="alone",
            field=models.BooleanField(default=False),
        ),
        migrations.RunSQL(PROCESS, NO_PROCESS),
    ]
