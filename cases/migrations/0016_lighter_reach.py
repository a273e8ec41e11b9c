"""Who reaches a case, with less to plan: grants and conflicts of the person in force come from functions.

The rule is the one of 0015. There they were views, which PostgreSQL planned several times for each statement, with the
policies of both tables inside; a function's plan is kept (docs/decisions/0093).
"""

from django.db import migrations

# Both give what concerns the person in force, and nothing else. Plans are the generic ones: PostgreSQL would otherwise
# plan them anew each time, which costs more than the rows.
FUNCTIONS = """
-- Cases by grant: under an office where the person may view cases.
CREATE FUNCTION row_granted() RETURNS SETOF uuid LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER ROWS 100
SET search_path = pg_catalog SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    person uuid := public.row_user();
    offices uuid[] := public.row_offices('case_view');
BEGIN
    RETURN QUERY SELECT g.case_id FROM public.cases_casegrant g
    WHERE g.user_id = person AND g.office_id = ANY (offices) AND g.kind <> 'location'
        -- Moments are written by the application's clock; start-up refuses one that is further off than this.
        AND g.valid_from <= statement_timestamp() + interval '5 seconds'
        AND (g.valid_to IS NULL OR g.valid_to > statement_timestamp() - interval '5 seconds');
END
$$;

-- Cases that an open conflict of interest keeps from the person. NULL where no person is in force: that hides every case,
-- also from a statement that empties the context while it runs.
CREATE FUNCTION row_conflicts() RETURNS uuid[] LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = pg_catalog SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    person uuid := public.row_user();
BEGIN
    IF person IS NULL THEN
        RETURN NULL;
    END IF;
    RETURN ARRAY(
        SELECT x.case_id FROM public.cases_conflictofinterest x
        WHERE x.user_id = person AND x.state IN ('found', 'confirmed')
    );
END
$$;
REVOKE EXECUTE ON FUNCTION row_granted(), row_conflicts() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION row_granted(), row_conflicts() TO wayhome_app;
"""

# What a person reaches: by office where the case is not restricted, or by a grant; never with a conflict of interest.
# Grants are asked only for a case that the office does not open.
REACHED = """
    c.erased_at IS NULL
    AND (
        (NOT c.restricted_case AND c.office_id = ANY ((SELECT row_offices('case_office'))::uuid[]))
        OR c.id IN (SELECT row_granted())
    )
    AND c.id <> ALL ((SELECT row_conflicts())::uuid[])
"""

REACH = f"""
CREATE OR REPLACE VIEW row_reached WITH (security_barrier) AS SELECT c.id FROM cases_case c WHERE {REACHED};
ALTER POLICY b_person_reads ON cases_case USING ({REACHED.replace("c.", "cases_case.")});
ALTER POLICY b_person_updates ON cases_case USING ({REACHED.replace("c.", "cases_case.")});
DROP VIEW row_own_grant, row_own_conflict;
"""  # noqa: S608  # our own words


class Migration(migrations.Migration):
    dependencies = [("cases", "0015_row_security"), ("vault", "0008_lighter_context")]
    operations = [migrations.RunSQL(FUNCTIONS + REACH)]
