"""Tags are looked up beside row security, for whole offices and by nobody's word but the signed context's."""

from django.db import migrations

FUNCTION = """
-- Cases whose search card satisfies one of `parts` (every set of it by one of its tags) and carries one tag of each set
-- of `also`; no more than `most`. For a person: unrestricted cases in use of the offices that person reaches whole. For
-- a process that may read search cards: all. For anybody else: none. It gives identifiers and nothing of any card.
CREATE FUNCTION search_card_cases(parts jsonb, also jsonb, most integer) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
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
        '(' || (SELECT coalesce(string_agg(format('s.tags && %L::integer[]', translate(word::text, '[] ', '{}')), ' AND '), 'true')
                FROM jsonb_array_elements(part) word) || ')', ' OR ')
    INTO wanted FROM jsonb_array_elements(parts) part;
    SELECT string_agg(format('s.tags && %L::integer[]', translate(one::text, '[] ', '{}')), ' AND ')
    INTO besides FROM jsonb_array_elements(also) one;
    IF wanted IS NULL AND besides IS NULL THEN
        RETURN;
    END IF;
    RETURN QUERY EXECUTE format(
        'SELECT s.case_id FROM public.cases_searchcard s JOIN public.cases_case c ON c.id = s.case_id'
        ' WHERE (%s) AND (%s) AND c.closed_to_use_at IS NULL AND c.erased_at IS NULL'
        ' AND ($1 OR (c.office_id = ANY ($2) AND NOT c.restricted_case)) LIMIT $3',
        coalesce(wanted, 'true'), coalesce(besides, 'true')
    ) USING everywhere, offices, most;
END
$$;
REVOKE EXECUTE ON FUNCTION search_card_cases(jsonb, jsonb, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION search_card_cases(jsonb, jsonb, integer) TO wayhome_app;

-- The index on tags serves only who is under no policy for these rows: the owner, who does not sign in while the house
-- works, and in whose name the function above looks.
CREATE POLICY owner_searches ON cases_searchcard FOR SELECT TO wayhome_owner USING (true);
"""
UNDO = """
DROP POLICY owner_searches ON cases_searchcard;
DROP FUNCTION search_card_cases(jsonb, jsonb, integer);
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0013_hand_over"), ("vault", "0005_row_security")]
    operations = [migrations.RunSQL(FUNCTION, UNDO)]
