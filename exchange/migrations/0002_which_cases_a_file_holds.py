"""Which cases a file holds, by identifier, so that it is found when one of them may not leave any more."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

# The house notes and finds them beyond the reach of who acts; the hourly job forgets what is gone.
PROTECT = """
SELECT row_security_protect('exchange_exportcase', 'case_id');
INSERT INTO row_security_system (name, table_name, may_write) VALUES
    ('export_notes', 'exchange_exportcase', true), ('tidy_files', 'exchange_exportcase', true)
ON CONFLICT (name, table_name) DO NOTHING;
"""
LEAVE = """
DELETE FROM row_security_system WHERE table_name = 'exchange_exportcase';
DELETE FROM row_security_table WHERE table_name = 'exchange_exportcase';
"""
PROBLEMS = [
    ("not_allowed", "The person who asked may no longer export at this office."),
    ("empty", "No case fits, or none of them may leave. Look at the filter and at the consents."),
    ("too_many", "More cases fit than one export may hold. Narrow the filter."),
    ("changed", "A case in it may not leave any more, so the file was destroyed. Ask again for the others."),
    ("broken", "Something went wrong here. Ask again; if it fails again, give support the reference."),
]


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0001_exports"),
        ("cases", "0051_refusals_go_with_the_person"),
        ("vault", "0005_row_security"),
    ]
    operations = [
        migrations.AlterField(
            model_name="export",
            name="problem",
            field=models.CharField(blank=True, choices=PROBLEMS, default="", editable=False, max_length=12),
        ),
        migrations.CreateModel(
            name="ExportCase",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "case",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
                (
                    "export",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="held",
                        to="exchange.export",
                    ),
                ),
            ],
            options={
                "verbose_name": "export that holds the file",
                "verbose_name_plural": "exports that hold the file",
                "default_permissions": (),
            },
        ),
        migrations.AddConstraint(
            model_name="exportcase",
            constraint=models.UniqueConstraint(fields=("export", "case"), name="export_case_once"),
        ),
        migrations.RunSQL(PROTECT, LEAVE),
    ]
