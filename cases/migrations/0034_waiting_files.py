"""Recordings wait, sealed, to be made anew; what each process may touch of them."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

PROTECT = "SELECT row_security_protect('cases_waitingfile', 'case_id');"
UNPROTECT = "DELETE FROM row_security_table WHERE table_name = 'cases_waitingfile'"
# What each process may read (False) or write (True).
SYSTEMS = {
    # It locks the row it makes a file of, and asks whether the case's files are closed.
    "make_recordings": {
        "cases_case": False,
        "cases_consentrecord": False,
        "cases_attachment": True,
        "cases_waitingfile": True,
    },
    "tidy_cases": {"cases_waitingfile": True},
    # Before a sealed file goes, Django asks what else points at it.
    "tidy_files": {"cases_waitingfile": False},
}
LISTED = (
    "INSERT INTO row_security_system (name, table_name, may_write) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"
)
LIST = [
    (LISTED, [name, table, writes]) for name, tables in SYSTEMS.items() for table, writes in tables.items()
]
UNLIST = "DELETE FROM row_security_system WHERE table_name = 'cases_waitingfile' OR name = 'make_recordings'"


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0033_locked_offices"),
        ("vault", "0009_keys_of_one_class"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="WaitingFile",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("envelope", models.BinaryField()),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("pieces", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "added_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="Added"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "Waiting"), ("running", "Being made"), ("refused", "Not taken")],
                        default="waiting",
                        editable=False,
                        max_length=10,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("next_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
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
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="waiting_files",
                        to="cases.case",
                    ),
                ),
                (
                    "original",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="vault.sealedblob",
                    ),
                ),
            ],
            options={
                "verbose_name": "recording in the making",
                "verbose_name_plural": "recordings in the making",
                "ordering": ["-added_at", "pk"],
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["case", "-added_at"], name="waiting_file_newest"),
                    models.Index(fields=["added_by", "added_at"], name="waiting_file_of_day"),
                    models.Index(
                        condition=models.Q(("state", "refused"), _negated=True),
                        fields=["next_at"],
                        name="waiting_file_due",
                    ),
                ],
            },
        ),
        migrations.RunSQL(PROTECT, UNPROTECT),
        migrations.RunSQL(LIST, UNLIST),
    ]
