"""When an interview was begun, paused, resumed and ended."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

# An interview that was removed is erased by the nightly task, and its moments with it.
LISTED = (
    "INSERT INTO row_security_system (name, table_name, may_write)"
    " VALUES ('tidy_cases', 'cases_interviewmoment', true) ON CONFLICT DO NOTHING"
)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0040_consent_exceptions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="InterviewMoment",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("started", "Begun"),
                            ("paused", "Paused"),
                            ("resumed", "Resumed"),
                            ("ended", "Ended"),
                        ],
                        max_length=10,
                        verbose_name="What happened",
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="When")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="interview_moments",
                        to="cases.case",
                    ),
                ),
                (
                    "interview",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="moments",
                        to="cases.interview",
                    ),
                ),
            ],
            options={
                "verbose_name": "moment of an interview",
                "verbose_name_plural": "moments of interviews",
                "ordering": ["at", "pk"],
                "default_permissions": (),
                "indexes": [models.Index(fields=["case", "at"], name="interview_moments")],
            },
        ),
        migrations.RunSQL(
            "SELECT row_security_protect('cases_interviewmoment', 'case_id')", migrations.RunSQL.noop
        ),
        migrations.RunSQL(
            LISTED, "DELETE FROM row_security_system WHERE table_name = 'cases_interviewmoment'"
        ),
    ]
