"""The world of the access matrix, one for a module; every request and rehearsal in it is undone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import override_settings

from tests.house.matrix_asking import kept, undone
from tests.house.matrix_world import World, build
from tests.people import make_cast


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """The one world, undone at the end. An exception of a view is the test's."""
    given = {
        "ERASURE_LEDGER": tmp_path_factory.mktemp("ledger") / "erasures.jsonl",
        "DEBUG_PROPAGATE_EXCEPTIONS": True,
    }
    with override_settings(**given), django_db_blocker.unblock(), kept(), undone():
        yield build(make_cast())
