"""Every table with a way to a case is under row security, forced, and the application cannot step around it."""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.db import connection

from cases.models import Case

pytestmark = pytest.mark.django_db


def _asked(statement: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def _hanging() -> set[str]:
    """Tables that hang on a case: by a chain of foreign keys, or by a column named after it."""
    reached = {Case}
    while found := {
        model
        for model in apps.get_models()
        if model not in reached
        and any(field.is_relation and field.related_model in reached for field in model._meta.concrete_fields)
    }:
        reached |= found
    named = _asked(
        "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'case_id'"
        " AND table_name NOT LIKE 'row\\_%'"
    )
    return {model._meta.db_table for model in reached} | {str(name) for (name,) in named}


def test_every_table_that_hangs_on_a_case_is_listed() -> None:
    listed = {name for (name,) in _asked("SELECT table_name FROM row_security_table")}
    assert _hanging() - listed == set(), (
        "end your migration with migrations.RunSQL(\"SELECT row_security_protect('<table>', '<case column>')\"), "
        "see docs/decisions/0091"
    )


def test_row_security_is_forced_on_every_listed_table_and_has_policies() -> None:
    loose = _asked(
        "SELECT t.table_name FROM row_security_table t LEFT JOIN pg_class c ON c.oid = to_regclass(t.table_name)"
        " WHERE NOT coalesce(c.relrowsecurity AND c.relforcerowsecurity, false)"
        " OR (SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid) < 9"
    )
    assert loose == []


def test_every_policy_of_the_application_asks_the_context() -> None:
    silent = _asked(
        "SELECT tablename, policyname FROM pg_policies"
        " WHERE 'wayhome_app' = ANY (roles) AND coalesce(qual, with_check)"
        " !~ 'row_(user|offices|reached|reaches|responsible|system)|cases_duplicatepair|wayhome.context'"
    )
    assert silent == []


def test_the_application_owns_nothing_and_cannot_go_around() -> None:
    assert _asked(
        "SELECT current_user::text, rolsuper, rolbypassrls,"
        " (SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole),"
        " (SELECT count(*) FROM pg_auth_members WHERE member = current_user::regrole)"
        " FROM pg_roles WHERE rolname = current_user"
    ) == [("wayhome_app", False, False, 0, 0)]


def test_no_process_of_tests_is_known_to_migrations() -> None:
    """What tests prepare their rows under is added to the template, and stands in no migration."""
    from tests.services import ROOT, TESTS

    names = re.compile(rf"""['"]{TESTS}['"]""")
    told = [path for path in ROOT.glob("*/migrations/*.py") if names.search(path.read_text())]
    assert told == []


def test_functions_that_make_contexts_are_not_the_publics() -> None:
    assert (
        _asked(
            "SELECT proname FROM pg_proc WHERE proname ~ '^row_' AND pronamespace = 'public'::regnamespace"
            " AND (proacl IS NULL OR EXISTS (SELECT FROM aclexplode(proacl) WHERE grantee = 0))"
        )
        == []
    )
