"""The context itself: given by signature alone, for one transaction, and gone with it."""

from __future__ import annotations

import hashlib
import hmac
import os
import time
import uuid
from contextlib import closing
from typing import Any

import psycopg2
import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from accounts import acting
from cases.models import Case, ConflictOfInterest
from tests.rows.conftest import Ask, Refused, nobody
from vault import ring, row_keys, rows


def test_without_a_context_every_table_is_empty(people: Any, case: Case, ask: Ask, protected: Any) -> None:
    for table, _ in protected:
        with nobody():
            assert ask(f"SELECT count(*) FROM {table}") == [(0,)], table
        assert ask("SELECT count(*) FROM cases_case") == [(1,)]


def test_a_statement_without_a_context_is_noticed_and_not_answered_by_nothing(case: Case) -> None:
    with nobody(), pytest.raises(rows.NoRowContext, match="cases_case"):
        Case.objects.count()
    with nobody(), pytest.raises(rows.NoRowContext):
        Case.objects.filter(pk=case.pk).update(status="closed")


def test_it_ends_with_the_commit_and_with_the_rollback(live_db: str) -> None:
    for end in (False, True):
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT row_context() IS NOT NULL")
                assert cursor.fetchone() == (True,)
            transaction.set_rollback(end)
        with connection.connection.cursor() as raw:
            raw.execute("SELECT current_setting('wayhome.context', true)")
            assert not raw.fetchone()[0]


