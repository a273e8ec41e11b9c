"""Questions of an office, and what people answered."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_qualifications_from_duties"),
        ("cases", "0046_places"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LocalAnswers",
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
                        related_name="local_answers",
                        to="cases.case",
                    ),
                ),
            ],
            options={
                "verbose_name": "answers to an office's questions",
                "verbose_name_plural": "answers to offices' questions",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="LocalQuestion",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("text", "Words"),
                            ("choice", "One of a list"),
                            ("date", "A date"),
                            ("number", "A number"),
                        ],
                        max_length=8,
                        verbose_name="Kind of answer",
                    ),
                ),
                ("wording", models.JSONField(default=dict, verbose_name="Wording")),
                (
                    "options",
                    models.JSONField(blank=True, default=list, verbose_name="Answers to choose from"),
                ),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("retired_at", models.DateTimeField(blank=True, editable=False, null=True)),
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
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.office",
                        verbose_name="Office",
                    ),
                ),
                (
                    "retired_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "question of an office",
                "verbose_name_plural": "questions of offices",
                "ordering": ["added_at", "pk"],
                "default_permissions": (),
            },
        ),
        migrations.RunSQL(
            "SELECT row_security_protect('cases_localanswers', 'case_id')", migrations.RunSQL.noop
        ),
    ]
