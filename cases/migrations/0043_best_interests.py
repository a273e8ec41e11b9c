"""Best interests of a child as two people assess them; the steps of tracing a family."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

TABLES = ("cases_bestinterests", "cases_tracingstep")
PROTECT = [f"SELECT row_security_protect('{table}', 'case_id')" for table in TABLES]


def _who(*, null=True):
    return models.ForeignKey(
        blank=null,
        editable=False,
        null=null,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
    )


def _sealed_row(related_name):
    """The columns of every sealed row of a case."""
    return [
        ("envelope", models.BinaryField()),
        ("version", models.PositiveIntegerField(default=0, editable=False)),
        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
        (
            "case",
            models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name=related_name, to="cases.case"
            ),
        ),
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0042_not_again"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BestInterests",
            fields=[
                *_sealed_row("best_interests"),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waits", "Waits for a second person"),
                            ("agreed", "Two people agree"),
                            ("not_agreed", "The second person does not agree"),
                            ("replaced", "Written anew before a second person had looked"),
                        ],
                        default="waits",
                        max_length=10,
                        verbose_name="State",
                    ),
                ),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("looked_at", models.DateTimeField(blank=True, null=True)),
                ("written_by", _who(null=False)),
                ("looked_by", _who()),
            ],
            options={
                "verbose_name": "assessment of best interests",
                "verbose_name_plural": "assessments of best interests",
                "ordering": ["-written_at", "pk"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "waits")),
                        fields=("case",),
                        name="best_interests_waiting_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TracingStep",
            fields=[
                *_sealed_row("tracing_steps"),
                ("before", models.CharField(blank=True, default="", editable=False, max_length=40)),
                ("after", models.CharField(blank=True, default="", editable=False, max_length=40)),
                (
                    "at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="Since"
                    ),
                ),
                ("by", _who(null=False)),
            ],
            options={
                "verbose_name": "step of tracing a family",
                "verbose_name_plural": "steps of tracing a family",
                "ordering": ["-at", "pk"],
                "default_permissions": (),
            },
        ),
        *(migrations.RunSQL(statement, migrations.RunSQL.noop) for statement in PROTECT),
    ]
