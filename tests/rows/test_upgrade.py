"""An installation of the first release, with its data, upgrades to this one.

first_release.sql.gz is what pg_dump gave of a database that the first release (commit ee27d5b) made: its migrations,
its invented cast and four cases told through its own actions. first_release.json has its root key and what was typed.
"""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from config.embedded import account, homes, postgres
from tests.plugin import RUN
from tests.services import ROOT

HERE = Path(__file__).parent
DATABASE = "wayhome_first_release"
KNOWN = json.loads((HERE / "first_release.json").read_text())

READ = """
import django, json
django.setup()
from django.contrib.auth import get_user_model
from accounts import acting
from cases.models import Case, PersonBiodata
from vault import keys
seen = {}
for user in get_user_model().objects.all():
    with acting.as_user(user), keys.session():
        for case in Case.objects.visible_to(user).filter(owner=user):
            bio = PersonBiodata.objects.get(case=case)
            seen[case.reference] = {
                "owner": user.email, "first_name": bio.first_name, "family_name": bio.family_name, "status": case.status
            }
print(json.dumps(seen))
"""


@pytest.fixture
def first_release() -> Any:
    """The environment of the old database, as the first release left it."""
    there = RUN.there
    as_superuser = {
        "host": "127.0.0.1",
        "port": there.postgres_port,
        "user": postgres.SUPERUSER,
        "password": there.superuser_password,
        "dbname": "postgres",
    }
    with closing(psycopg2.connect(**as_superuser)) as link:
        link.autocommit = True
        with link.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
            cursor.execute(f"CREATE DATABASE {DATABASE} OWNER wayhome_owner")
            cursor.execute(f"REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC")
            cursor.execute(
                f"GRANT CONNECT ON DATABASE {DATABASE} TO wayhome_app, wayhome_sealer, wayhome_audit"
            )
        psql = homes.postgres_programs(account.current()) / "psql"
        subprocess.run(
            [psql, "-XqAt", "-v", "ON_ERROR_STOP=1", "-o", os.devnull, there.url("owner", DATABASE)],
            input=gzip.decompress((HERE / "first_release.sql.gz").read_bytes()),
            check=True,
            capture_output=True,
        )
        yield {**os.environ, **there.environment(DATABASE), "WAYHOME_TEST_ROOT_KEY": KNOWN["root_key"]}
        with link.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {DATABASE} WITH (FORCE)")


def _run(env: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_an_installation_of_the_first_release_upgrades(first_release: dict[str, str]) -> None:
    _run(first_release, "manage.py", "prepare", "--no-world")
    assert "Every sealed row is what was written." in _run(
        first_release, "manage.py", "check_vault", "--open"
    )
    # Each owner reads the own cases under the own rows, and finds what was typed then.
    assert json.loads(_run(first_release, "-c", READ)) == KNOWN["cases"]
    with closing(psycopg2.connect(first_release["DATABASE_URL"])) as link, link.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cases_case")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT count(*) FROM row_security_table")
        assert cursor.fetchone() > (15,)
    with closing(psycopg2.connect(first_release["DATABASE_OWNER_URL"])) as link, link.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cases_case")
        assert cursor.fetchone() == (0,)  # forced: the owner, too, has to say which process it is
        cursor.execute("SELECT row_context_migration()")
        cursor.execute("UPDATE cases_case SET filled = filled")
        assert cursor.rowcount == len(KNOWN["cases"])
        link.rollback()
        cursor.execute("UPDATE cases_case SET filled = filled")
        assert cursor.rowcount == 0
