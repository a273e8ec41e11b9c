"""Events may leave the audit by whole seals, under a record the sealer has signed; and two indexes for readers."""

from django.db import migrations

DROPS = """
-- What was dropped: every event of the seals first_seal to last_seal. The seals themselves stay.
CREATE TABLE audit_drop (
    n bigint PRIMARY KEY,
    first_seal bigint NOT NULL,
    last_seal bigint NOT NULL,
    events bigint NOT NULL CHECK (events >= 0),
    -- The digest of the last of these seals: the record cannot be kept for another chain.
    sealed_as bytea NOT NULL,
    at timestamptz NOT NULL,
    -- The agreement of two persons this was done under.
    approval uuid NOT NULL,
    key bytea NOT NULL,
    signature bytea NOT NULL,
    CHECK (first_seal <= last_seal)
);

CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- audit_drop_sealed runs as the owner and says so for the one statement it makes.
    IF TG_OP = 'DELETE' AND TG_TABLE_NAME = 'audit_event' AND current_setting('audit.dropping', true) = 'on'
        AND current_user = (
            SELECT tableowner FROM pg_catalog.pg_tables WHERE schemaname = 'public' AND tablename = 'audit_event'
        )
    THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'the audit is append-only' USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE FUNCTION audit_drop_sealed(seal bigint) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE
    sealed public.audit_seal;
    gone bigint;
BEGIN
    IF NOT EXISTS (SELECT FROM public.audit_drop WHERE seal BETWEEN first_seal AND last_seal) THEN
        RAISE EXCEPTION 'no record says that the events of this seal may go'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT * INTO STRICT sealed FROM public.audit_seal WHERE n = seal;
    PERFORM set_config('audit.dropping', 'on', true);
    DELETE FROM public.audit_event
    WHERE epoch = sealed.epoch AND tx >= sealed.tx_lo AND tx < sealed.tx_hi;
    GET DIAGNOSTICS gone = ROW_COUNT;
    PERFORM set_config('audit.dropping', '', true);
    RETURN gone;
END
$$;

CREATE TRIGGER audit_drop_keeps_rows BEFORE UPDATE OR DELETE ON audit_drop
    FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_drop_keeps_all BEFORE TRUNCATE ON audit_drop
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
ALTER TABLE audit_drop ENABLE ALWAYS TRIGGER audit_drop_keeps_rows;
ALTER TABLE audit_drop ENABLE ALWAYS TRIGGER audit_drop_keeps_all;

REVOKE ALL ON audit_drop FROM wayhome_app;
GRANT SELECT, INSERT ON audit_drop TO wayhome_sealer;
GRANT SELECT ON audit_drop TO wayhome_audit;
REVOKE EXECUTE ON FUNCTION audit_drop_sealed(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_drop_sealed(bigint) TO wayhome_sealer;

-- The reading room asks for exports, emergency access and prints by name, and for a span of time.
CREATE INDEX audit_event_name ON audit_event (name, id);
CREATE INDEX audit_event_at ON audit_event USING brin (at);
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_events_and_seals")]
    operations = [migrations.RunSQL(DROPS)]
