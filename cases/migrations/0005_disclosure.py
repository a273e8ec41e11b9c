"""Who received data of a case: rows that are never changed. Columns the vault rewrites may change."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

KEEP = """
CREATE FUNCTION cases_disclosure_is_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a disclosure is never changed' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER disclosure_is_immutable
    BEFORE UPDATE OF case_id, at, by_id, recipient_kind, ground, how
    ON cases_disclosure FOR EACH ROW EXECUTE FUNCTION cases_disclosure_is_immutable();
"""
DROP = """
DROP TRIGGER disclosure_is_immutable ON cases_disclosure;
DROP FUNCTION cases_disclosure_is_immutable();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0004_recruitment"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Disclosure",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("envelope", models.BinaryField()),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="When")),
                (
                    "recipient_kind",
                    models.CharField(
                        choices=[
                            ("the_person", "The person"),
                            ("own_office", "Another office of the organisation"),
                            ("provider", "A service provider"),
                            ("health_care", "Health care"),
                            ("lawyer", "A lawyer"),
                            ("police_or_court", "Police, prosecution or court"),
                            ("authority", "Another authority"),
                            ("family", "Family"),
                            ("other", "Somebody else"),
                        ],
                        max_length=20,
                        verbose_name="Kind of recipient",
                    ),
                ),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("consent", "Consent"),
                            ("vital_interest", "Danger to life or of serious harm"),
                            ("legal_duty", "A duty under the law"),
                            ("public_interest", "Public interest laid down by law"),
                        ],
                        max_length=20,
                        verbose_name="Ground",
                    ),
                ),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("message", "A message between offices"),
                            ("export", "An encrypted file"),
                            ("paper", "Paper"),
                            ("by_word", "By word of mouth or telephone"),
                            ("api", "A connection between systems"),
                            ("electronic", "E-mail or another electronic way"),
                        ],
                        max_length=12,
                        verbose_name="How",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="By",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="disclosures",
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
            ],
            options={
                "verbose_name": "disclosure",
                "verbose_name_plural": "disclosures",
                "ordering": ["-at", "pk"],
                "default_permissions": (),
                "indexes": [models.Index(fields=["case", "-at"], name="disclosure_newest")],
            },
        ),
        migrations.RunSQL(KEEP, DROP),
    ]