def test_the_next_transaction_of_the_same_connection_has_none(live_db: str) -> None:
    """Also where somebody kept the setting and sets it again."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('wayhome.context')")
        (kept,) = cursor.fetchone()
    with nobody(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT row_context()")
        assert cursor.fetchone() == (None,)
        cursor.execute("SELECT set_config('wayhome.context', %s, true)", [kept])
        with pytest.raises(ProgrammingError, match="not given to this transaction"), transaction.atomic():
            cursor.execute("SELECT row_context()")
        with connection.connection.cursor() as raw, pytest.raises(Refused):
            raw.execute("SELECT row_offices('case_view')")
        transaction.set_rollback(True)


def test_it_comes_back_after_a_savepoint_was_rolled_back(people: Any, ask: Ask) -> None:
    def who() -> Any:
        return ask("SELECT row_user()::text")[0][0]

    with acting.as_user(people.amina):
        assert who() == str(people.amina.pk)
        with pytest.raises(ZeroDivisionError), transaction.atomic(), acting.as_user(people.bruno):
            assert who() == str(people.bruno.pk)
            raise ZeroDivisionError
        assert who() == str(people.amina.pk)
    with nobody():
        assert who() is None


def _signed(link: Any, claims: str, *, moment: int | None = None, pid: int | None = None) -> list[Any]:
    version, key = ring.get().current(rows.KEY)
    with link.cursor() as cursor:
        cursor.execute("SELECT row_security_moment()")
        now = cursor.fetchone()[0]
    message = f"{claims}|{pid or link.get_backend_pid()}|{moment or now}".encode()
    return [claims, version, hmac.digest(key, message, hashlib.sha256)]


def _enter(link: Any, signed: list[Any]) -> None:
    with link.cursor() as cursor:
        cursor.execute("SELECT row_context_enter(%s, %s, %s)", signed)


def test_forged_and_replayed_signatures_are_refused(live_db: str) -> None:
    """A signature seen in pg_stat_activity is of no use in another backend, in another transaction, for other claims."""
    claims = f"s=tests;e={int(time.time()) + 60}"
    with closing(psycopg2.connect(os.environ["DATABASE_URL"])) as link:
        good = _signed(link, claims)
        _enter(link, good)
        link.rollback()
        with pytest.raises(Refused):
            _enter(link, good)  # the next transaction of the same backend
        link.rollback()
        for forged in (
            [claims.replace("tests", "figures"), *_signed(link, claims)[1:]],
            [*_signed(link, claims)[:2], b"\0" * 32],
            [*_signed(link, claims)[:2], None],
            [claims, 99, _signed(link, claims)[2]],
            _signed(link, claims, pid=1),
            _signed(link, claims, moment=1),
            _signed(link, claims.replace("tests", "no_such_process")),
            _signed(link, claims.replace("tests", "migration")),
            _signed(link, claims + "|x"),
        ):
            with pytest.raises(Refused):
                _enter(link, forged)
            link.rollback()


def test_it_expires(live_db: str) -> None:
    with closing(psycopg2.connect(os.environ["DATABASE_URL"])) as link, link.cursor() as cursor:
        _enter(link, _signed(link, f"s=tests;e={int(time.time()) - 1}"))
        with pytest.raises(Refused, match="expired"):
            cursor.execute("SELECT row_system_reads('cases_case')")


def test_a_long_transaction_is_given_it_again_in_time(
    db: None, monkeypatch: pytest.MonkeyPatch, ask: Ask
) -> None:
    ask("SELECT 1")
    before = ask("SELECT row_context()")
    later = time.monotonic() + rows.LIFE_SECONDS * 0.6
    monkeypatch.setattr(rows.time, "monotonic", lambda: later)
    assert ask("SELECT row_context()") != before


def test_claims_are_identifiers_and_nothing_else() -> None:
    with pytest.raises(ValueError, match="process"):
        rows.system("tests;e=9999999999")
    with pytest.raises(ValueError, match="badly formed"):
        rows.person("1 OR 1", {})  # type: ignore[arg-type]  # what an attacker would send
    with pytest.raises(ValueError, match="permission"):
        rows.person(uuid.uuid4(), {"case_view={x};u": []})


ATTACKS = [
    "SELECT * FROM row_security_key",
    "UPDATE row_security_key SET version = 2",
    "INSERT INTO row_security_system VALUES ('figures', '*', true)",
    "DELETE FROM row_security_table",
    "SELECT row_context_migration()",
    "SELECT row_security_set('s=tests;e=9999999999')",
    "SELECT row_security_put_key('application', 1, '\\x00')",
    "SET ROLE wayhome_owner",
    "SET SESSION AUTHORIZATION wayhome_backup",
    "ALTER TABLE cases_case DISABLE ROW LEVEL SECURITY",
    "ALTER TABLE cases_case NO FORCE ROW LEVEL SECURITY",
    "DROP POLICY b_person_reads ON cases_case",
    "CREATE POLICY mine ON cases_case USING (true)",
    "ALTER ROLE wayhome_app BYPASSRLS",
    "CREATE FUNCTION public.row_user() RETURNS uuid LANGUAGE sql AS 'SELECT NULL::uuid'",
    "CREATE OR REPLACE FUNCTION public.row_named(boolean) RETURNS SETOF uuid LANGUAGE sql AS 'SELECT NULL::uuid'",
    "ALTER TABLE cases_case DISABLE TRIGGER row_reach",
    "ALTER TABLE cases_person DROP CONSTRAINT row_reach_held",
    "CREATE TEMP TABLE cases_case (id uuid)",
    "CREATE OR REPLACE VIEW row_reached AS SELECT id FROM cases_case",
    "TRUNCATE cases_case CASCADE",
    "COPY cases_case TO PROGRAM 'cat'",
]


@pytest.mark.parametrize("statement", ATTACKS)
def test_what_injected_sql_tries_is_refused(people: Any, case: Case, ask: Ask, statement: str) -> None:
    with acting.as_user(people.dana), pytest.raises(ProgrammingError):
        ask(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "SET LOCAL row_security = off",
        "SELECT set_config('row_security', 'off', true)",
        "SELECT set_config('wayhome.context', 's=tests;e=9999999999|00', true)",
        "SELECT set_config('wayhome.context', 'u=' || (SELECT id FROM accounts_user LIMIT 1) || ';e=9999999999|00', true)",
        "SELECT set_config('wayhome.context', replace(current_setting('wayhome.context'), 'u=', 's='), true)",
    ],
)
def test_settings_set_by_injected_sql_show_nothing(people: Any, case: Case, ask: Ask, statement: str) -> None:
    with acting.as_user(people.dana), pytest.raises(ProgrammingError):
        ask(f"{statement}; SELECT id FROM cases_case")


def test_a_context_changed_within_one_statement_shows_nothing(people: Any, case: Case, ask: Ask) -> None:
    """The policy verifies each time it reads the context: no moment to slip another one in."""
    setting = "set_config('wayhome.context', 's=tests;e=9999999999|00', true)"
    with acting.as_user(people.dana):
        for statement in (
            f"SELECT c.id FROM (SELECT {setting}) s, cases_case c",
            f"SELECT c.id FROM cases_case c WHERE {setting} IS NOT NULL",
            f"WITH s AS MATERIALIZED (SELECT {setting}) SELECT c.id FROM s JOIN cases_case c ON true",
        ):
            try:
                assert ask(statement) == []
            except ProgrammingError as refused:
                assert "not given to this transaction" in str(refused)  # either answer will do


def test_a_context_emptied_within_a_statement_uncovers_no_conflict(people: Any, case: Case, ask: Ask) -> None:
    """The office was read before; whoever asks by name as nobody is told of no case at all."""
    ConflictOfInterest.objects.create(
        case=case, user=people.bruno, office=case.office, state="found", source="name"
    )
    emptied = "set_config('wayhome.context', '', true)"
    with acting.as_user(people.bruno):
        assert ask("SELECT id FROM cases_case") == []
    answer: list[object]
    for statement, answer in (
        (f"SELECT n FROM (SELECT {emptied} OFFSET 0) s, row_named(false) n", []),
        (f"SELECT c.id FROM (SELECT {emptied} OFFSET 0) s, cases_case c", []),
        (f"SELECT c.id FROM cases_case c WHERE {emptied} IS NOT NULL", []),
    ):
        # As the process of the tests in between: the next statement is given a whole context again.
        assert ask("SELECT count(*) FROM cases_case") == [(1,)]
        with acting.as_user(people.bruno):
            assert ask(statement) == answer


def test_leaky_functions_see_no_hidden_row(people: Any, case: Case, ask: Ask) -> None:
    """An error that quotes what it chokes on must not be asked before the policy."""
    with acting.as_user(people.dana):
        for view in ("cases_case", "row_reached"):
            assert ask(f"SELECT 1 FROM {view} WHERE (id::text || 'x')::integer = 1") == []
        assert ask("SELECT 1 FROM row_named(false) g WHERE (g::text || 'x')::integer = 1") == []


def test_the_key_is_replaced_while_others_still_sign_with_the_last(live_db: str) -> None:
    with closing(psycopg2.connect(os.environ["DATABASE_URL"])) as old:
        before = ring.get().current(rows.KEY)[0]
        claims = f"s=tests;e={int(time.time()) + 60}"
        last = _signed(old, claims)
        _as_owner(row_keys.rotate)
        ring.forget()
        assert ring.get().current(rows.KEY)[0] == before + 1
        _enter(old, last)
        old.rollback()
        _enter(old, _signed(old, claims))
        old.rollback()
        forgotten = _signed(old, claims)
        forgotten[1] = before
        with pytest.raises(Refused):
            _enter(old, forgotten)
    ring.forget()  # the next test's database has the first version again


def _as_owner(work: Any) -> None:
    from config.management.commands.prepare import as_owner

    with nobody(), as_owner():
        work()
