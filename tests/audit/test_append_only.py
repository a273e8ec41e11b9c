"""The audit cannot be changed: tried as every role that holds a password, and as the cluster's superuser."""

import os
import re
import subprocess
import sys

import psycopg2
import pytest
from django.conf import settings

from audit import events
from tests.audit.conftest import Connect
from tests.plugin import RUN

TABLES = ("audit_event", "audit_seal", "audit_epoch")
CHANGES = [
    statement.format(table=table)
    for table in TABLES
    for statement in (
        "UPDATE {table} SET epoch = 9",
        "DELETE FROM {table}",
        "TRUNCATE {table}",
        "ALTER TABLE {table} DISABLE TRIGGER ALL",
        "DROP TABLE {table}",
        "DROP TRIGGER {table}_keeps_rows ON {table}",
    )
] + [
    "UPDATE audit_drop SET n = 9",
    "DELETE FROM audit_drop",
    "TRUNCATE audit_drop",
    "DROP TABLE audit_drop",
    "SET session_replication_role = replica",
    "CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
    "CREATE TABLE mine (x int)",
]


@pytest.mark.parametrize("role", ["app", "sealer", "audit", "backup"])
def test_no_role_of_the_house_can_change_it(as_role: Connect, role: str) -> None:
    events.record("session.left")
    link = as_role(role)
    for statement in CHANGES:
        with link.cursor() as cursor, pytest.raises(psycopg2.errors.InsufficientPrivilege):
            cursor.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM audit_event",
        "SELECT id FROM audit_event",
        "SELECT root FROM audit_seal",
        "INSERT INTO audit_event (id, name) OVERRIDING SYSTEM VALUE VALUES (1, 'case.viewed')",
        "INSERT INTO audit_event (tx, name) VALUES ('1', 'case.viewed')",
        "INSERT INTO audit_event (at, name) VALUES (now(), 'case.viewed')",
        "INSERT INTO audit_event (epoch, name) VALUES (1, 'case.viewed')",
        "INSERT INTO audit_seal (n) VALUES (1)",
        "INSERT INTO audit_epoch (epoch, place, reason) VALUES (9, 'here', 'first')",
        "SELECT nextval('audit_event_id_seq')",
    ],
)
def test_the_application_neither_reads_it_nor_writes_what_the_database_writes(
    as_role: Connect, statement: str
) -> None:
    with as_role("app").cursor() as cursor, pytest.raises(psycopg2.errors.InsufficientPrivilege):
        cursor.execute(statement)


def test_the_reader_and_the_sealer_write_no_events(as_role: Connect) -> None:
    for role in ("audit", "sealer"):
        with as_role(role).cursor() as cursor, pytest.raises(psycopg2.errors.InsufficientPrivilege):
            cursor.execute("INSERT INTO audit_event (name) VALUES ('case.viewed')")


@pytest.mark.parametrize("mode", ["origin", "replica"])
def test_even_the_superuser_meets_the_triggers(as_role: Connect, mode: str) -> None:
    """Who may disable triggers can get past them; the seals are for that (test_verify.py)."""
    events.record("session.left")
    with as_role("superuser").cursor() as cursor:
        cursor.execute(f"SET session_replication_role = {mode}")
        for statement in (
            "UPDATE audit_event SET epoch = 9",
            "DELETE FROM audit_event",
            "TRUNCATE audit_event",
        ):
            with pytest.raises(psycopg2.errors.InsufficientPrivilege, match="append-only"):
                cursor.execute(statement)


@pytest.mark.parametrize("role", ["sealer", "audit"])
def test_nobody_can_pass_a_right_on(as_role: Connect, role: str) -> None:
    with as_role(role).cursor() as cursor:
        cursor.execute("GRANT ALL ON audit_event TO wayhome_app")  # a warning, and nothing happens
        cursor.execute(
            "SELECT has_table_privilege('wayhome_app', 'audit_event', 'SELECT, UPDATE, DELETE, TRUNCATE')"
        )
        assert cursor.fetchone() == (False,)


@pytest.mark.parametrize("role", ["app", "sealer", "audit", "backup"])
def test_no_role_owns_anything(as_role: Connect, role: str) -> None:
    with as_role(role).cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE r.rolname = current_user"
        )
        assert cursor.fetchone() == (0,)


def test_a_start_with_the_triggers_off_is_refused(as_role: Connect) -> None:
    from audit.checks import append_only

    assert append_only(databases=["default"]) == []
    with as_role("superuser").cursor() as cursor:
        cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER audit_event_keeps_rows")
        cursor.execute("GRANT DELETE ON audit_seal TO wayhome_app")
    assert [problem.id for problem in append_only(databases=["default"])] == ["audit.E001", "audit.E002"]


def test_migrations_run_again_as_the_owner(live_db: str) -> None:
    """The owner has every right by nature; that is no reason to refuse a migration."""
    env = {**os.environ, **RUN.there.environment(live_db), "DATABASE_URL": RUN.there.url("owner", live_db)}
    done = subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity=0"],
        cwd=settings.BASE_DIR,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    # Nothing is said but that recovering the root key was never rehearsed, which is true here.
    assert re.findall(r"\((\w+\.[EW]\d+)\)", done.stderr) == ["vault.W001"]
