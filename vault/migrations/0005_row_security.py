"""Row security: the context of a transaction, the named processes, and how a table is put under it.

docs/decisions/0090 explains the parts. Everything belongs to `wayhome_owner`; `wayhome_app` may call the
functions it needs and read the two lists.
"""

from django.db import migrations

TABLES = """
-- The two keys of the context: the application's (the ring holds the same one) and one that never leaves the database.
-- Kept as the two pads of HMAC, so that checking one costs two digests.
CREATE TABLE row_security_key (
    purpose text NOT NULL CHECK (purpose IN ('application', 'transaction')),
    version integer NOT NULL CHECK (version > 0),
    inner_pad bytea NOT NULL CHECK (length(inner_pad) = 64),
    outer_pad bytea NOT NULL CHECK (length(outer_pad) = 64),
    PRIMARY KEY (purpose, version)
);
REVOKE ALL ON row_security_key FROM wayhome_app;

-- Which tables are protected, and by which column they hang on a case.
CREATE TABLE row_security_table (
    table_name text PRIMARY KEY,
    case_column text NOT NULL
);

-- The named processes, and what each may read or write; '*' stands for every protected table.
CREATE TABLE row_security_system (
    name text NOT NULL CHECK (name ~ '^[a-z_]+$'),
    table_name text NOT NULL,
    may_write boolean NOT NULL DEFAULT false,
    PRIMARY KEY (name, table_name)
);
REVOKE ALL ON row_security_table, row_security_system FROM wayhome_app;
GRANT SELECT ON row_security_table, row_security_system TO wayhome_app;
"""

KEYS = """
CREATE FUNCTION row_security_pad(key bytea, filler integer) RETURNS bytea LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog AS $$
DECLARE
    pad bytea := decode(repeat(lpad(to_hex(filler), 2, '0'), 64), 'hex');
BEGIN
    FOR place IN 0 .. length(key) - 1 LOOP
        pad := set_byte(pad, place, filler # get_byte(key, place));
    END LOOP;
    RETURN pad;
END
$$;

CREATE FUNCTION row_security_put_key(which text, number integer, key bytea) RETURNS void LANGUAGE sql
SET search_path = pg_catalog AS $$
    INSERT INTO public.row_security_key (purpose, version, inner_pad, outer_pad)
    VALUES (which, number, public.row_security_pad(key, 54), public.row_security_pad(key, 92))
    ON CONFLICT (purpose, version)
    DO UPDATE SET inner_pad = EXCLUDED.inner_pad, outer_pad = EXCLUDED.outer_pad
$$;

SELECT row_security_put_key(
    'transaction', 1,
    sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8'))
);

-- The transaction under way: no other one of this session began in the same microsecond.
CREATE FUNCTION row_security_moment() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT (extract(epoch FROM transaction_timestamp()) * 1000000)::bigint
$$;
"""

# `claims` is `u=<person>;<permission>={<offices>};…;e=<moment>` or `s=<process>;e=<moment>`.
CONTEXT = """
CREATE FUNCTION row_security_set(claims text) RETURNS void LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog AS $$
BEGIN
    PERFORM set_config(
        'wayhome.context',
        claims || '|' || (
            SELECT encode(sha256(k.outer_pad || sha256(
                k.inner_pad || convert_to(claims || '|' || public.row_security_moment(), 'UTF8'))), 'hex')
            FROM public.row_security_key k WHERE k.purpose = 'transaction' AND k.version = 1
        ),
        true
    );
END
$$;

-- Who asks, until the end of this transaction. `mac` is made by the application over the claims, this backend and this
-- transaction: read over somebody's shoulder it is worth nothing in another backend or a moment later.
CREATE FUNCTION row_context_enter(claims text, key_version integer, mac bytea) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    expected bytea := (
        SELECT sha256(k.outer_pad || sha256(k.inner_pad || convert_to(
            claims || '|' || pg_backend_pid() || '|' || public.row_security_moment(), 'UTF8')))
        FROM public.row_security_key k WHERE k.purpose = 'application' AND k.version = key_version
    );
BEGIN
    IF mac IS NULL OR expected IS DISTINCT FROM mac OR position('|' IN claims) > 0 THEN
        RAISE EXCEPTION 'the row context is not signed for this transaction' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF left(claims, 2) = 's=' AND NOT EXISTS (
        SELECT FROM public.row_security_system s
        WHERE s.name = substring(claims FROM '^s=([a-z_]+);') AND s.name <> 'migration'
    ) THEN
        RAISE EXCEPTION 'no such process is listed' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM public.row_security_set(claims);
END
$$;

-- The claims in force, or NULL without a context. Refuses what row_security_set did not write in this transaction.
CREATE FUNCTION row_context() RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = pg_catalog AS $$
DECLARE
    stored text := current_setting('wayhome.context', true);
    claims text;
BEGIN
    IF stored IS NULL OR stored = '' THEN
        RETURN NULL;
    END IF;
    claims := split_part(stored, '|', 1);
    IF split_part(stored, '|', 2) IS DISTINCT FROM (
        SELECT encode(sha256(k.outer_pad || sha256(
            k.inner_pad || convert_to(claims || '|' || public.row_security_moment(), 'UTF8'))), 'hex')
        FROM public.row_security_key k WHERE k.purpose = 'transaction' AND k.version = 1
    ) THEN
        RAISE EXCEPTION 'the row context was not given to this transaction' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF substring(claims FROM ';e=([0-9]+)$')::bigint < extract(epoch FROM clock_timestamp()) THEN
        RAISE EXCEPTION 'the row context has expired' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN claims;
END
$$;

-- The person in force, or NULL.
CREATE FUNCTION row_user() RETURNS uuid LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN substring(public.row_context() FROM '^u=([0-9a-f-]{36});')::uuid;
END
$$;

-- The offices where the person in force holds a permission (as far as it is among those that the context carries).
CREATE FUNCTION row_offices(permission text) RETURNS uuid[] LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN substring(public.row_context() FROM ';' || permission || '=({[^}]*});')::uuid[];
END
$$;

-- Whether the process in force may read, or write, a table. For a person at once false: nothing to verify in that.
CREATE FUNCTION row_system_reads(asked text) RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    process text;
BEGIN
    IF left(current_setting('wayhome.context', true), 2) IS DISTINCT FROM 's=' THEN
        RETURN false;
    END IF;
    process := substring(public.row_context() FROM '^s=([a-z_]+);');
    RETURN EXISTS (
        SELECT FROM public.row_security_system s
        WHERE s.name = process AND s.table_name IN (asked, '*')
    );
END
$$;

CREATE FUNCTION row_system_writes(asked text) RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    process text;
BEGIN
    IF left(current_setting('wayhome.context', true), 2) IS DISTINCT FROM 's=' THEN
        RETURN false;
    END IF;
    process := substring(public.row_context() FROM '^s=([a-z_]+);');
    RETURN EXISTS (
        SELECT FROM public.row_security_system s
        WHERE s.name = process AND s.table_name IN (asked, '*')
            AND s.may_write
    );
END
$$;

-- For data migrations: the owner names itself. It needs no signature, because it could change the policies as well.
CREATE FUNCTION row_context_migration() RETURNS void LANGUAGE sql VOLATILE AS $$
    SELECT public.row_security_set(
        's=migration;e=' || (extract(epoch FROM clock_timestamp()) + 86400)::bigint)
$$;
INSERT INTO row_security_system (name, table_name, may_write) VALUES ('migration', '*', true);
"""

