"""Tasks of a case with a clock; the danger of countries and houses."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

# Tells of what is overdue: who is responsible, who supervises, who may know of the case.
REMINDING = {
    "cases_case": False,
    "cases_casegrant": False,
    "cases_conflictofinterest": False,
    "cases_casetask": True,
}
INSERT = (
    "INSERT INTO row_security_system (name, table_name, may_write) VALUES ('remind_of_tasks', %s, %s)"
    " ON CONFLICT (name, table_name) DO NOTHING"
)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_staff_in_two_persons"),
        ("cases", "0019_country_laws"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseTask",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("kind", models.CharField(max_length=40, verbose_name="Kind")),
                (
                    "causes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), blank=True, default=list, size=None
                    ),
                ),
                ("raised_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="Since")),
                ("due_at", models.DateTimeField(verbose_name="Due")),
                ("taken_at", models.DateTimeField(blank=True, null=True)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("reminded_at", models.DateTimeField(blank=True, null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="tasks", to="cases.case"
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "taken_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "task of a case",
                "verbose_name_plural": "tasks of cases",
                "ordering": ["due_at", "pk"],
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_at__isnull", True)),
                        fields=["due_at"],
                        name="case_task_waiting",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("done_at__isnull", True)),
                        fields=("case", "kind"),
                        name="case_task_waiting_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CountryRisk",
            fields=[
                ("envelope", models.BinaryField()),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "assessed_on",
                    models.DateField(default=django.utils.timezone.localdate, verbose_name="Assessed on"),
                ),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("country", models.CharField(default="", max_length=2)),
                (
                    "assessed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.office"
                    ),
                ),
            ],
            options={
                "verbose_name": "risk of a country",
                "verbose_name_plural": "risk of countries",
                "ordering": ["country", "-assessed_on", "-recorded_at"],
                "abstract": False,
                "default_permissions": (),
                "indexes": [models.Index(fields=["country", "-assessed_on"], name="country_risk_newest")],
            },
        ),
        migrations.CreateModel(
            name="FacilityRisk",
            fields=[
                ("envelope", models.BinaryField()),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "assessed_on",
                    models.DateField(default=django.utils.timezone.localdate, verbose_name="Assessed on"),
                ),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("facility", models.UUIDField(default=uuid.uuid4, editable=False)),
                (
                    "assessed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.office"
                    ),
                ),
            ],
            options={
                "verbose_name": "risk of a house",
                "verbose_name_plural": "risk of houses",
                "ordering": ["facility", "-assessed_on", "-recorded_at"],
                "abstract": False,
                "default_permissions": (),
                "indexes": [models.Index(fields=["facility", "-assessed_on"], name="facility_risk_newest")],
            },
        ),
        migrations.RunSQL("SELECT row_security_protect('cases_casetask', 'case_id')", migrations.RunSQL.noop),
        migrations.RunSQL(
            sql=[(INSERT, [table, writes]) for table, writes in REMINDING.items()],
            reverse_sql="DELETE FROM row_security_system WHERE name = 'remind_of_tasks'",
        ),
    ]
