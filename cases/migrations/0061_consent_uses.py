"""What a consent to one use was used for (domain/consent.md 2)."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0060_alerts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ConsentUse",
            fields=[
                ("envelope", models.BinaryField()),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "noted_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="Recorded"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="consent_uses",
                        to="cases.case",
                    ),
                ),
                (
                    "consent",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="use",
                        to="cases.consentrecord",
                        verbose_name="Consent",
                    ),
                ),
                (
                    "noted_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "use of a consent",
                "verbose_name_plural": "uses of consents",
                "ordering": ["-noted_at", "pk"],
                "default_permissions": (),
            },
        ),
        migrations.RunSQL(
            "SELECT row_security_protect('cases_consentuse', 'case_id')", migrations.RunSQL.noop
        ),
    ]
