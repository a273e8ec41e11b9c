"""Each row says through which office it is reached, so that row security compares one column and looks nothing up.

`cases_case.reach` is the case's office, or the zero identifier where a whole office is not enough: the case is
restricted, erased, or somebody has an open conflict of interest with it. Tables that hang on a case carry the same
value, held to it by a foreign key (docs/decisions/0144). Writing is kept apart from reading: who may only read a case
writes nothing into it (0145).
"""

from django.db import migrations

APART = "'00000000-0000-0000-0000-000000000000'::uuid"
OPEN_CONFLICT = (
    "SELECT FROM public.cases_conflictofinterest x WHERE x.state IN ('found', 'confirmed') AND x.case_id"
)

# Triggers of the owner set the column, whatever a statement says: nobody else's word counts.
CASE = f"""
SELECT row_context_migration();
ALTER TABLE cases_case ADD COLUMN reach uuid NOT NULL DEFAULT {APART};
UPDATE cases_case c SET reach = c.office_id
WHERE NOT c.restricted_case AND c.erased_at IS NULL AND NOT EXISTS ({OPEN_CONFLICT} = c.id);
ALTER TABLE cases_case ADD CONSTRAINT row_reach_known UNIQUE (id, reach);
-- The few cases that are looked up one by one although they are an office's.
CREATE INDEX row_reach_apart ON cases_case (office_id)
    WHERE reach = {APART} AND NOT restricted_case AND erased_at IS NULL;

-- The triggers below read and write as the owner, for whoever writes the case, and never without a context: an open
-- conflict that is not seen would open the case. PostgreSQL asks the last policy by name first: this is the cheaper one.
CREATE POLICY owner_writes_reach ON cases_case FOR UPDATE TO wayhome_owner
    USING (current_setting('wayhome.context', true) <> '');

CREATE FUNCTION row_reach_of_case() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    IF coalesce(current_setting('wayhome.context', true), '') = '' THEN
        RAISE EXCEPTION 'who reaches a case is set under a row context' USING ERRCODE = 'insufficient_privilege';
    END IF;
    NEW.reach := CASE WHEN NEW.restricted_case OR NEW.erased_at IS NOT NULL OR EXISTS ({OPEN_CONFLICT} = NEW.id)
        THEN {APART} ELSE NEW.office_id END;
    RETURN NEW;
END
$$;
CREATE TRIGGER row_reach BEFORE INSERT OR UPDATE OF office_id, restricted_case, erased_at, reach ON cases_case
    FOR EACH ROW EXECUTE FUNCTION row_reach_of_case();

CREATE FUNCTION row_reach_of_conflict() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog AS $$
BEGIN
    IF TG_OP <> 'DELETE' AND coalesce(current_setting('wayhome.context', true), '') = '' THEN
        RAISE EXCEPTION 'who reaches a case is set under a row context' USING ERRCODE = 'insufficient_privilege';
    END IF;
    -- One that changes nothing leaves the row alone: the second conflict of a case, or the last but one to be cleared.
    UPDATE public.cases_case c SET reach = c.reach
    WHERE c.id IN (OLD.case_id, NEW.case_id) AND (c.reach = c.office_id) = EXISTS ({OPEN_CONFLICT} = c.id);
    RETURN NULL;
END
$$;
CREATE TRIGGER row_reach_told AFTER INSERT OR UPDATE OF state, case_id OR DELETE ON cases_conflictofinterest
    FOR EACH ROW EXECUTE FUNCTION row_reach_of_conflict();

-- The lock waits for whoever changes the case's reach just now, and is the one that the foreign key takes anyway.
CREATE FUNCTION row_reach_of_child() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog AS $$
BEGIN
    SELECT c.reach INTO NEW.reach FROM public.cases_case c WHERE c.id = NEW.case_id FOR KEY SHARE;
    NEW.reach := coalesce(NEW.reach, {APART});
    RETURN NEW;
END
$$;
REVOKE EXECUTE ON FUNCTION row_reach_of_case(), row_reach_of_conflict(), row_reach_of_child() FROM PUBLIC;
"""  # noqa: S608  # our own words

