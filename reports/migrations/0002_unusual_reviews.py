"""Who looked into unusual reading; and what the reading room may look up of cases: references and conflicts."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

RULE = """
INSERT INTO row_security_system (name, table_name, may_write)
VALUES ('reading_room', 'cases_case', false), ('reading_room', 'cases_conflictofinterest', false);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("vault", "0005_row_security"),
        ("accounts", "0004_approvals"),
        ("reports", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="UnusualReview",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("kind", models.CharField(max_length=20, verbose_name="Kind")),
                ("day", models.DateField(verbose_name="Day")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("explained", "There was a good reason"),
                            ("spoken_with", "The person was spoken with"),
                            ("reported", "It goes on: supervisor or breach register"),
                        ],
                        max_length=12,
                        verbose_name="What it was",
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.office"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "review of unusual reading",
                "verbose_name_plural": "reviews of unusual reading",
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "person", "office", "day"), name="unusual_once")
                ],
            },
        ),
        migrations.RunSQL(RULE, "DELETE FROM row_security_system WHERE name = 'reading_room'"),
    ]
