"""A lockdown of an office closes its cases to everybody: no grant on them counts, whoever holds it (practice.md P34).

The function is the one of 0031. What it asks more, it asks only while some office is locked.
"""

from django.db import migrations

APART = "'00000000-0000-0000-0000-000000000000'::uuid"
FUNCTION = f"""
CREATE OR REPLACE FUNCTION row_named(writing boolean) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER
ROWS 100 SET search_path = pg_catalog SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    claims text := public.row_context();
    person uuid := CASE WHEN left(claims, 2) = 'u=' THEN substr(claims, 3, 36)::uuid END;
    viewing uuid[] := public.row_claimed(claims, 'case_view');
    whole uuid[] := public.row_claimed(claims, 'case_office');
    some_locked boolean := @LOCKED@;
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
            OR EXISTS (SELECT FROM public.cases_case c WHERE c.id = g.case_id AND c.erased_at IS NULL))
        AND (NOT some_locked OR EXISTS (
            SELECT FROM public.cases_case c JOIN public.accounts_office o ON o.id = c.office_id
            WHERE c.id = g.case_id AND o.locked_at IS NULL
        ));
    IF whole IS NOT NULL THEN
        RETURN QUERY SELECT c.id FROM public.cases_case c
        WHERE c.office_id = ANY (whole) AND c.reach = {APART} AND NOT c.restricted_case AND c.erased_at IS NULL
            AND c.id <> ALL (avoided);
    END IF;
END
$$;
"""  # noqa: S608  # our own words
NOW = FUNCTION.replace(
    "@LOCKED@", "EXISTS (SELECT 1 FROM public.accounts_office o WHERE o.locked_at IS NOT NULL)"
)
BEFORE = FUNCTION.replace("@LOCKED@", "false")


class Migration(migrations.Migration):
    dependencies = [("cases", "0032_caseload_process"), ("accounts", "0005_emergencies")]

    operations = [migrations.RunSQL(NOW, BEFORE)]
