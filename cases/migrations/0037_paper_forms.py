"""Forms that were filled in on paper and entered afterwards."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0036_grants_in_the_index"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PaperForm",
            fields=[
                ("envelope", models.BinaryField()),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("interview", models.UUIDField()),
                ("begun_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="Begun")),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="Entered")),
                (
                    "parts",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=80), blank=True, default=list, size=None
                    ),
                ),
                ("is_sampled", models.BooleanField(default=False)),
                ("checked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("accurate", "As it stands on the sheets"),
                            ("corrected", "There were mistakes; they are corrected"),
                            ("again", "So many mistakes that it is entered again"),
                        ],
                        default="",
                        max_length=10,
                        verbose_name="Outcome",
                    ),
                ),
                (
                    "differing",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="Answers that differed"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="paper_forms",
                        to="cases.case",
                    ),
                ),
                (
                    "checked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="Entered by",
                    ),
                ),
            ],
            options={
                "verbose_name": "paper form",
                "verbose_name_plural": "paper forms",
                "ordering": ["-begun_at", "pk"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("finished_at__isnull", True)),
                        fields=("case", "entered_by"),
                        name="paper_form_open_once",
                    )
                ],
            },
        ),
        migrations.RunSQL(
            "SELECT row_security_protect('cases_paperform', 'case_id')", migrations.RunSQL.noop
        ),
    ]
