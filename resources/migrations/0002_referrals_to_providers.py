"""Referrals of an item of assistance to a provider, with what the provider says of them."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import vault.made

TABLES = ("resources_providerreferral", "resources_providerreport")
PROTECT = "".join(f"SELECT row_security_protect('{table}', 'case_id');" for table in TABLES)
# Who answers for a provider reaches no case: the desk asks under a rule of its own, for its organisation only.
LIST = """
INSERT INTO row_security_system (name, table_name, may_write) VALUES
    ('provider_desk', 'resources_providerreferral', true),
    ('provider_desk', 'resources_providerreport', true),
    ('provider_desk', 'cases_case', false)
ON CONFLICT (name, table_name) DO NOTHING;
"""
UNLIST = "DELETE FROM row_security_system WHERE name = 'provider_desk'"


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0062_noes_over_yes"),
        ("resources", "0001_providers"),
        ("vault", "0005_row_security"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ProviderReferral",
            fields=[
                ("envelope", models.BinaryField()),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("code", models.CharField(editable=False, max_length=6, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("data", "With data of the person"), ("enquiry", "Enquiry without data")],
                        max_length=8,
                        verbose_name="Kind",
                    ),
                ),
                ("service", models.CharField(blank=True, default="", max_length=40)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("sent", "Sent"),
                            ("accepted", "Accepted"),
                            ("declined", "Declined"),
                            ("started", "Help began"),
                            ("ended", "Help ended"),
                            ("stopped", "Stopped: the consent was withdrawn"),
                            ("returned", "What was received is returned or destroyed"),
                        ],
                        default="sent",
                        max_length=8,
                        verbose_name="State",
                    ),
                ),
                ("sent_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("stopped_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("health_closed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "agreement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="resources.agreement",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="provider_referrals",
                        to="cases.case",
                    ),
                ),
                (
                    "consent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="cases.consentrecord",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="referrals",
                        to="cases.assistanceitem",
                    ),
                ),
                (
                    "provider",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="resources.provider",
                        verbose_name="Provider",
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "referral to a provider",
                "verbose_name_plural": "referrals to providers",
                "ordering": ["-sent_at", "pk"],
                "default_permissions": (),
            },
            bases=(vault.made.Made, models.Model),
        ),
        migrations.CreateModel(
            name="ProviderReport",
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
                            ("sent", "Sent"),
                            ("accepted", "Accepted"),
                            ("declined", "Declined"),
                            ("started", "Help began"),
                            ("ended", "Help ended"),
                            ("stopped", "Stopped: the consent was withdrawn"),
                            ("returned", "What was received is returned or destroyed"),
                        ],
                        max_length=8,
                        verbose_name="State",
                    ),
                ),
                ("on", models.DateField(verbose_name="Day")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "by",
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cases.case"
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reports",
                        to="resources.providerreferral",
                    ),
                ),
            ],
            options={
                "verbose_name": "report of a provider",
                "verbose_name_plural": "reports of providers",
                "ordering": ["at", "pk"],
                "default_permissions": (),
            },
            bases=(vault.made.Made, models.Model),
        ),
        migrations.AddIndex(
            model_name="providerreferral",
            index=models.Index(fields=["provider", "-sent_at"], name="referral_of_provider"),
        ),
        migrations.RunSQL(PROTECT, migrations.RunSQL.noop),
        migrations.RunSQL(LIST, UNLIST),
    ]
