"""Fixtures everybody shares."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connections
from django.test import TransactionTestCase

from config.embedded.trouble import Trouble
from tests.browser import browser, live, worker
from tests.people import cast, client_of
from tests.plugin import RUN
from tests.services import TESTS
from vault import rows

# Registered once, here: two copies of the fixture could start two browsers in one process.
__all__ = ["browser", "cast", "client_of", "live", "worker"]


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: pytest.FixtureRequest) -> None:
    """Instead of pytest-django's own: the database of this process is cloned from the migrated template."""
    try:
        RUN.fresh_database()
    except Trouble as trouble:
        pytest.fail(str(trouble), pytrace=False)


@pytest.fixture(scope="session", autouse=True)
def _rows_of_tests() -> Iterator[None]:
    """Tests prepare and look under a process of row security that only their template knows.

    Requests, tasks and other threads set or lack a context of their own, as in operation.
    """
    with rows.entered(rows.system(TESTS)):
        yield


@pytest.fixture(scope="session", autouse=True)
def _clone_instead_of_flush() -> Iterator[None]:
    """Tests that commit end with a new clone: the application's role may not empty tables, and some refuse deletion."""

    def clone(self: TransactionTestCase) -> None:
        connections.close_all()
        RUN.fresh_database()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", clone)
        yield


@pytest.fixture
def live_db(transactional_db: None) -> str:
    """A database whose rows other processes can see; a new clone takes its place after the test. Gives its name."""
    return RUN.database