# Cases that the person in force reaches by name, or one by one because somebody has a conflict with them. To write,
# the grant's kind has to allow it (accounts/policy.py, GRANT_ALLOWS). Run once a statement, for the rows that the
# column does not open; the plans are kept.
NAMED = f"""
CREATE FUNCTION row_claimed(claims text, permission text) RETURNS uuid[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT nullif(split_part(split_part(claims, ';' || permission || '=', 2), ';', 1), '')::uuid[]
$$;

CREATE FUNCTION row_named(writing boolean) RETURNS SETOF uuid LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER
ROWS 100 SET search_path = pg_catalog SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    claims text := public.row_context();
    person uuid := CASE WHEN left(claims, 2) = 'u=' THEN substr(claims, 3, 36)::uuid END;
    viewing uuid[] := public.row_claimed(claims, 'case_view');
    whole uuid[] := public.row_claimed(claims, 'case_office');
    avoided uuid[];
BEGIN
    IF person IS NULL THEN
        RETURN;
    END IF;
    avoided := ARRAY(SELECT x.case_id FROM public.cases_conflictofinterest x
        WHERE x.user_id = person AND x.state IN ('found', 'confirmed'));
    RETURN QUERY SELECT g.case_id FROM public.cases_casegrant g
    WHERE g.user_id = person AND g.office_id = ANY (viewing) AND g.kind <> 'location'
        AND (NOT writing OR g.kind NOT IN ('recipient', 'break_glass'))
        -- Moments are written by the application's clock; start-up refuses one that is further off than this.
        AND g.valid_from <= statement_timestamp() + interval '5 seconds'
        AND (g.valid_to IS NULL OR g.valid_to > statement_timestamp() - interval '5 seconds')
        AND g.case_id <> ALL (avoided)
        AND (g.reach <> {APART}
            OR EXISTS (SELECT FROM public.cases_case c WHERE c.id = g.case_id AND c.erased_at IS NULL));
    IF whole IS NOT NULL THEN
        RETURN QUERY SELECT c.id FROM public.cases_case c
        WHERE c.office_id = ANY (whole) AND c.reach = {APART} AND NOT c.restricted_case AND c.erased_at IS NULL
            AND c.id <> ALL (avoided);
    END IF;
END
$$;
REVOKE EXECUTE ON FUNCTION row_claimed(text, text), row_named(boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION row_named(boolean) TO wayhome_app;
"""  # noqa: S608  # our own words

# The rule for a person, on every table alike.
PROTECT = """
CREATE FUNCTION row_security_reached(case_column text, writing boolean) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT format('(reach = ANY ((SELECT public.row_offices(''case_office''))::uuid[])'
                  ' OR %I IN (SELECT public.row_named(%L)))', case_column, writing)
$$;

-- The column, what sets it, and what holds it to the case's own. A change of the case's goes on to these rows past
-- their policies, as foreign keys do.
CREATE FUNCTION row_security_carry(target text) RETURNS void LANGUAGE plpgsql SET search_path = public AS $$
BEGIN
    EXECUTE format('ALTER TABLE %I ADD COLUMN reach uuid NOT NULL DEFAULT APART', target);
    EXECUTE format('UPDATE %I t SET reach = c.reach FROM cases_case c WHERE c.id = t.case_id AND c.reach <> t.reach',
                   target);
    EXECUTE format('CREATE TRIGGER row_reach BEFORE INSERT OR UPDATE OF case_id, reach ON %I'
                   ' FOR EACH ROW EXECUTE FUNCTION row_reach_of_child()', target);
    EXECUTE format('ALTER TABLE %I ADD CONSTRAINT row_reach_held FOREIGN KEY (case_id, reach)'
                   ' REFERENCES cases_case (id, reach) ON UPDATE CASCADE', target);
END
$$;

-- What a person reads, and what a person writes, of the cases within reach.
CREATE FUNCTION row_security_people(target text, case_column text) RETURNS void
LANGUAGE plpgsql SET search_path = public AS $$
DECLARE
    writes text := row_security_reached(case_column, true);
BEGIN
    EXECUTE format('CREATE POLICY b_person_reads ON %I FOR SELECT TO wayhome_app USING (%s)',
                   target, row_security_reached(case_column, false));
    EXECUTE format('CREATE POLICY b_person_inserts ON %I FOR INSERT TO wayhome_app WITH CHECK (%s)', target, writes);
    EXECUTE format('CREATE POLICY b_person_updates ON %I FOR UPDATE TO wayhome_app USING (%s)', target, writes);
    EXECUTE format('CREATE POLICY b_person_deletes ON %I FOR DELETE TO wayhome_app USING (%s)', target, writes);
END
$$;

CREATE OR REPLACE FUNCTION row_security_protect(target text, case_column text, also text DEFAULT NULL) RETURNS void
LANGUAGE plpgsql SET search_path = public AS $$
BEGIN
    IF case_column <> 'case_id' THEN
        RAISE EXCEPTION 'the column of a case is called case_id';
    END IF;
    PERFORM row_context_migration();
    PERFORM row_security_list(target, case_column);
    PERFORM row_security_carry(target);
    PERFORM row_security_people(target, case_column);
    IF also IS NOT NULL THEN
        EXECUTE format('CREATE POLICY c_person_reads_too ON %I FOR SELECT TO wayhome_app USING (%s)', target, also);
    END IF;
END
$$;
REVOKE EXECUTE ON FUNCTION row_security_reached(text, boolean), row_security_carry(text),
    row_security_people(text, text) FROM PUBLIC;
""".replace("APART", APART.replace("'", "''"))

