"""The erasure ledger, which the application may only add to; and a key table that is vacuumed at once."""

from django.db import migrations, models

APPEND_ONLY = """
CREATE FUNCTION vault_ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the erasure ledger is append-only' USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER vault_ledger_keeps_rows BEFORE UPDATE OR DELETE ON vault_erasureledger
    FOR EACH ROW EXECUTE FUNCTION vault_ledger_refuse();
CREATE TRIGGER vault_ledger_keeps_all BEFORE TRUNCATE ON vault_erasureledger
    FOR EACH STATEMENT EXECUTE FUNCTION vault_ledger_refuse();
ALTER TABLE vault_erasureledger ENABLE ALWAYS TRIGGER vault_ledger_keeps_rows;
ALTER TABLE vault_erasureledger ENABLE ALWAYS TRIGGER vault_ledger_keeps_all;
REVOKE UPDATE, DELETE ON vault_erasureledger FROM wayhome_app;

-- The application owns no table and cannot vacuum one: one deleted key is reason enough for the server to do it.
ALTER TABLE vault_scopekey SET (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("vault", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ErasureLedger",
            fields=[
                ("n", models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ("scope", models.UUIDField()),
                ("classes", models.CharField(max_length=200)),
                ("reason", models.CharField(max_length=32)),
                ("at", models.PositiveBigIntegerField()),
                ("key_version", models.PositiveIntegerField()),
                ("prev", models.BinaryField(max_length=32)),
                ("mac", models.BinaryField(max_length=32)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("prev",), name="vault_ledger_has_no_fork")],
            },
        ),
        migrations.RunSQL(APPEND_ONLY, migrations.RunSQL.noop),
    ]
