"""Every section of the record that was not there, and entries that are numbered alike in all that repeat.

Cases that exist get the row of a section with its first save: a migration cannot seal.
"""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models

TABLES = (
    "assistanceitem",
    "caseclosure",
    "caselawenforcement",
    "caselegalstatus",
    "childprotection",
    "determination",
    "familymember",
    "healthrecord",
    "identitydocument",
    "interview",
    "needsassessment",
    "perpetrator",
    "personfamily",
    "riskassessment",
    "traffickingexit",
    "transitleg",
)
# Removed entries of these are erased by night.
REPEATED = (
    "assistanceitem",
    "familymember",
    "identitydocument",
    "interview",
    "needsassessment",
    "perpetrator",
    "riskassessment",
    "transitleg",
)
# What each process may read (False) or write (True) of them.
SYSTEMS = {
    "figures": dict.fromkeys(TABLES, False),
    "tidy_cases": dict.fromkeys(REPEATED, True),
}
PROTECT = "".join(f"SELECT row_security_protect('cases_{name}', 'case_id');\n" for name in TABLES)
LISTED = (
    "INSERT INTO row_security_system (name, table_name, may_write) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"
)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0016_lighter_reach"),
        ("vault", "0008_lighter_context"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RenameField(model_name="exploitation", old_name="exp_number", new_name="number"),
        migrations.AlterModelOptions(
            name="exploitation",
            options={
                "base_manager_name": "with_removed",
                "default_permissions": (),
                "ordering": ["number"],
                "verbose_name": "exploitation",
                "verbose_name_plural": "exploitations",
            },
        ),
        migrations.AddField(
            model_name="case",
            name="referring_organisation_type",
            field=models.CharField(blank=True, default="", editable=False, max_length=40),
        ),
        migrations.AddField(
            model_name="case",
            name="transit_countries",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=2), blank=True, default=list, editable=False, size=None
            ),
        ),
        migrations.AlterField(
            model_name="exploitation",
            name="number",
            field=models.IntegerField(default=1, editable=False),
        ),
        migrations.AlterField(
            model_name="exploitation",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="%(class)ss", to="cases.case"
            ),
        ),
        migrations.AlterField(
            model_name="trafficking",
            name="case",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="%(class)s", to="cases.case"
            ),
        ),
        migrations.AlterField(
            model_name="attachment",
            name="file",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="vault.sealedblob",
                verbose_name="File",
            ),
        ),
        migrations.CreateModel(
            name="AssistanceItem",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("envelope", models.BinaryField()),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("filled", models.PositiveSmallIntegerField(default=0, verbose_name="How full, in quarters")),
                ("number", models.IntegerField(default=1, editable=False)),
                (
                    "removed_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="Removed"),
                ),
                ("assist_phase", models.CharField(blank=True, default="", max_length=40)),
                ("assist_type", models.CharField(blank=True, default="", max_length=40)),
                ("assist_start", models.DateField(blank=True, null=True)),
                ("assist_end", models.DateField(blank=True, null=True)),
                ("assist_status", models.CharField(blank=True, default="", max_length=40)),
                (
                    "assist_consent",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.consentrecord",
                        verbose_name="Consent relied on",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="cases.case",
                    ),
                ),
                (
                    "removed_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "assistance",
                "verbose_name_plural": "assistance",
                "ordering": ["number"],
                "abstract": False,
                "default_permissions": (),
                "base_manager_name": "with_removed",
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("with_removed", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="CaseClosure",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("envelope", models.BinaryField()),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("filled", models.PositiveSmallIntegerField(default=0, verbose_name="How full, in quarters")),
                ("closure_date", models.DateField(blank=True, editable=False, null=True)),
                ("closure_reason", models.CharField(blank=True, default="", max_length=40)),
                ("reopened_date", models.DateField(blank=True, editable=False, null=True)),
                ("retrafficked", models.CharField(blank=True, default="", max_length=40)),
                ("retention_until", models.DateField(blank=True, editable=False, null=True)),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="%(class)s", to="cases.case"
                    ),
                ),
                (
                    "closure_approved_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="Approved by",
                    ),
                ),
            ],
            options={
                "verbose_name": "closure",
                "verbose_name_plural": "closures",
                "abstract": False,
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="CaseLawEnforcement",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("envelope", models.BinaryField()),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("filled", models.PositiveSmallIntegerField(default=0, verbose_name="How full, in quarters")),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="%(class)s", to="cases.case"
                    ),
                ),
            ],
            options={
                "verbose_name": "police and courts",
                "verbose_name_plural": "police and courts",
                "abstract": False,
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="CaseLegalStatus",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("envelope", models.BinaryField()),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("filled", models.PositiveSmallIntegerField(default=0, verbose_name="How full, in quarters")),
                ("reflection_end", models.DateField(blank=True, null=True)),
                ("permit_until", models.DateField(blank=True, null=True)),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="%(class)s", to="cases.case"
                    ),
                ),
            ],
            options={
                "verbose_name": "right to stay",
                "verbose_name_plural": "rights to stay",
                "abstract": False,
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="ChildProtection",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("envelope", models.BinaryField()),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("filled", models.PositiveSmallIntegerField(default=0, verbose_name="How full, in quarters")),
                ("child_accompaniment", models.CharField(blank=True, default="", max_length=40)),
                ("guardian_type", models.CharField(blank=True, default="", max_length=40)),
                ("bid_required", models.BooleanField(editable=False, null=True)),
                ("bid_outcome", models.CharField(blank=True, default="", editable=False, max_length=40)),
                ("bid_review", models.DateField(blank=True, editable=False, null=True)),
                ("tracing_status", models.CharField(blank=True, default="", editable=False, max_length=40)),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="%(class)s", to="cases.case"
                    ),
                ),
            ],
            options={
                "verbose_name": "child protection",
                "verbose_name_plural": "child protection",
                "abstract": False,
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Determination",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("envelope", models.BinaryField()),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("filled", models.PositiveSmallIntegerField(default=0, verbose_name="How full, in quarters")),
                ("determination", models.CharField(blank=True, default="", editable=False, max_length=40)),
                ("determination_date", models.DateField(blank=True, editable=False, null=True)),
                (
                    "determination_org",
                    models.CharField(blank=True, default="", editable=False, max_length=40),
                ),
                (
                    "not_established_kind",
                    models.CharField(blank=True, default="", editable=False, max_length=40),
                ),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="%(class)s", to="cases.case"
                    ),
                ),
                (
                    "determination_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="Decided by",
                    ),
                ),
            ],
            options={
                "verbose_name": "determination",
                "verbose_name_plural": "determinations",
                "abstract": False,
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="FamilyMember",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("envelope", models.BinaryField()),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("filled", models.PositiveSmallIntegerField(default=0, verbose_name="How full, in quarters")),
                ("number", models.IntegerField(default=1, editable=False)),
                (
                    "removed_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="Removed"),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="cases.case",
                    ),
                ),
                (
                    "removed_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "relative",
                "verbose_name_plural": "relatives",
                "ordering": ["number"],
                "abstract": False,
                "default_permissions": (),
                "base_manager_name": "with_removed",
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("with_removed", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="HealthRecord",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("envelope", models.BinaryField()),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("filled", models.PositiveSmallIntegerField(default=0, verbose_name="How full, in quarters")),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="%(class)s", to="cases.case"
                    ),
                ),
            ],
            options={
                "verbose_name": "health",
                "verbose_name_plural": "health",
                "abstract": False,
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="IdentityDocument",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("envelope", models.BinaryField()),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("filled", models.PositiveSmallIntegerField(default=0, verbose_name="How full, in quarters")),
                ("number", models.IntegerField(default=1, editable=False)),
                (
                    "removed_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="Removed"),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="cases.case",
                    ),
                ),
                (
                    "removed_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "document",
                "verbose_name_plural": "documents",
                "ordering": ["number"],
                "abstract": False,
                "default_permissions": (),
                "base_manager_name": "with_removed",
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("with_removed", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Interview",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("envelope", models.BinaryField()),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("filled", models.PositiveSmallIntegerField(default=0, verbose_name="How full, in quarters")),
                ("number", models.IntegerField(default=1, editable=False)),
                (
                    "removed_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="Removed"),
                ),
                ("interview_date", models.DateField(blank=True, null=True)),
                ("interview_country", models.CharField(blank=True, default="", max_length=2)),
                ("interview_outcome", models.CharField(blank=True, default="", max_length=40)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="cases.case",
                    ),
                ),
                (
                    "interviewer",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="Interviewer",
                    ),
                ),
                (
                    "removed_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "interview",
                "verbose_name_plural": "interviews",
                "ordering": ["number"],
                "abstract": False,
                "default_permissions": (),
                "base_manager_name": "with_removed",
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("with_removed", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="NeedsAssessment",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("envelope", models.BinaryField()),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("filled", models.PositiveSmallIntegerField(default=0, verbose_name="How full, in quarters")),
                ("number", models.IntegerField(default=1, editable=False)),
                (
                    "removed_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="Removed"),
                ),
                ("needs_date", models.DateField(blank=True, null=True)),
                ("needs_next_review", models.DateField(blank=True, null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="cases.case",
                    ),
                ),
                (
                    "removed_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "needs assessment",
                "verbose_name_plural": "needs assessments",
                "ordering": ["number"],
                "abstract": False,
                "default_permissions": (),
                "base_manager_name": "with_removed",
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("with_removed", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Perpetrator",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("envelope", models.BinaryField()),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("filled", models.PositiveSmallIntegerField(default=0, verbose_name="How full, in quarters")),
                ("number", models.IntegerField(default=1, editable=False)),
                (
                    "removed_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="Removed"),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="cases.case",
                    ),
                ),
                (
                    "removed_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "alleged perpetrator",
                "verbose_name_plural": "alleged perpetrators",
                "ordering": ["number"],
                "abstract": False,
                "default_permissions": (),
                "base_manager_name": "with_removed",
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("with_removed", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="PersonFamily",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("envelope", models.BinaryField()),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("filled", models.PositiveSmallIntegerField(default=0, verbose_name="How full, in quarters")),
                (
                    "living_before",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), blank=True, default=list, size=None
                    ),
                ),
                ("number_of_children", models.IntegerField(blank=True, null=True)),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="%(class)s", to="cases.case"
                    ),
                ),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)s",
                        to="cases.person",
                    ),
                ),
            ],
            options={
                "verbose_name": "family",
                "verbose_name_plural": "families",
                "abstract": False,
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="RiskAssessment",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("envelope", models.BinaryField()),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("filled", models.PositiveSmallIntegerField(default=0, verbose_name="How full, in quarters")),
                ("number", models.IntegerField(default=1, editable=False)),
                (
                    "removed_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="Removed"),
                ),
                ("risk_type", models.CharField(blank=True, default="", max_length=40)),
                ("risk_date", models.DateField(blank=True, null=True)),
                ("risk_level", models.CharField(blank=True, default="", editable=False, max_length=40)),
                ("risk_immediate", models.BooleanField(editable=False, null=True)),
                ("risk_level_final", models.CharField(blank=True, default="", editable=False, max_length=40)),
                ("risk_next_review", models.DateField(blank=True, editable=False, null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="cases.case",
                    ),
                ),
                (
                    "removed_by",
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
                    "risk_assessor",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="Assessor",
                    ),
                ),
            ],
            options={
                "verbose_name": "risk assessment",
                "verbose_name_plural": "risk assessments",
                "ordering": ["number"],
                "abstract": False,
                "default_permissions": (),
                "base_manager_name": "with_removed",
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("with_removed", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="TraffickingExit",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("envelope", models.BinaryField()),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("filled", models.PositiveSmallIntegerField(default=0, verbose_name="How full, in quarters")),
                (
                    "exit_mode",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), blank=True, default=list, size=None
                    ),
                ),
                ("trafficked_before", models.CharField(blank=True, default="", max_length=40)),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="%(class)s", to="cases.case"
                    ),
                ),
            ],
            options={
                "verbose_name": "exit",
                "verbose_name_plural": "exits",
                "abstract": False,
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="TransitLeg",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("envelope", models.BinaryField()),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("filled", models.PositiveSmallIntegerField(default=0, verbose_name="How full, in quarters")),
                ("number", models.IntegerField(default=1, editable=False)),
                (
                    "removed_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="Removed"),
                ),
                ("leg_number", models.IntegerField(blank=True, null=True)),
                ("leg_from_country", models.CharField(blank=True, default="", max_length=2)),
                ("leg_to_country", models.CharField(blank=True, default="", max_length=2)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="cases.case",
                    ),
                ),
                (
                    "removed_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "leg of the journey",
                "verbose_name_plural": "legs of the journey",
                "ordering": ["leg_number", "number"],
                "abstract": False,
                "default_permissions": (),
                "base_manager_name": "with_removed",
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("with_removed", django.db.models.manager.Manager()),
            ],
        ),
        migrations.RunSQL(
            PROTECT,
            [("DELETE FROM row_security_table WHERE table_name = %s", [f"cases_{t}"]) for t in TABLES],
        ),
        migrations.RunSQL(
            [
                (LISTED, [process, f"cases_{name}", may_write])
                for process, tables in SYSTEMS.items()
                for name, may_write in tables.items()
            ],
            [("DELETE FROM row_security_system WHERE table_name = %s", [f"cases_{name}"]) for name in TABLES],
        ),
    ]
