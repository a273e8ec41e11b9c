"""Questions the person asked not to be asked again."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0041_interview_moments")]

    operations = [
        migrations.CreateModel(
            name="NotAgain",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("envelope", models.BinaryField()),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="not_again",
                        to="cases.case",
                    ),
                ),
            ],
            options={
                "verbose_name": "questions not to be asked again",
                "verbose_name_plural": "questions not to be asked again",
                "default_permissions": (),
            },
        ),
        migrations.RunSQL("SELECT row_security_protect('cases_notagain', 'case_id')", migrations.RunSQL.noop),
    ]
