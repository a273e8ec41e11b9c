"""The recruitment section. Cases that exist already get their row with its first save: a migration cannot seal."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0003_saved_filter"),
    ]

    operations = [
        migrations.CreateModel(
            name="Trafficking",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("envelope", models.BinaryField()),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("filled", models.PositiveSmallIntegerField(default=0, verbose_name="How full, in quarters")),
                (
                    "majority_at_entry",
                    models.CharField(blank=True, default="unknown", editable=False, max_length=40),
                ),
                (
                    "recruitment_methods",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), blank=True, default=list, size=None
                    ),
                ),
                (
                    "recruiter_relation",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), blank=True, default=list, size=None
                    ),
                ),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="trafficking",
                        to="cases.case",
                    ),
                ),
            ],
            options={
                "verbose_name": "recruitment",
                "verbose_name_plural": "recruitments",
                "default_permissions": (),
            },
        ),
    ]
