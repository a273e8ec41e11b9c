"""A kept form knows the case whose page it was sent to, so that it goes when what was said there goes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0008_qualifications_from_duties")]

    operations = [
        migrations.AddField(
            model_name="keptform",
            name="about",
            field=models.UUIDField(blank=True, db_index=True, editable=False, null=True),
        ),
    ]
