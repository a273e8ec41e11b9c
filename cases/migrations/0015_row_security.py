"""Row security on every table that hangs on a case, forced; who reaches a case in PostgreSQL's eyes.

The same rule as CaseQuerySet.visible_to, asked of the context that the transaction was given (docs/decisions/0091).
"""

from django.db import migrations

# What a person reaches: by office where the case is not restricted, or by a grant; never with a conflict of interest.
REACHED = """
    c.erased_at IS NULL
    AND (
        (NOT c.restricted_case AND c.office_id = ANY ((SELECT row_offices('case_office'))::uuid[]))
        OR EXISTS (SELECT 1 FROM row_own_grant g WHERE g.case_id = c.id)
    )
    AND NOT EXISTS (SELECT 1 FROM row_own_conflict x WHERE x.case_id = c.id)
"""

# Views of the owner: what they look up is not asked of the policies of grants and conflicts, which themselves ask for
# the case. Each shows the person in force what concerns that person, and nothing else.
VIEWS = """
CREATE VIEW row_own_grant WITH (security_barrier) AS
    SELECT g.case_id FROM cases_casegrant g
    WHERE g.user_id = (SELECT row_user()) AND g.office_id = ANY ((SELECT row_offices('case_view'))::uuid[])
        AND g.kind <> 'location'
        -- Moments are written by the application's clock; start-up refuses one that is further off than this.
        AND g.valid_from <= statement_timestamp() + interval '5 seconds'
        AND (g.valid_to IS NULL OR g.valid_to > statement_timestamp() - interval '5 seconds');

CREATE VIEW row_own_conflict WITH (security_barrier) AS
    SELECT x.case_id FROM cases_conflictofinterest x
    WHERE x.user_id = (SELECT row_user()) AND x.state IN ('found', 'confirmed');

CREATE VIEW row_reached WITH (security_barrier) AS
    SELECT c.id FROM cases_case c WHERE REACHED;

-- Cases whose person in force may give himself or herself a grant: the responsible worker, who has just opened it,
-- and who reaches it by office anyway.
CREATE VIEW row_responsible WITH (security_barrier) AS
    SELECT c.id FROM cases_case c
    WHERE c.erased_at IS NULL AND (
        (c.owner_id = (SELECT row_user()) AND c.office_id = ANY ((SELECT row_offices('case_view'))::uuid[]))
        OR (NOT c.restricted_case AND c.office_id = ANY ((SELECT row_offices('case_office'))::uuid[]))
    );

REVOKE ALL ON row_own_grant, row_own_conflict, row_reached, row_responsible FROM wayhome_app;
GRANT SELECT ON row_own_grant, row_own_conflict, row_reached, row_responsible TO wayhome_app;
""".replace("REACHED", REACHED)

CASE = f"""
SELECT row_security_list('cases_case', 'id');
CREATE POLICY b_person_reads ON cases_case FOR SELECT TO wayhome_app USING ({REACHED.replace("c.", "cases_case.")});
CREATE POLICY b_person_inserts ON cases_case FOR INSERT TO wayhome_app WITH CHECK (
    owner_id = (SELECT row_user()) AND office_id = ANY ((SELECT row_offices('case_open'))::uuid[])
);
-- PostgreSQL asks the reading policy of the new row too: nobody pushes a case out of the own sight.
CREATE POLICY b_person_updates ON cases_case FOR UPDATE TO wayhome_app
    USING ({REACHED.replace("c.", "cases_case.")}) WITH CHECK ((SELECT row_user()) IS NOT NULL);
"""

