import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import vault.made


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0062_noes_over_yes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Appointment",
            fields=[
                ("envelope", models.BinaryField()),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("medical", "Medical"),
                            ("legal", "Lawyer or legal aid"),
                            ("authority", "Authority or court"),
                            ("police", "Police or prosecutor"),
                            ("social", "Social or psychological"),
                            ("school", "School, training or work"),
                            ("other", "Other"),
                            ("home_visit", "Home visit"),
                            ("escort", "Escort"),
                        ],
                        max_length=12,
                        verbose_name="What it is",
                    ),
                ),
                ("starts_at", models.DateTimeField(verbose_name="Begins")),
                (
                    "transport",
                    models.CharField(
                        choices=[
                            ("none", "Nothing to arrange"),
                            ("needed", "Still to be arranged"),
                            ("arranged", "Arranged"),
                        ],
                        default="none",
                        max_length=8,
                        verbose_name="Transport",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("kept", "Took place"),
                            ("not_kept", "Did not take place"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="planned",
                        editable=False,
                        max_length=9,
                        verbose_name="State",
                    ),
                ),
                ("check_in_by", models.DateTimeField(blank=True, null=True, verbose_name="Check in by")),
                ("checked_in_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("alarmed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "booking",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="cases.interpreterbooking",
                        verbose_name="Interpreter",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="appointments",
                        to="cases.case",
                    ),
                ),
                (
                    "companion",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="Who goes along",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "appointment",
                "verbose_name_plural": "appointments",
                "ordering": ["starts_at", "pk"],
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "planned")),
                        fields=["companion", "starts_at"],
                        name="appointment_of",
                    ),
                    models.Index(
                        condition=models.Q(("checked_in_at__isnull", True), ("state", "planned")),
                        fields=["check_in_by"],
                        name="appointment_watch",
                    ),
                ],
            },
            bases=(vault.made.Made, models.Model),
        ),
        migrations.CreateModel(
            name="Todo",
            fields=[
                ("envelope", models.BinaryField()),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("given_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("due_at", models.DateTimeField(verbose_name="Due")),
                ("done_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("told_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("escalated_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "assignee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="For",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="todos", to="cases.case"
                    ),
                ),
                (
                    "done_by",
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
                    "given_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "written task",
                "verbose_name_plural": "written tasks",
                "ordering": ["due_at", "pk"],
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_at__isnull", True)),
                        fields=["assignee", "due_at"],
                        name="todo_waiting",
                    ),
                    models.Index(
                        condition=models.Q(("done_at__isnull", True)), fields=["due_at"], name="todo_due"
                    ),
                ],
            },
            bases=(vault.made.Made, models.Model),
        ),
    ]
