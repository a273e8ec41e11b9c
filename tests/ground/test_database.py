"""The test run's own ground: which role it works as, and that committed rows do not leak into the next test."""

from __future__ import annotations

import os
from contextlib import closing

import psycopg2
import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError


@pytest.mark.django_db
def test_everything_runs_as_the_applications_role() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == ("wayhome_app", False, False)


@pytest.mark.django_db
def test_the_applications_role_owns_nothing() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole")
        assert cursor.fetchone() == (0,)
        with pytest.raises(ProgrammingError), transaction.atomic():
            cursor.execute("CREATE TABLE mine (id int)")


def _write_a_session(key: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_session")
        assert cursor.fetchone() == (0,)
        cursor.execute("INSERT INTO django_session VALUES (%s, '', now())", [key])


@pytest.mark.parametrize("turn", ["first", "second"])
def test_committed_rows_are_seen_outside_and_gone_in_the_next_test(live_db: str, turn: str) -> None:
    _write_a_session(turn)
    with closing(psycopg2.connect(os.environ["DATABASE_URL"])) as other, other.cursor() as cursor:
        cursor.execute("SELECT session_key, current_database() FROM django_session")
        assert cursor.fetchall() == [(turn, live_db)]


@pytest.mark.django_db
def test_an_ordinary_test_leaves_nothing_behind() -> None:
    _write_a_session("ordinary")