GRANT = """
SELECT row_security_list('cases_casegrant', 'case_id');
CREATE POLICY b_person_reads ON cases_casegrant FOR SELECT TO wayhome_app USING (
    user_id = (SELECT row_user()) OR EXISTS (SELECT 1 FROM row_reached r WHERE r.id = cases_casegrant.case_id)
);
CREATE POLICY b_person_inserts ON cases_casegrant FOR INSERT TO wayhome_app WITH CHECK (
    given_by_id = (SELECT row_user())
    AND CASE WHEN user_id = (SELECT row_user())
        THEN EXISTS (SELECT 1 FROM row_responsible r WHERE r.id = cases_casegrant.case_id)
        ELSE EXISTS (SELECT 1 FROM row_reached r WHERE r.id = cases_casegrant.case_id)
    END
);
CREATE POLICY b_person_updates ON cases_casegrant FOR UPDATE TO wayhome_app USING (
    CASE WHEN user_id = (SELECT row_user())
        THEN EXISTS (SELECT 1 FROM row_responsible r WHERE r.id = cases_casegrant.case_id)
        ELSE EXISTS (SELECT 1 FROM row_reached r WHERE r.id = cases_casegrant.case_id)
    END
);
CREATE POLICY b_person_deletes ON cases_casegrant FOR DELETE TO wayhome_app USING (
    EXISTS (SELECT 1 FROM row_reached r WHERE r.id = cases_casegrant.case_id)
);
"""

# The own openings of the day are counted; reviews and conflicts are decided by rules of their own (0012). An offer to
# take a case over is read by whom it was made to and by who made it; it is answered by a rule (0013).
SHARED = """
SELECT row_security_protect('cases_breakglass', 'case_id', 'user_id = (SELECT row_user())');
SELECT row_security_protect('cases_handovercase', 'case_id', 'to_id = (SELECT row_user()) OR EXISTS (
    SELECT 1 FROM cases_handover h
    WHERE h.id = cases_handovercase.hand_over_id AND h.made_by_id = (SELECT row_user())
)');
"""

# A possible duplicate is seen by who reaches both cases: it says of the one that the other exists.
PAIRS = """
SELECT row_security_list('cases_duplicatepair', 'first_id');
CREATE POLICY b_person ON cases_duplicatepair TO wayhome_app USING (
    EXISTS (SELECT 1 FROM row_reached r WHERE r.id = cases_duplicatepair.first_id)
    AND EXISTS (SELECT 1 FROM row_reached r WHERE r.id = cases_duplicatepair.second_id)
);
SELECT row_security_list('cases_personlink', 'pair_id');
CREATE POLICY b_person ON cases_personlink TO wayhome_app USING (
    EXISTS (SELECT 1 FROM cases_duplicatepair p WHERE p.id = cases_personlink.pair_id)
);
"""

CHILDREN = (
    "attachment",
    "conflictofinterest",
    "consentrecord",
    "disclosure",
    "exploitation",
    "legalhold",
    "person",
    "personbiodata",
    "personeducation",
    "personsocioeconomic",
    "searchcard",
    "sectiondraft",
    "sectionversion",
    "trafficking",
)

# What each process may read (False) or write (True); those of erasing, duplicates and access are listed already.
SYSTEMS: dict[str, dict[str, bool]] = {
    "figures": {
        f"cases_{name}": False
        for name in (
            "case",
            "consentrecord",
            "exploitation",
            "person",
            "personbiodata",
            "personeducation",
            "personsocioeconomic",
            "trafficking",
        )
    },
    "tidy_cases": {"cases_case": False, "cases_exploitation": True, "cases_attachment": True},
    "check_vault": {"*": False},
    # Before a sealed file goes, Django asks what else points at it.
    "tidy_files": {"cases_attachment": False},
}
LISTED = (
    "INSERT INTO row_security_system (name, table_name, may_write) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0014_search_card_cases"), ("vault", "0005_row_security")]
    operations = [
        migrations.RunSQL(VIEWS + CASE + GRANT + SHARED + PAIRS),
        migrations.RunSQL(
            "".join(f"SELECT row_security_protect('cases_{name}', 'case_id');\n" for name in CHILDREN)
        ),
        migrations.RunSQL(
            [
                (LISTED, [name, table, may_write])
                for name, tables in SYSTEMS.items()
                for table, may_write in tables.items()
            ]
        ),
    ]