# Rows that are never changed are still carried along with their case: naming its column is no change, another case is.
NEVER_CHANGED = """
DROP TRIGGER consent_is_immutable ON cases_consentrecord;
CREATE TRIGGER consent_is_immutable
    BEFORE UPDATE OF recorded_at, recorded_by_id, consent_type, consent_status, consent_date, consent_valid_until,
        consent_withdrawn_at
    ON cases_consentrecord FOR EACH ROW EXECUTE FUNCTION cases_consent_is_immutable();
CREATE TRIGGER consent_stays_where_it_is BEFORE UPDATE OF case_id ON cases_consentrecord FOR EACH ROW
    WHEN (NEW.case_id IS DISTINCT FROM OLD.case_id) EXECUTE FUNCTION cases_consent_is_immutable();
DROP TRIGGER disclosure_is_immutable ON cases_disclosure;
CREATE TRIGGER disclosure_is_immutable BEFORE UPDATE OF at, by_id, recipient_kind, ground, how
    ON cases_disclosure FOR EACH ROW EXECUTE FUNCTION cases_disclosure_is_immutable();
CREATE TRIGGER disclosure_stays_where_it_is BEFORE UPDATE OF case_id ON cases_disclosure FOR EACH ROW
    WHEN (NEW.case_id IS DISTINCT FROM OLD.case_id) EXECUTE FUNCTION cases_disclosure_is_immutable();
"""

# Every table that was protected until now, whichever app it is of.
UPGRADE = """
DO $$
DECLARE
    target text;
BEGIN
    PERFORM row_security_carry('cases_casegrant');
    FOR target IN SELECT t.table_name FROM row_security_table t JOIN pg_policy p ON p.polrelid = to_regclass(t.table_name)
        WHERE p.polname = 'b_person' AND t.case_column = 'case_id'
    LOOP
        PERFORM row_security_carry(target);
        EXECUTE format('DROP POLICY b_person ON %I', target);
        PERFORM row_security_people(target, 'case_id');
    END LOOP;
    EXECUTE format('ALTER POLICY b_person_reads ON cases_case USING (%s)', row_security_reached('id', false));
    EXECUTE format('ALTER POLICY b_person_updates ON cases_case USING (%s)', row_security_reached('id', true));
    EXECUTE format('ALTER POLICY b_person_reads ON cases_casegrant USING (user_id = (SELECT row_user()) OR %s)',
                   row_security_reached('case_id', false));
    EXECUTE format('ALTER POLICY b_person_deletes ON cases_casegrant USING (%s)', row_security_reached('case_id', true));
    EXECUTE format('ALTER POLICY b_person_inserts ON cases_casegrant WITH CHECK (given_by_id = (SELECT row_user())'
                   ' AND CASE WHEN user_id = (SELECT row_user())'
                   ' THEN EXISTS (SELECT FROM row_responsible r WHERE r.id = cases_casegrant.case_id) ELSE %s END)',
                   row_security_reached('case_id', true));
    EXECUTE format('ALTER POLICY b_person_updates ON cases_casegrant USING (CASE WHEN user_id = (SELECT row_user())'
                   ' THEN EXISTS (SELECT FROM row_responsible r WHERE r.id = cases_casegrant.case_id) ELSE %s END)',
                   row_security_reached('case_id', true));
    -- What concerns two cases asks for both.
    EXECUTE format('CREATE OR REPLACE VIEW row_reached WITH (security_barrier) AS SELECT c.id FROM cases_case c WHERE %s',
                   row_security_reached('id', false));
END
$$;
DROP FUNCTION row_granted(), row_conflicts();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0021_second_looks"),
        ("cases", "0030_search_card_plan"),
        ("vault", "0008_lighter_context"),
    ]
    operations = [migrations.RunSQL(CASE + NAMED + PROTECT + NEVER_CHANGED + UPGRADE)]
