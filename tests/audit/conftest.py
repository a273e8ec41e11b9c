"""Connections under the roles of the audit, and a sealer to call."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg2
import psycopg2.extensions
import pytest
from django.conf import settings

from audit.checkpoints import CheckpointFile, public_keys
from audit.connect import connected, open_connection
from audit.sealer import Sealer
from audit.verification import Report, Verifier
from config.embedded import postgres
from tests.plugin import RUN
from vault import keys, signing

Connect = Callable[[str], psycopg2.extensions.connection]


@pytest.fixture
def as_role(live_db: str) -> Iterator[Connect]:
    """`as_role("app")`: a connection of that role of its own, closed after the test; "superuser" is the attacker."""
    with ExitStack() as open_ones:

        def connect(role: str) -> psycopg2.extensions.connection:
            if role == "superuser":
                link = psycopg2.connect(
                    host="127.0.0.1",
                    port=RUN.there.postgres_port,
                    user=postgres.SUPERUSER,
                    password=RUN.there.superuser_password,
                    dbname=live_db,
                )
            else:
                link = psycopg2.connect(RUN.there.url(role, live_db))
            link.autocommit = True
            open_ones.callback(link.close)
            return link

        yield connect


@pytest.fixture
def checkpoints(tmp_path: Path) -> Path:
    return tmp_path / "checkpoints" / "seals.jsonl"


@pytest.fixture
def sealer(live_db: str, checkpoints: Path) -> Iterator[Sealer]:
    """A sealer on this test's database that has started."""
    link = open_connection(settings.SEALER_DATABASE_URL, "SEALER_DATABASE_URL")
    found = Sealer(link, signing.load(settings.AUDIT_SIGNING_KEY), CheckpointFile(checkpoints))
    found.start()
    yield found
    link.close()


@pytest.fixture
def verify(live_db: str, checkpoints: Path) -> Callable[..., Report]:
    """Check the whole audit."""

    def run(**changed: object) -> Report:
        given = {"code_of": keys.audit_mac, "public_keys": public_keys(checkpoints), **changed}
        with connected(settings.AUDIT_READER_DATABASE_URL, "AUDIT_READER_DATABASE_URL") as link:
            return Verifier(link, **given).run()

    return run
