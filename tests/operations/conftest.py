"""Rings that look at the database every time, so that what one test rotated does not reach the next."""

import pytest

from vault import ring


@pytest.fixture(autouse=True)
def fresh_ring(settings):
    settings.VAULT_RING_CHECK_SECONDS = 0
    ring.forget()
    yield
    ring.forget()