PROTECT = """
-- Put a table under row security: `case_column` holds the case each row hangs on. A person reads and writes the rows of
-- the cases within reach (row_reached), a named process those of its list. `also` is one more condition under which a
-- person reads a row, for tables that others than the case's people look at; whoever writes beyond the own reach does so
-- by a rule of the house, as a named process.
CREATE FUNCTION row_security_protect(target text, case_column text, also text DEFAULT NULL) RETURNS void
LANGUAGE plpgsql SET search_path = public AS $$
DECLARE
    reached text := format('EXISTS (SELECT 1 FROM public.row_reached r WHERE r.id = %I.%I)', target, case_column);
BEGIN
    PERFORM public.row_security_list(target, case_column);
    EXECUTE format('CREATE POLICY b_person ON %I TO wayhome_app USING (%s) WITH CHECK (%s)', target, reached, reached);
    IF also IS NOT NULL THEN
        EXECUTE format('CREATE POLICY c_person_reads_too ON %I FOR SELECT TO wayhome_app USING (%s)', target, also);
    END IF;
END
$$;

-- The part of it that is the same for every table: forced, the lists of the processes, and the owner's own policies.
CREATE FUNCTION row_security_list(target text, case_column text) RETURNS void
LANGUAGE plpgsql SET search_path = public AS $$
BEGIN
    INSERT INTO public.row_security_table VALUES (target, case_column);
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', target);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', target);
    EXECUTE format('CREATE POLICY a_system_reads ON %I FOR SELECT TO wayhome_app'
                   ' USING ((SELECT public.row_system_reads(%L)))', target, target);
    EXECUTE format('CREATE POLICY a_system_inserts ON %I FOR INSERT TO wayhome_app'
                   ' WITH CHECK ((SELECT public.row_system_writes(%L)))', target, target);
    EXECUTE format('CREATE POLICY a_system_updates ON %I FOR UPDATE TO wayhome_app'
                   ' USING ((SELECT public.row_system_writes(%L)))', target, target);
    EXECUTE format('CREATE POLICY a_system_deletes ON %I FOR DELETE TO wayhome_app'
                   ' USING ((SELECT public.row_system_writes(%L)))', target, target);
    -- Views and functions of the owner look up under any context; without one the owner sees nothing either. No
    -- subqueries here: PostgreSQL would take the policies of cases and grants, which ask each other, for a circle.
    EXECUTE format('CREATE POLICY owner_reads ON %I FOR SELECT TO wayhome_owner'
                   ' USING (current_setting(''wayhome.context'', true) <> '''')', target);
    EXECUTE format('CREATE POLICY owner_inserts ON %I FOR INSERT TO wayhome_owner'
                   ' WITH CHECK (public.row_system_writes(%L))', target, target);
    EXECUTE format('CREATE POLICY owner_updates ON %I FOR UPDATE TO wayhome_owner'
                   ' USING (public.row_system_writes(%L))', target, target);
    EXECUTE format('CREATE POLICY owner_deletes ON %I FOR DELETE TO wayhome_owner'
                   ' USING (public.row_system_writes(%L))', target, target);
END
$$;
"""

GRANTS = """
REVOKE EXECUTE ON FUNCTION
    row_security_pad(bytea, integer), row_security_put_key(text, integer, bytea), row_security_set(text),
    row_security_moment(), row_context_enter(text, integer, bytea), row_context(), row_user(), row_offices(text),
    row_system_reads(text), row_system_writes(text), row_context_migration(),
    row_security_protect(text, text, text), row_security_list(text, text)
FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    row_security_moment(), row_context_enter(text, integer, bytea), row_context(), row_user(), row_offices(text),
    row_system_reads(text), row_system_writes(text)
TO wayhome_app;
"""


class Migration(migrations.Migration):
    dependencies = [("vault", "0004_backup_runs"), ("audit", "0001_database_roles")]
    operations = [migrations.RunSQL(TABLES + KEYS + CONTEXT + PROTECT + GRANTS)]
