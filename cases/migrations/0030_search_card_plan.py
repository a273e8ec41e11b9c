"""Tags are looked up by a plan that does not change with the statistics of the day (docs/decisions/0149)."""

from django.db import migrations

# As 0014, with the office of the card asked first, and with one way of looking: the index on tags, then each case by
# its key. Left to choose, PostgreSQL reads the whole table for a common name, starts other processes for a middling
# one and compiles for a rare one: in a million cards a second instead of a hundredth of it.
FUNCTION = """
CREATE OR REPLACE FUNCTION search_card_cases(parts jsonb, also jsonb, most integer) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog{plan} AS $$
DECLARE
    offices uuid[] := public.row_offices('case_office');
    everywhere boolean := public.row_system_reads('cases_searchcard');
    wanted text;
    besides text;
BEGIN
    IF NOT everywhere AND coalesce(cardinality(offices), 0) = 0 THEN
        RETURN;
    END IF;
    SELECT string_agg(
        '(' || (SELECT coalesce(string_agg(format('s.tags && %L::integer[]', translate(word::text, '[] ', '{{}}')), ' AND '), 'true')
                FROM jsonb_array_elements(part) word) || ')', ' OR ')
    INTO wanted FROM jsonb_array_elements(parts) part;
    SELECT string_agg(format('s.tags && %L::integer[]', translate(one::text, '[] ', '{{}}')), ' AND ')
    INTO besides FROM jsonb_array_elements(also) one;
    IF wanted IS NULL AND besides IS NULL THEN
        RETURN;
    END IF;
    RETURN QUERY EXECUTE format(
        'SELECT s.case_id FROM public.cases_searchcard s JOIN public.cases_case c ON c.id = s.case_id'
        ' WHERE (%s) AND (%s) AND {office}c.closed_to_use_at IS NULL AND c.erased_at IS NULL'
        ' AND ($1 OR (c.office_id = ANY ($2) AND NOT c.restricted_case)) LIMIT $3',
        coalesce(wanted, 'true'), coalesce(besides, 'true')
    ) USING everywhere, offices, most;
END
$$;
"""
PLAN = """
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET max_parallel_workers_per_gather = 0
SET jit = off"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0020_tasks_and_safety")]
    operations = [
        migrations.RunSQL(
            FUNCTION.format(plan=PLAN, office="($1 OR s.office_id = ANY ($2)) AND "),
            FUNCTION.format(plan="", office=""),
        )
    ]
