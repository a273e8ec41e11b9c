import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0059_clocks_of_calendars"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseAlert",
            fields=[
                ("envelope", models.BinaryField()),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("contact", "Contact only as agreed"),
                            ("looked_for", "Somebody is looking for the person"),
                            ("staff_safety", "Danger to staff"),
                            ("missing", "Not heard from"),
                            ("health", "Health: look first"),
                            ("care", "Needs somebody near"),
                            ("deadline", "A deadline that must not pass"),
                            ("other", "Read this first"),
                        ],
                        max_length=16,
                        verbose_name="What it is about",
                    ),
                ),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("case_view", "Everybody who opens the case"),
                            ("restricted_read", "Who may read about risk"),
                            ("health_read", "Who may read about health"),
                        ],
                        default="case_view",
                        max_length=24,
                        verbose_name="Who sees it",
                    ),
                ),
                ("expires_at", models.DateTimeField(verbose_name="Until")),
                ("set_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("lifted_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="alerts", to="cases.case"
                    ),
                ),
                (
                    "lifted_by",
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
                    "set_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "alert",
                "verbose_name_plural": "alerts",
                "ordering": ["-set_at", "pk"],
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        condition=models.Q(("lifted_at__isnull", True)),
                        fields=["case"],
                        name="case_alert_standing",
                    )
                ],
            },
        ),
        migrations.RunSQL(
            "SELECT row_security_protect('cases_casealert', 'case_id')", migrations.RunSQL.noop
        ),
    ]
