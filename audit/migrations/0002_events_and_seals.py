"""The tables of the audit, written as SQL because their defaults, triggers and grants are the point of them."""

from django.db import migrations

TABLES = r"""
CREATE TABLE audit_epoch (
    epoch integer PRIMARY KEY,
    -- Which cluster on which timeline: both change when a database is restored or moved.
    place text NOT NULL,
    reason varchar(32) NOT NULL CHECK (reason ~ '^[a-z_]+$'),
    started_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE FUNCTION audit_place() RETURNS text LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog AS $$
    SELECT (SELECT system_identifier FROM pg_control_system())::text
        || '/' || left(pg_walfile_name(pg_current_wal_lsn()), 8)
$$;

-- The epoch of an event written now. The first event after a restore begins the next one.
CREATE FUNCTION audit_epoch_now() RETURNS integer LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE
    newest public.audit_epoch;
    here text := public.audit_place();
BEGIN
    SELECT * INTO newest FROM public.audit_epoch ORDER BY epoch DESC LIMIT 1;
    IF newest.place = here THEN
        RETURN newest.epoch;
    END IF;
    PERFORM pg_advisory_xact_lock(7430021);
    SELECT * INTO newest FROM public.audit_epoch ORDER BY epoch DESC LIMIT 1;
    IF newest.place IS DISTINCT FROM here THEN
        INSERT INTO public.audit_epoch (epoch, place, reason)
        VALUES (coalesce(newest.epoch, 0) + 1, here, CASE WHEN newest.epoch IS NULL THEN 'first' ELSE 'moved' END)
        RETURNING * INTO newest;
    END IF;
    RETURN newest.epoch;
END
$$;

CREATE TABLE audit_event (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tx xid8 NOT NULL DEFAULT pg_current_xact_id(),
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    epoch integer NOT NULL DEFAULT audit_epoch_now(),
    nonce uuid NOT NULL UNIQUE,
    actor uuid,
    on_behalf_of uuid,
    system varchar(64) CHECK (system ~ '^[A-Za-z0-9_.:-]+$'),
    office uuid,
    session varchar(16) CHECK (session ~ '^[0-9a-f]+$'),
    request uuid,
    origin varchar(16) CHECK (origin ~ '^[0-9a-f]+$'),
    name varchar(64) NOT NULL CHECK (name ~ '^[a-z_]+\.[a-z_]+$'),
    object_label varchar(64) CHECK (object_label ~ '^[a-z0-9_.]+$'),
    object_id varchar(64) CHECK (object_id ~ '^[A-Za-z0-9_.:-]+$'),
    scope uuid,
    purpose varchar(64) CHECK (purpose ~ '^[a-z0-9_.:-]+$'),
    result varchar(8) NOT NULL CHECK (result IN ('done', 'refused', 'failed')),
    facts jsonb NOT NULL CHECK (jsonb_typeof(facts) = 'object'),
    key_version smallint NOT NULL,
    mac bytea NOT NULL
);
CREATE INDEX audit_event_order ON audit_event (epoch, tx, id);
CREATE INDEX audit_event_scope ON audit_event (scope, id) WHERE scope IS NOT NULL;
CREATE INDEX audit_event_actor ON audit_event (actor, id) WHERE actor IS NOT NULL;
CREATE INDEX audit_event_office ON audit_event (office, id) WHERE office IS NOT NULL;

CREATE TABLE audit_seal (
    n bigint PRIMARY KEY,
    epoch integer NOT NULL,
    tx_lo xid8 NOT NULL,
    tx_hi xid8 NOT NULL,
    count integer NOT NULL CHECK (count >= 0),
    root bytea NOT NULL,
    prev bytea NOT NULL,
    at timestamptz NOT NULL,
    key bytea NOT NULL,
    signature bytea NOT NULL,
    -- For each event its id (8 bytes) and the beginning of its leaf (8 bytes): names the row when the root differs.
    leaves bytea NOT NULL,
    CHECK (tx_lo < tx_hi),
    UNIQUE (epoch, tx_lo)
);
"""

APPEND_ONLY = """
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit is append-only' USING ERRCODE = 'insufficient_privilege';
END
$$;
"""

TRIGGERS = """
CREATE TRIGGER {table}_keeps_rows BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER {table}_keeps_all BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
-- ALWAYS: also where a session calls itself a replica.
ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_keeps_rows;
ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_keeps_all;
"""

GRANTS = """
REVOKE ALL ON audit_event, audit_seal, audit_epoch FROM wayhome_app;
REVOKE ALL ON SEQUENCE audit_event_id_seq FROM wayhome_app;
-- Not id, tx, at and epoch: those the database writes. No SELECT: readers have a role of their own.
GRANT INSERT (nonce, actor, on_behalf_of, system, office, session, request, origin, name, object_label,
              object_id, scope, purpose, result, facts, key_version, mac) ON audit_event TO wayhome_app;
-- Enough to see how far sealing has come.
GRANT SELECT (n, epoch, at) ON audit_seal TO wayhome_app;

GRANT SELECT ON audit_event TO wayhome_sealer;
GRANT SELECT, INSERT ON audit_seal, audit_epoch TO wayhome_sealer;

GRANT SELECT ON audit_event, audit_seal, audit_epoch TO wayhome_audit;

REVOKE EXECUTE ON FUNCTION audit_epoch_now(), audit_place() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_epoch_now() TO wayhome_app, wayhome_sealer;
GRANT EXECUTE ON FUNCTION audit_place() TO wayhome_sealer;

-- The first epoch exists before the first event.
SELECT audit_epoch_now();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_database_roles")]
    operations = [
        migrations.RunSQL(TABLES + APPEND_ONLY),
        *[
            migrations.RunSQL(TRIGGERS.format(table=name))
            for name in ("audit_event", "audit_seal", "audit_epoch")
        ],
        migrations.RunSQL(GRANTS),
    ]
