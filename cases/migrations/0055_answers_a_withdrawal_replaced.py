"""Which withdrawal of a consent replaced an answer (decision 0252)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0054_erasure_causes")]
    operations = [
        migrations.AddField(
            model_name="sectionversion",
            name="because",
            field=models.UUIDField(blank=True, null=True),
        ),
    ]
