"""What journeys share that are made in each language."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from tests.journeys.reading import LANGUAGES


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest, cast: SimpleNamespace, live_db: str) -> str:
    """What Amina and Bruno read."""
    for person in (cast.amina, cast.bruno):
        person.language = request.param
        person.save(update_fields=["language"])
    return str(request.param)
