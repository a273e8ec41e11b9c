"""The code of conduct and who accepted it; qualifications and supervision talks (practice.md P6)."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_staff_in_two_persons"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="conduct_due_since",
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False, null=True),
        ),
        migrations.AlterField(
            model_name="duty",
            name="code",
            field=models.CharField(
                choices=[
                    ("security_focal_point", "Security focal point"),
                    ("fund_manager", "Fund manager"),
                    ("finance_officer", "Finance officer"),
                    ("misconduct_focal_point", "Misconduct focal point"),
                    ("duplicate_desk", "Duplicate desk"),
                    ("tracing_desk", "Tracing desk"),
                    ("regional_focal_point", "Regional focal point"),
                    ("provider", "Provider (own items only)"),
                    ("best_interest_panel", "Member of the best-interest panel"),
                    ("legal_adviser", "Legal adviser"),
                ],
                max_length=40,
                verbose_name="duty",
            ),
        ),
        migrations.CreateModel(
            name="ConductText",
            fields=[
                (
                    "number",
                    models.PositiveIntegerField(primary_key=True, serialize=False, verbose_name="version"),
                ),
                ("texts", models.JSONField(verbose_name="text")),
                ("published_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "published_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "version of the code of conduct",
                "verbose_name_plural": "versions of the code of conduct",
                "ordering": ["-number"],
            },
        ),
        migrations.CreateModel(
            name="Qualification",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("trained_interviewer", "Trained interviewer"),
                            ("child_interviewer", "Trained interviewer of children"),
                            ("assessor", "Assessor"),
                        ],
                        max_length=30,
                        verbose_name="qualification",
                    ),
                ),
                ("since", models.DateField(verbose_name="since")),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                ("entered_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("withdrawn_at", models.DateTimeField(editable=False, null=True)),
                (
                    "entered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="qualifications",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "qualification",
                "verbose_name_plural": "qualifications",
                "ordering": ["-since", "-entered_at"],
            },
        ),
        migrations.CreateModel(
            name="QualificationEvidence",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("envelope", models.BinaryField()),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "qualification",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="evidence",
                        to="accounts.qualification",
                    ),
                ),
            ],
            options={
                "verbose_name": "evidence of a qualification",
                "verbose_name_plural": "evidence of qualifications",
            },
        ),
        migrations.CreateModel(
            name="SupervisionTalk",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("envelope", models.BinaryField()),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("held_on", models.DateField(verbose_name="date")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("supervision", "Supervision talk"),
                            ("debriefing", "Debriefing"),
                            ("peers", "Talk among colleagues"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "held_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supervision_talks",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "supervision talk",
                "verbose_name_plural": "supervision talks",
                "ordering": ["-held_on", "-recorded_at"],
            },
        ),
        migrations.CreateModel(
            name="ConductAcceptance",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", models.PositiveIntegerField(verbose_name="version")),
                ("language", models.CharField(max_length=12, verbose_name="language")),
                ("digest", models.CharField(editable=False, max_length=64)),
                ("accepted_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="conduct_acceptances",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "acceptance of the code of conduct",
                "verbose_name_plural": "acceptances of the code of conduct",
                "ordering": ["-accepted_at"],
                "constraints": [
                    models.UniqueConstraint(fields=("user", "number"), name="conduct_accepted_once")
                ],
            },
        ),
        migrations.AddIndex(
            model_name="qualification",
            index=models.Index(fields=["user", "kind"], name="qualification_of_person"),
        ),
        migrations.AddConstraint(
            model_name="qualification",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"
                ),
                name="qualification_period",
            ),
        ),
    ]
