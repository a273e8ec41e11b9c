"""Jobs of rotation, splittings of the root key, and what tells running processes that the ring changed."""

import uuid

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("vault", "0002_erasure_ledger"),
    ]

    operations = [
        migrations.CreateModel(
            name="RootQuorum",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("root_check", models.BinaryField(max_length=8)),
                ("identifier", models.PositiveIntegerField()),
                ("threshold", models.PositiveSmallIntegerField()),
                ("officers", models.PositiveSmallIntegerField()),
                ("split_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("rehearsed_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="RotationJob",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("kek", "Keys of one class"),
                            ("manifest", "Manifests"),
                            ("index", "Search index"),
                            ("switch", "New work only"),
                            ("scope", "Keys of one record"),
                            ("root", "Root key"),
                        ],
                        max_length=10,
                    ),
                ),
                ("name", models.CharField(max_length=40)),
                ("scope", models.UUIDField(null=True)),
                ("from_version", models.PositiveIntegerField(default=0)),
                ("to_version", models.PositiveIntegerField(default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[("running", "Running"), ("stuck", "Stuck"), ("done", "Done")],
                        default="running",
                        max_length=10,
                    ),
                ),
                ("done", models.PositiveBigIntegerField(default=0)),
                ("total", models.PositiveBigIntegerField(default=0)),
                ("problems", models.PositiveBigIntegerField(default=0)),
                ("started_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("heartbeat", models.DateTimeField(default=django.utils.timezone.now)),
                ("finished_at", models.DateTimeField(null=True)),
                ("retire_after", models.DateTimeField(null=True)),
            ],
        ),
        migrations.RemoveIndex(
            model_name="scopekey",
            name="vault_scope_key_rewrap",
        ),
        migrations.AddField(
            model_name="deployment",
            name="ring_serial",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="ringkey",
            name="state_since",
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.AddIndex(
            model_name="scopekey",
            index=models.Index(fields=["key_class", "kek_version", "scope"], name="vault_scope_key_rotate"),
        ),
        migrations.AddConstraint(
            model_name="rootquorum",
            constraint=models.UniqueConstraint(fields=("root_check", "identifier"), name="vault_quorum_once"),
        ),
        migrations.AddConstraint(
            model_name="rotationjob",
            constraint=models.UniqueConstraint(
                condition=models.Q(("scope", None), models.Q(("state", "done"), _negated=True)),
                fields=("name",),
                name="vault_one_rotation_per_key",
            ),
        ),
        migrations.AddConstraint(
            model_name="rotationjob",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "done"), _negated=True),
                fields=("scope",),
                name="vault_one_rotation_per_scope",
            ),
        ),
    ]
