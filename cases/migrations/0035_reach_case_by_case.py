"""What row security asks about the cases of a person's grants is asked case by case, and about pairs by a function.

A grant on a case that is kept apart looks up whether the case is erased. Written as EXISTS it became one reading of all
cases with every statement: a millisecond at 3,000 cases, and more with more. Whether both cases of a possible duplicate
are within reach was planned anew with every statement that names a pair or a link: two thirds of a millisecond on a
page that has none of either (docs/decisions/0203).
"""

from django.db import migrations

APART = "'00000000-0000-0000-0000-000000000000'::uuid"

# The function of 0033 with two conditions on each case left open.
FUNCTION = f"""
CREATE OR REPLACE FUNCTION row_named(writing boolean) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER
ROWS 100 SET search_path = pg_catalog SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    claims text := public.row_context();
    person uuid := CASE WHEN left(claims, 2) = 'u=' THEN substr(claims, 3, 36)::uuid END;
    viewing uuid[] := public.row_claimed(claims, 'case_view');
    whole uuid[] := public.row_claimed(claims, 'case_office');
    some_locked boolean := EXISTS (SELECT 1 FROM public.accounts_office o WHERE o.locked_at IS NOT NULL);
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
        AND (g.reach <> {APART} OR @KEPT@)
        AND (NOT some_locked OR @OPEN@);
    IF whole IS NOT NULL THEN
        RETURN QUERY SELECT c.id FROM public.cases_case c
        WHERE c.office_id = ANY (whole) AND c.reach = {APART} AND NOT c.restricted_case AND c.erased_at IS NULL
            AND c.id <> ALL (avoided);
    END IF;
END
$$;
"""  # noqa: S608  # our own words
CASE_BY_CASE = FUNCTION.replace(
    "@KEPT@", "(SELECT c.erased_at IS NULL FROM public.cases_case c WHERE c.id = g.case_id)"
).replace(
    "@OPEN@",
    "(SELECT o.locked_at IS NULL FROM public.cases_case c JOIN public.accounts_office o ON o.id = c.office_id"
    " WHERE c.id = g.case_id)",
)
ALL_AT_ONCE = FUNCTION.replace(
    "@KEPT@", "EXISTS (SELECT FROM public.cases_case c WHERE c.id = g.case_id AND c.erased_at IS NULL)"
).replace(
    "@OPEN@",
    "EXISTS (SELECT FROM public.cases_case c JOIN public.accounts_office o ON o.id = c.office_id"
    " WHERE c.id = g.case_id AND o.locked_at IS NULL)",
)
BOTH = """
CREATE FUNCTION row_reaches_both(one uuid, other uuid) RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE
SECURITY DEFINER SET search_path = pg_catalog SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    RETURN EXISTS (SELECT FROM public.row_reached r WHERE r.id = one)
        AND EXISTS (SELECT FROM public.row_reached r WHERE r.id = other);
END
$$;
REVOKE EXECUTE ON FUNCTION row_reaches_both(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION row_reaches_both(uuid, uuid) TO wayhome_app;
ALTER POLICY b_person ON cases_duplicatepair USING (row_reaches_both(first_id, second_id));
"""
EACH_ANEW = """
ALTER POLICY b_person ON cases_duplicatepair USING (
    EXISTS (SELECT 1 FROM row_reached r WHERE r.id = cases_duplicatepair.first_id)
    AND EXISTS (SELECT 1 FROM row_reached r WHERE r.id = cases_duplicatepair.second_id)
);
DROP FUNCTION row_reaches_both(uuid, uuid);
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0034_waiting_files")]

    operations = [migrations.RunSQL(CASE_BY_CASE, ALL_AT_ONCE), migrations.RunSQL(BOTH, EACH_ANEW)]
