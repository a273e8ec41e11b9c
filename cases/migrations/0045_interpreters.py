"""The register of interpreters, and whom people wish, choose and refuse."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_qualifications_from_duties"),
        ("cases", "0044_coming_of_age"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Interpreter",
            fields=[
                ("envelope", models.BinaryField()),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("code", models.CharField(editable=False, max_length=6, unique=True)),
                (
                    "languages",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), blank=True, default=list, size=None
                    ),
                ),
                ("sex", models.CharField(blank=True, default="", max_length=40)),
                (
                    "nationalities",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=2), blank=True, default=list, size=None
                    ),
                ),
                ("in_person", models.BooleanField(default=True, verbose_name="In person")),
                ("by_telephone", models.BooleanField(default=True, verbose_name="By telephone")),
                (
                    "vetting",
                    models.CharField(
                        choices=[
                            ("waiting", "Not vetted yet"),
                            ("passed", "Vetted"),
                            ("failed", "Vetted and not accepted"),
                        ],
                        default="waiting",
                        max_length=8,
                        verbose_name="Vetting",
                    ),
                ),
                ("vetted_until", models.DateField(blank=True, null=True, verbose_name="Vetted until")),
                (
                    "undertaking_on",
                    models.DateField(blank=True, null=True, verbose_name="Undertaking of silence signed on"),
                ),
                ("left_at", models.DateTimeField(blank=True, editable=False, null=True)),
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
                "verbose_name": "interpreter",
                "verbose_name_plural": "interpreters",
                "ordering": ["code"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="InterpreterWish",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("envelope", models.BinaryField()),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "interviewer",
                    models.CharField(
                        blank=True,
                        choices=[("woman", "A woman"), ("man", "A man"), ("any", "Does not matter")],
                        default="",
                        max_length=8,
                        verbose_name="Who should ask the questions",
                    ),
                ),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="interpreter_wish",
                        to="cases.case",
                    ),
                ),
                (
                    "changed_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "wish about interpreters",
                "verbose_name_plural": "wishes about interpreters",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="InterpreterBooking",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("code", models.CharField(editable=False, max_length=6, unique=True)),
                ("starts_at", models.DateTimeField(verbose_name="Begins")),
                ("ends_at", models.DateTimeField(verbose_name="Ends")),
                (
                    "mode",
                    models.CharField(
                        choices=[("in_person", "In person"), ("telephone", "By telephone")],
                        max_length=12,
                        verbose_name="How",
                    ),
                ),
                ("booked_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("cancelled_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "booked_by",
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
                        related_name="interpreter_bookings",
                        to="cases.case",
                    ),
                ),
                (
                    "interpreter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.interpreter"
                    ),
                ),
            ],
            options={
                "verbose_name": "booking of an interpreter",
                "verbose_name_plural": "bookings of interpreters",
                "ordering": ["starts_at", "pk"],
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        condition=models.Q(("cancelled_at", None)),
                        fields=["interpreter", "starts_at"],
                        name="interpreter_booked",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="InterpreterChoice",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "state",
                    models.CharField(choices=[("chosen", "Chosen"), ("refused", "Refused")], max_length=8),
                ),
                ("said_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="interpreter_choices",
                        to="cases.case",
                    ),
                ),
                (
                    "interpreter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.interpreter"
                    ),
                ),
                (
                    "noted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "choice of an interpreter",
                "verbose_name_plural": "choices of interpreters",
                "ordering": ["said_at", "pk"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("case", "interpreter"), name="interpreter_choice_once")
                ],
            },
        ),
        migrations.RunSQL(
            "SELECT row_security_protect('cases_interpreterwish', 'case_id');"
            "SELECT row_security_protect('cases_interpreterchoice', 'case_id');"
            "SELECT row_security_protect('cases_interpreterbooking', 'case_id');",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            "INSERT INTO row_security_system (name, table_name, may_write) VALUES"
            " ('interpreters', 'cases_interpreterchoice', false),"
            " ('interpreters', 'cases_interpreterbooking', false)"
            " ON CONFLICT (name, table_name) DO NOTHING",
            "DELETE FROM row_security_system WHERE name = 'interpreters' AND table_name LIKE 'cases%'",
        ),
    ]
