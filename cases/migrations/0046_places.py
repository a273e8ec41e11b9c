"""Places of offices, and the codes of regions beside words."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_qualifications_from_duties"),
        ("cases", "0045_interpreters"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="exploitation",
            name="exp_region_code",
            field=models.CharField(blank=True, default="", editable=False, max_length=10),
        ),
        migrations.AddField(
            model_name="personbiodata",
            name="origin_region_code",
            field=models.CharField(blank=True, default="", editable=False, max_length=10),
        ),
        migrations.CreateModel(
            name="Place",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("code", models.CharField(editable=False, max_length=6, unique=True)),
                ("country", models.CharField(default="", max_length=2)),
                ("name", models.CharField(max_length=100, verbose_name="Name of the place")),
                ("merged_into", models.CharField(blank=True, default="", editable=False, max_length=10)),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("merged_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "merged_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.office",
                        verbose_name="Office",
                    ),
                ),
            ],
            options={
                "verbose_name": "place of an office",
                "verbose_name_plural": "places of offices",
                "ordering": ["country", "name", "pk"],
                "default_permissions": (),
                "indexes": [models.Index(fields=["office", "country"], name="place_office")],
            },
        ),
    ]
