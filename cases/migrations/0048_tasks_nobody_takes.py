"""That somebody has seen a task was never asked nor shown: the deed settles it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0047_local_questions")]

    operations = [
        migrations.RemoveField("casetask", "taken_at"),
        migrations.RemoveField("casetask", "taken_by"),
    ]
