import uuid

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Manifest",
            fields=[
                ("scope", models.UUIDField(primary_key=True, serialize=False)),
                ("payload", models.BinaryField()),
                ("mac", models.BinaryField(max_length=32)),
            ],
        ),
        migrations.CreateModel(
            name="SealedBlob",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("envelope", models.BinaryField()),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("scope", models.UUIDField(db_index=True, editable=False)),
                (
                    "key_class",
                    models.CharField(
                        choices=[
                            ("identity", "identity"),
                            ("general", "general"),
                            ("location", "location"),
                            ("evidence", "evidence"),
                            ("audit_detail", "audit_detail"),
                            ("export", "export"),
                            ("account", "account"),
                        ],
                        editable=False,
                        max_length=20,
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Deployment",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("root_check", models.BinaryField(max_length=8)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="vault_one_deployment")
                ],
            },
        ),
        migrations.CreateModel(
            name="RingKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=40)),
                ("version", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("active", "Active"),
                            ("decrypt_only", "Decrypt Only"),
                            ("retired", "Retired"),
                        ],
                        default="active",
                        max_length=12,
                    ),
                ),
                ("wrapped", models.BinaryField()),
                ("check_value", models.BinaryField(max_length=8)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("name", "version"), name="vault_ring_key_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "active")),
                        fields=("name",),
                        name="vault_one_active_ring_key",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ScopeKey",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "scope",
                        "key_class",
                        "generation",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("scope", models.UUIDField()),
                ("key_class", models.CharField(max_length=20)),
                ("generation", models.PositiveIntegerField(default=1)),
                ("kek_version", models.PositiveIntegerField()),
                ("wrapped", models.BinaryField()),
            ],
            options={
                "indexes": [models.Index(fields=["key_class", "kek_version"], name="vault_scope_key_rewrap")],
            },
        ),
        migrations.CreateModel(
            name="BlobChunk",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "blob_id", "number", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("is_last", models.BooleanField()),
                ("sealed", models.BinaryField()),
                (
                    "blob",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="chunks",
                        to="vault.sealedblob",
                    ),
                ),
            ],
        ),
    ]
