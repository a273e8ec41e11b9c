"""The second and third person on a determination; who takes up the alarm of an immediate risk."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

# The security focal point may not open the case, and takes up its alarm all the same.
ALARM = {
    "cases_case": False,
    "cases_casegrant": False,
    "cases_conflictofinterest": False,
    "cases_casetask": True,
}
INSERT = (
    "INSERT INTO row_security_system (name, table_name, may_write) VALUES ('risk_alarm', %s, %s)"
    " ON CONFLICT (name, table_name) DO NOTHING"
)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0020_tasks_and_safety"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SecondLook",
            fields=[
                ("envelope", models.BinaryField()),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("second", "Waits for a second person"),
                            ("third", "Two differ: waits for a third person"),
                            ("agreed", "A second person agrees"),
                            ("settled", "A third person has decided"),
                            ("replaced", "Decided anew before a second person had looked"),
                        ],
                        default="second",
                        max_length=10,
                        verbose_name="State",
                    ),
                ),
                ("opened_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("first_code", models.CharField(blank=True, default="", max_length=40)),
                ("second_code", models.CharField(blank=True, default="", max_length=40)),
                ("second_at", models.DateTimeField(blank=True, null=True)),
                ("third_code", models.CharField(blank=True, default="", max_length=40)),
                ("third_at", models.DateTimeField(blank=True, null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="second_looks",
                        to="cases.case",
                    ),
                ),
                (
                    "first_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "second_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "third_by",
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
                "verbose_name": "second look at a determination",
                "verbose_name_plural": "second looks at determinations",
                "ordering": ["-opened_at", "pk"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("second", "third"))),
                        fields=("case",),
                        name="second_look_open_once",
                    )
                ],
            },
        ),
        migrations.RunSQL(
            "SELECT row_security_protect('cases_secondlook', 'case_id')", migrations.RunSQL.noop
        ),
        migrations.RunSQL(
            sql=[(INSERT, [table, writes]) for table, writes in ALARM.items()],
            reverse_sql="DELETE FROM row_security_system WHERE name = 'risk_alarm'",
        ),
    ]
